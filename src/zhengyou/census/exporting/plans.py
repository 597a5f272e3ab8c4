"""Whose table is filled, and with what: one plan for each sheet, from a kept layout, a form that was sent, or our own columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.census.exporting import records
from zhengyou.census.exporting.values import Cells, Value, cells_for
from zhengyou.census.importing import reading, sketching, targets
from zhengyou.census.importing import template as templates
from zhengyou.census.models import KeptLayout
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope, below
from zhengyou.workbooks import cells
from zhengyou.workbooks.mapping import MappedColumn
from zhengyou.workbooks.mapping import Mapping as ColumnMapping
from zhengyou.workbooks.reading import Workbook
from zhengyou.workbooks.tables import Table

_PLACES: Final = "names and codes of places are public"
_PLACE_COLUMNS: Final = {"units": "path", "organisations": "place", "members": "place"}


@dataclass(frozen=True)
class Sheet:
    """One sheet to fill. heading: as a sketch keeps it. found: the subjects that go there; table: that of the form."""

    name: str
    columns: list[Cells]
    heading: Mapping[str, Any]
    found: QuerySet[Any]
    kind: str
    table: Table | None = None

    def rows(self) -> Iterator[list[Value]]:
        """The rows as they stream, values by the columns of the sheet."""
        width = max((one.column.index for one in self.columns), default=-1) + 1
        writers = [(one.column.index, one.write) for one in self.columns if one.write is not None]
        for number, record in enumerate(records.records(self.found, self.kind), start=1):
            row: list[Value] = [None] * width
            for index, write in writers:
                row[index] = write(record, number)
            yield row


@dataclass(frozen=True)
class Plan:
    """A workbook to fill; `form` is open when it is somebody's own file. notes: a sentence each."""

    sheets: list[Sheet]
    form: Workbook | None = None
    notes: list[str] = field(default_factory=list)

    def titles(self, chosen: str) -> list[str]:
        """Headings of the columns that are "empty", "masked", "hidden" from the role, or "personal" in full."""
        columns = [one for sheet in self.sheets for one in sheet.columns if one.column.header]
        return list(dict.fromkeys(_title(one.column) for one in columns if chosen in _marks(one)))

    def count(self) -> int:
        """How many rows it will have."""
        return sum(sheet.found.count() for sheet in self.sheets)


def _marks(one: Cells) -> set[str]:
    marks = {"masked"} if one.masked else {"personal"} if one.personal else set()
    if one.hidden:
        return marks | {"hidden"}
    return marks | {"empty"} if one.write is None else marks


def of_layout(layout: KeptLayout, *, territory: Territory, by: Scope) -> Plan:
    """By what the office kept of a table: its headings are drawn again."""
    unit = layout.heading.get("unit")
    columns = [
        cells_for(
            layout.kind,
            MappedColumn(
                layout.sheet,
                cells.letter(one["index"]),
                one["header"],
                one["group"],
                one["field"],
                1.0,
                one.get("unit"),
                one.get("option"),
            ),
            scope=by,
            table_unit=unit,
            words=one.get("words"),
        )
        for one in layout.columns
    ]
    found = records.rows(by, layout.kind, territory)
    return Plan([Sheet(layout.sheet, columns, layout.heading, found, layout.kind)])


def of_ours(kind: str, *, territory: Territory, by: Scope) -> Plan:
    """By the columns of our own template."""
    fields = [one for one in targets.fields(kind).values() if one.key not in templates.LEFT_OUT[kind]]
    columns = [
        cells_for(
            kind,
            MappedColumn("", cells.letter(index), one.label_zh, one.group, one.key, 1.0),
            scope=by,
            table_unit=None,
        )
        for index, one in enumerate(fields)
    ]
    heading = {"rows": [[one.group for one in fields], [one.label_zh for one in fields]], "first": 1}
    merges, start = [], 0
    for index in range(1, len(fields) + 1):
        if index == len(fields) or fields[index].group != fields[start].group:
            if index - start > 1:
                merges.append([0, start, 0, index - 1])
            start = index
    found = records.rows(by, kind, territory)
    return Plan([Sheet(templates.SHEETS[kind], columns, {**heading, "merges": merges}, found, kind)])


@contextmanager
def of_form(
    path: Path,
    *,
    name: str,
    kind: str,
    mapping: ColumnMapping,
    headings: Mapping[str, int],
    territory: Territory,
    by: Scope,
) -> Iterator[Plan]:
    """By a form that somebody sent; it stays open inside the block. Raises Refused."""
    from zhengyou.workbooks import filling  # noqa: PLC0415 - openpyxl, which web processes never use

    with reading.opened(path, kind, name=name, headings=headings) as source:
        sketches = {
            one.sheet: one for one in sketching.sketches(source.workbook, source.tables, mapping, kind)
        }
        offered = filling.choices(source.workbook, source.tables)
        shares = _shares(
            source.tables, {name: one.fingerprint for name, one in sketches.items()}, kind, territory, by
        )
        sheets = []
        for table in source.tables:
            entries = mapping.for_sheet(table.sheet)
            columns = [
                cells_for(
                    kind,
                    one,
                    scope=by,
                    table_unit=table.unit,
                    words=said["words"],
                    offered=offered.get((table.sheet, one.index), ()),
                )
                for one, said in zip(entries, sketches[table.sheet].columns, strict=True)
            ]
            sheets.append(
                Sheet(table.sheet, columns, sketches[table.sheet].heading, shares[table.sheet], kind, table)
            )
        notes = [*_replaced(source.tables), *_left_over(sheets, records.rows(by, kind, territory))]
        yield Plan(sheets, source.workbook, notes)


def _shares(
    tables: Sequence[Table], fingerprints: Mapping[str, str], kind: str, territory: Territory, by: Scope
) -> dict[str, QuerySet[Any]]:
    """Which subjects go to which sheet: those of the place or of the kind that it is called by, else all of them.

    Of several sheets with the same columns and no such name only the first is filled: nobody is written twice.
    """
    every = records.rows(by, kind, territory)
    if len(tables) == 1:
        return {tables[0].sheet: every}
    places = list(
        Territory.objects.across_all(because=_PLACES).filter(
            below("path", territory.path), valid_to__isnull=True
        )
    )
    kinds = standards.load_enums()["org_kind"]
    found: dict[str, QuerySet[Any]] = {}
    met: set[str] = set()
    for table in tables:
        name = table.sheet.strip()
        place = _place(name, places)
        code = kinds.code_of(name) if kind == "units" else None
        if place is not None and place.path != territory.path:
            found[table.sheet] = every.filter(below(_PLACE_COLUMNS[kind], place.path))
        elif code is not None:
            found[table.sheet] = every.filter(org_kind=code)
        else:
            print_ = fingerprints[table.sheet]
            found[table.sheet] = every.none() if print_ in met else every
            met.add(print_)
    return found


def _place(name: str, places: Sequence[Territory]) -> Territory | None:
    exact = [one for one in places if one.name == name]
    near = [one for one in places if len(name) > 1 and (name in one.name or one.name in name)]
    found = exact or near
    return found[0] if len(found) == 1 else None


def _replaced(tables: Sequence[Table]) -> list[str]:
    """Rows that the form came with give way; nobody should learn that afterwards."""
    counts = {table.sheet: sum(1 for _ in table.rows()) for table in tables}
    words = _("工作表“%(sheet)s”里原有的 %(count)s 行会换成已登记的内容。")
    return [words % {"sheet": sheet, "count": count} for sheet, count in counts.items() if count]


def _left_over(sheets: Sequence[Sheet], every: QuerySet[Any]) -> list[str]:
    """A sentence when the sheets' names leave somebody out."""
    if len(sheets) < 2:
        return []
    missing = every.count() - len({pk for sheet in sheets for pk in sheet.found.values_list("pk", flat=True)})
    words = _("有 %(count)s 条不属于任何一张工作表所写的地方或类别，没有填进去。")
    return [words % {"count": missing}] if missing else []


def _title(column: MappedColumn) -> str:
    return f"{column.group}/{column.header}" if column.group else column.header
