"""Facts kept with a snapshot, and counted again for those whom a division has taken elsewhere since.

The facts of one place are one small Parquet file in the database: it is backed up, copied and protected with the snapshot, and a
division opens only its own place. Facts of members are not kept: there are a hundred million of them, so figures about
members cannot be restated for a place that was divided, and say so.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.conf import settings

from zhengyou.analytics import compiling
from zhengyou.analytics.facts import FACTS, PATH
from zhengyou.analytics.indicators import INDICATORS
from zhengyou.analytics.models import FrozenFacts
from zhengyou.analytics.numbers import Blank, Numbers
from zhengyou.analytics.rules.restating import Gone
from zhengyou.engines import arrow as pa
from zhengyou.engines import counting
from zhengyou.engines.means import Means

KEPT: Final = "units"
ENGINE: Final = "duckdb"  # a few hundred units of one place
ID: Final = "id"
MOST: Final = 500  # parts whose counts are kept
_ARROW: Final = {"string": "string", "boolean": "bool_"}  # names of pyarrow's types
_BECAUSE = "facts that are only counted, for paths that the caller found in the scope"

Parts = dict[tuple[int, int], dict[str, Numbers | Blank]]
"""{(frozen place, territory they came to): {indicator: numbers, or that no facts were kept}}."""


def columns() -> dict[str, str]:
    """{column of the file: attribute of the model}: the fact table's own, and the unit by which a division chooses."""
    table = FACTS[KEPT]
    return {ID: table.model._meta.pk.attname, **{name: table.attribute(name) for name in table.columns}}


def packed(rows: Sequence[Sequence[Any]]) -> bytes:
    """Rows of these columns as a Parquet file."""
    dtypes = {ID: pa.int64(), **_schema()}
    arrays = [
        pa.array(column, type=dtype)
        for column, dtype in zip(zip(*rows, strict=True), dtypes.values(), strict=True)
    ]
    file = BytesIO()
    pa.parquet.write_table(pa.table(arrays, names=list(dtypes)), file, compression="zstd")
    return file.getvalue()


def parts(divided: Mapping[int, Mapping[int, Gone]]) -> Parts:
    """Counts those of the units that stood in the frozen place then. One query, and one count for all that is not known yet."""
    if not divided:
        return {}
    unkept = {key: Blank.FACTS for key, one in INDICATORS.items() if one.facts != KEPT}
    found: Parts = {(place, goal): dict(unkept) for place, goals in divided.items() for goal in goals}
    held = FrozenFacts.objects.across_all(because=_BECAUSE).filter(place__in=divided, facts=KEPT)
    contents = {place: bytes(content) for place, content in held.values_list("place", "content")}
    known = {
        (place, goal): _Key(contents[place], gone.units)
        for place, goals in divided.items()
        for goal, gone in goals.items()
        if place in contents and gone.units
    }
    missing = {part: key for part, key in known.items() if key not in _COUNTED}
    if missing:
        counted = _counted(pa.concat_tables([_chosen(*one) for one in missing.items()]))
        for part, key in missing.items():
            _COUNTED[key] = counted.get(part, {})  # none of them stood there then
    for part, key in known.items():
        found[part] |= _COUNTED[key]
    while len(_COUNTED) > MOST:
        _COUNTED.pop(next(iter(_COUNTED)))
    return found


class _Key(NamedTuple):
    """What a count hangs on: facts that are never changed, and which of their units."""

    content: bytes
    units: frozenset[int]


_COUNTED: Final[dict[_Key, dict[str, Numbers]]] = {}
"""Counts of parts, kept in this process; the landing pages of both sides of a division ask for them each time."""


def _chosen(part: tuple[int, int], key: _Key) -> pa.Table:
    """The facts of a part, with a mark of the part in place of the path."""
    table = pa.parquet.read_table(BytesIO(key.content))
    some = table.filter(pa.compute.is_in(table[ID], value_set=pa.array(sorted(key.units), pa.int64())))
    some = some.drop_columns([ID])
    mark = pa.array([":".join(map(str, part))] * some.num_rows, pa.string())
    return some.set_column(some.schema.get_field_index(PATH), PATH, mark)


def _counted(table: pa.Table) -> dict[tuple[int, int], dict[str, Numbers]]:
    keys = [key for key, one in INDICATORS.items() if one.facts == KEPT]
    statement = compiling.statement(compiling.counting(KEPT, keys, by=[PATH]), counting.dialect(ENGINE))
    with tempfile.TemporaryDirectory(prefix="zhengyou-recount-", dir=settings.DATA_DIR) as folder:
        file = Path(folder) / f"{KEPT}.parquet"
        pa.parquet.write_table(table, file)
        answer = counting.count(
            {"parts": statement}, {KEPT: file}, engine=ENGINE, means=Means(folder=Path(folder))
        )["parts"]
    found = {}
    for row in answer.to_pylist():
        place, goal = map(int, row[PATH].split(":"))
        found[place, goal] = {
            key: Numbers(*(int(row[f"{key}__{name}"] or 0) for name in Numbers._fields)) for key in keys
        }
    return found


def _schema() -> dict[str, pa.DataType]:
    return {name: getattr(pa, _ARROW[dtype])() for name, (dtype, _attribute) in FACTS[KEPT].columns.items()}
