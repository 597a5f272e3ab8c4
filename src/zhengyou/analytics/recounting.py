"""Facts kept with a snapshot, and counted again for the units that a division has taken elsewhere since.

The facts of one place are one small Parquet file in the database: it is backed up, copied and protected with the snapshot, and a
division opens only its own place. Facts of members are not kept: there are a hundred million of them, so figures about
members cannot be restated for a place that was divided, and say so.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from pyarrow import compute

from zhengyou.analytics import compiling
from zhengyou.analytics.facts import FACTS, PATH
from zhengyou.analytics.indicators import INDICATORS
from zhengyou.analytics.models import FrozenFacts
from zhengyou.analytics.numbers import Blank, Numbers
from zhengyou.engines import counting
from zhengyou.engines.means import Means

KEPT: Final = "units"
ENGINE: Final = "duckdb"  # a few hundred units of one place
ID: Final = "id"
_ARROW: Final = {"string": pa.string(), "boolean": pa.bool_()}
_BECAUSE = "facts that are only counted, for paths that the caller found in the scope"

Parts = dict[tuple[int, int], dict[str, Numbers | Blank]]
"""{(frozen place, territory its units came to): {indicator: numbers, or that no facts were kept}}."""


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
    pq.write_table(pa.table(arrays, names=list(dtypes)), file, compression="zstd")
    return file.getvalue()


def parts(divided: Mapping[int, Mapping[int, frozenset[int]]]) -> Parts:
    """Counts those of the units that stood in the frozen place then. One query and one count for all."""
    if not divided:
        return {}
    found: Parts = {
        (place, goal): {key: Blank.FACTS for key, one in INDICATORS.items() if one.facts != KEPT}
        for place, goals in divided.items()
        for goal in goals
    }
    tables = list(_chosen(divided))
    if tables:
        for (place, goal), figures in _counted(pa.concat_tables(tables)).items():
            found[place, goal] |= figures
    return found


def _chosen(divided: Mapping[int, Mapping[int, frozenset[int]]]) -> Iterable[pa.Table]:
    """The facts of each part, with a mark of the part in place of the path."""
    held = FrozenFacts.objects.across_all(because=_BECAUSE).filter(place__in=divided, facts=KEPT)
    for place, content in held.values_list("place", "content"):
        table = pq.read_table(BytesIO(bytes(content)))
        for goal, units in divided[place].items():
            some = table.filter(compute.is_in(table[ID], value_set=pa.array(sorted(units), pa.int64())))
            mark = pa.array([f"{place}:{goal}"] * some.num_rows, pa.string())
            yield some.drop_columns([ID]).set_column(
                some.drop_columns([ID]).schema.get_field_index(PATH), PATH, mark
            )


def _counted(table: pa.Table) -> dict[tuple[int, int], dict[str, Numbers]]:
    keys = [key for key, one in INDICATORS.items() if one.facts == KEPT]
    statement = compiling.statement(compiling.counting(KEPT, keys, by=[PATH]), counting.dialect(ENGINE))
    with tempfile.TemporaryDirectory(prefix="zhengyou-recount-", dir=settings.DATA_DIR) as folder:
        file = Path(folder) / f"{KEPT}.parquet"
        pq.write_table(table, file)
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
    return {name: _ARROW[dtype] for name, (dtype, _attribute) in FACTS[KEPT].columns.items()}
