"""From a task to its open tables with every column's meaning settled: proposed, remembered, decided by a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.utils.translation import gettext as _

from zhengyou.census.importing import reading, remembering, sampling, sketching, targets
from zhengyou.census.importing.reading import Source
from zhengyou.census.importing.remembering import Sheets
from zhengyou.census.importing.sketching import Sketch
from zhengyou.census.importing.task import Task
from zhengyou.workbooks import cells
from zhengyou.workbooks.mapping import MappedColumn, part_of_a_year
from zhengyou.workbooks.mapping import Mapping as ColumnMapping
from zhengyou.workbooks.tables import Table

_LOOKED_AT: Final = 200  # rows


@dataclass(frozen=True)
class Decided:
    """The tables to read, open as long as the block lasts. sketches: what is worth keeping of them."""

    source: Source
    tables: list[Table]
    mapping: ColumnMapping
    sheets: Sheets
    notes: list[str]
    sketches: list[Sketch]


@contextmanager
def decided(task: Task) -> Iterator[Decided]:
    """Opens the task's workbook. A person's own decision wins over what is kept, what is kept over a proposal.

    Raises Refused for the workbook as a whole.
    """
    with reading.opened(
        task.file,
        task.kind,
        name=task.file_name,
        kept=task.kept,
        headings=task.headings,
        guessing=bool(task.chosen),
    ) as source:
        sheets = remembering.compare(source.tables, task.kept)
        mapping = task.confirmed or proposed(source, sheets, task.kind)
        mapping = reading.choose(mapping, task.chosen, task.kind, task.units)
        tables = reading.readable(source, mapping, task.kind)
        notes = reading.notes(source, tables) + remembering.notes(sheets, tables)
        notes += twice(mapping, tables, task.kind) + parts_of_years(mapping, tables, task.kind)
        notes += covered(mapping, tables, task.kind)
        yield Decided(
            source,
            tables,
            mapping,
            sheets,
            notes,
            sketching.sketches(source.workbook, tables, mapping, task.kind, source.headings),
        )


def proposed(source: Source, sheets: Sheets, kind: str) -> ColumnMapping:
    """What each column probably means; known tables as they were decided."""
    return remembering.recall(reading.propose(source, kind), sheets, kind)


def twice(mapping: ColumnMapping, tables: list[Table], kind: str) -> list[str]:
    """Columns that were not taken because another one holds the same field, with their samples: a sentence each."""
    rivals = {
        place: other
        for place, other in reading.rivals(mapping).items()
        if place[0] in {t.sheet for t in tables}
    }
    if not rivals:
        return []
    samples = sampling.of([table for table in tables if table.sheet in {sheet for sheet, _ in rivals}])
    entries = {(one.sheet, one.column): one for one in mapping.entries}
    words = _(
        "工作表“%(sheet)s”的%(column)s列“%(header)s”没有导入，因为%(other)s列“%(taken)s”是同一项；这一列例如：%(samples)s。"
    )
    return [
        words
        % {
            "sheet": sheet,
            "column": column,
            "header": title(entries[sheet, column]),
            "other": other.column,
            "taken": title(other),
            "samples": "；".join(
                sampling.masked(kind, other.field, other.header, text)
                for text in samples.get((sheet, column), ())
            )
            or _("（空）"),
        }
        for (sheet, column), other in rivals.items()
    ]


def parts_of_years(mapping: ColumnMapping, tables: list[Table], kind: str) -> list[str]:
    """Columns of a quarter or some months of what is asked for a whole year: a sentence for each sheet."""
    known = targets.fields(kind)
    found = []
    for table in tables:
        letters = [
            one.column
            for one in mapping.for_sheet(table.sheet)
            if one.field is None
            and one.alternatives
            and one.alternatives[0] in known
            and one.alternatives[0] not in mapping.fields(table.sheet)
            and part_of_a_year(one.header, one.group)
        ]
        if letters:
            words = _("工作表“%(sheet)s”的%(columns)s列是不满一年的数，要登记的是全年的，没有导入。")
            found.append(words % {"sheet": table.sheet, "columns": "、".join(letters)})
    return found


def covered(mapping: ColumnMapping, tables: list[Table], kind: str) -> list[str]:
    """Columns of a ledger of units that list the units of a joint organisation: each unit's own row says that."""
    words = _(
        "工作表“%(sheet)s”的%(column)s列“%(header)s”没有导入：一个党组织覆盖哪些单位，按每家单位填的党组织名称得出。"
        "请在这些单位的行里填党组织名称，或者另按“党组织”导入。"
    )
    found = []
    for table in tables:
        for one in mapping.for_sheet(table.sheet):
            known = targets.left_out(kind, one.header, one.group) if one.field is None else None
            if known is None or known.key != "joint_units":
                continue
            if any(
                not cells.blank(values[one.index]) for _number, values in islice(table.rows(), _LOOKED_AT)
            ):
                found.append(words % {"sheet": table.sheet, "column": one.column, "header": title(one)})
    return found


def title(one: MappedColumn) -> str:
    """The heading with its group in front."""
    return f"{one.group}/{one.header}" if one.group else one.header
