"""Stage check, first half: cells become values, column by column, with what is wrong or doubtful about each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from zhengyou import standards
from zhengyou.census.importing import measures
from zhengyou.census.importing.blocks import SIZE, Block
from zhengyou.census.rules.findings import NOTHING, Finding, error, say
from zhengyou.census.rules.usual import Glancing
from zhengyou.census.rules.words import Reader, by_legend, is_no_answer
from zhengyou.workbooks import cells, tables
from zhengyou.workbooks.cells import Cell
from zhengyou.workbooks.mapping import MappedColumn
from zhengyou.workbooks.mapping import Mapping as ColumnMapping

MakeReader = Callable[[str, str | None], Reader]

_TICKED: Final = "yes"
_MOST_KNOWN: Final = 5_000  # distinct cells of a column; names and telephones hardly ever come again


def blocks(found: list[tables.Table], decided: ColumnMapping, make: MakeReader) -> Iterator[Block]:
    """The data rows of all tables with their values; a block never spans two tables.

    make: gives the reader of a field for a unit of measure in its heading.
    """
    for table in found:
        reader = _TableReader(table, decided.for_sheet(table.sheet), make)
        rows = table.rows()
        while some := list(islice(rows, SIZE)):
            yield reader.block(some)


class _TableReader:
    """Reads the rows of one table; which cell goes where is settled once."""

    def __init__(self, table: tables.Table, columns: list[MappedColumn], make: MakeReader) -> None:
        self.sheet = table.sheet
        taken = [one for one in columns if one.field is not None]
        self.letters: dict[str, str] = {}
        for one in taken:
            self.letters.setdefault(str(one.field), one.column)
        by_row = measures.governed(table, taken)
        self.measured = [
            (
                one.index,
                by_row[one.index],
                str(one.field),
                measures.Measured(str(one.field), make, heading=one.unit, above=table.unit),
            )
            for one in taken
            if one.index in by_row
        ]
        self.plain = [
            (
                one.index,
                str(one.field),
                _Column(by_legend(make(str(one.field), one.unit or table.unit), one.header)),
            )
            for one in taken
            if one.option is None and one.index not in by_row
        ]
        self.ticks: dict[str, list[tuple[int, str]]] = {}
        self.read_option: dict[str, Reader] = {}
        for one in taken:
            if one.option is not None:
                key = str(one.field)
                self.ticks.setdefault(key, []).append((one.index, one.option))
                self.read_option[key] = make(key, None)
        self.yes_no = standards.load_enums()["yes_no"]

    def block(self, rows: list[tuple[int, list[Cell]]]) -> Block:
        """Some rows; a cell that cannot be read is a finding and no value."""
        numbers, lines = zip(*rows, strict=True)
        columns: list[tuple[Cell, ...]] = list(zip(*lines, strict=False))
        block = Block(self.sheet, self.letters, list(numbers), {})
        for index, key, column in self.plain:
            values, doubts = column.read(columns[index])
            block.values[key] = values
            for place, finding in doubts:
                block.find(place, finding._replace(field=key))
        for index, by, key, amounts in self.measured:
            block.values[key], doubts = amounts.read(columns[index], columns[by])
            for place, finding in doubts:
                block.find(place, finding._replace(field=key))
        for key, options in self.ticks.items():
            self._read_ticks(block, key, [(columns[index], option) for index, option in options])
        return block

    def _read_ticks(self, block: Block, key: str, options: list[tuple[Sequence[Cell], str]]) -> None:
        """Columns that together are one answer: the one that is ticked, or that repeats its own heading."""
        answers = block.values.setdefault(key, [None] * len(block))
        for place in range(len(block)):
            chosen = [option for column, option in options if self._ticked(column[place], option)]
            if len(chosen) > 1:
                block.find(place, error("two_ticks", "这几列合起来是一个答案，只能选一项。", key))
            elif not all(self._is_tick(column[place], option) for column, option in options):
                message = say("这一栏用打勾回答，填的内容认不出来。请打“√”，或空着。")
                block.find(place, error("not_a_tick", message, key))
            elif chosen:
                answers[place] = self.read_option[key](chosen[0]).value

    def _is_tick(self, cell: Cell, option: str) -> bool:
        """Whether a cell ticks, crosses out or says nothing."""
        if cell is None or isinstance(cell, bool) or cells.blank(cell) or self._ticked(cell, option):
            return True
        text = cells.text(cell).strip()
        return self.yes_no.code_of(text) is not None or is_no_answer(text)

    def _ticked(self, cell: Cell, option: str) -> bool:
        if cell is None or isinstance(cell, bool):
            return bool(cell)
        text = cells.text(cell).strip()
        return self.yes_no.code_of(text) == _TICKED or standards.fold(text) == standards.fold(option)


class _Column:
    """Reads the cells of one column; a cell that was met before is not read again."""

    def __init__(self, read: Reader) -> None:
        self.read_one = read
        self.glance = read.glance if isinstance(read, Glancing) else None
        self.known = _Known(read)

    def read(self, column: Sequence[Cell]) -> tuple[list[Any], list[tuple[int, Finding]]]:
        """The values, None where a cell says nothing; and what is wrong or doubtful, by place."""
        if bool in set(map(type, column)):  # True is the same key as 1, but not the same answer
            return self._one_by_one(column)
        known = self.known
        if len(known) > _MOST_KNOWN:
            known.forget()
        if self.glance is not None:
            known.update(self.glance(set(column).difference(known.keys())))
        values = list(map(known.__getitem__, column))
        doubts = known.doubts
        found = (
            [(place, doubts[cell]) for place, cell in enumerate(column) if cell in doubts] if doubts else []
        )
        return values, found

    def _one_by_one(self, column: Sequence[Cell]) -> tuple[list[Any], list[tuple[int, Finding]]]:
        readings = [NOTHING if cell is None else self.read_one(cell) for cell in column]
        found = [(place, one.finding) for place, one in enumerate(readings) if one.finding is not None]
        return [one.value for one in readings], found


class _Known(dict[Cell, Any]):
    """Cell -> its value; `doubts` has the finding of those that have one."""

    def __init__(self, read: Reader) -> None:
        self.read = read
        self.doubts: dict[Cell, Finding] = {}
        self.forget()

    def forget(self) -> None:
        """Only the empty cell is known."""
        self.clear()
        self.doubts.clear()
        self[None] = None

    def __missing__(self, cell: Cell) -> Any:
        value, finding = self.read(cell)
        self[cell] = value
        if finding is not None:
            self.doubts[cell] = finding
        return value
