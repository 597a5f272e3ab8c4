"""Stage check, first half: cells become values, by type, with what is wrong or doubtful about each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from zhengyou import standards
from zhengyou.census.importing.rows import Row
from zhengyou.census.rules.findings import error
from zhengyou.census.rules.words import Reader
from zhengyou.workbooks import cells, tables
from zhengyou.workbooks.mapping import MappedColumn
from zhengyou.workbooks.mapping import Mapping as ColumnMapping

MakeReader = Callable[[str, str | None], Reader]

_TICKED: Final = "yes"


def rows(found: list[tables.Table], decided: ColumnMapping, make: MakeReader) -> Iterator[Row]:
    """The data rows of all tables with their values.

    make: gives the reader of a field for a unit of measure in its heading.
    """
    for table in found:
        reader = _TableReader(table, decided.for_sheet(table.sheet), make)
        for number, values in table.rows():
            yield reader.row(number, values)


class _TableReader:
    """Reads the rows of one table; which cell goes where is settled once."""

    def __init__(self, table: tables.Table, columns: list[MappedColumn], make: MakeReader) -> None:
        self.sheet = table.sheet
        self.spread = table.spread
        taken = [one for one in columns if one.field is not None]
        self.letters: dict[str, str] = {}
        for one in taken:
            self.letters.setdefault(str(one.field), one.column)
        self.plain = [
            (one.index, str(one.field), make(str(one.field), one.unit or table.unit))
            for one in taken
            if one.option is None
        ]
        self.ticks: dict[str, list[tuple[int, str]]] = {}
        self.read_option: dict[str, Reader] = {}
        for one in taken:
            if one.option is not None:
                key = str(one.field)
                self.ticks.setdefault(key, []).append((one.index, one.option))
                self.read_option[key] = make(key, None)
        self.yes_no = standards.load_enums()["yes_no"]

    def row(self, number: int, values: list[cells.Cell]) -> Row:
        """One row; a field that cannot be read is a finding and no value."""
        row = Row(self.sheet, number, {}, self.letters)
        said = row.values
        for index, key, read in self.plain:
            cell = values[index]
            if cell is None:
                continue
            value, finding = read(cell)
            if value is not None:
                said[key] = value
            if finding is not None:
                row.findings.append(finding._replace(field=key))
        for key, columns in self.ticks.items():
            self._read_ticks(row, key, columns, values)
        return row

    def _read_ticks(
        self, row: Row, key: str, columns: list[tuple[int, str]], values: list[cells.Cell]
    ) -> None:
        """Columns that together are one answer: the one that is ticked, or that repeats its own heading."""
        chosen = [option for index, option in columns if self._ticked(values[index], option)]
        if len(chosen) > 1:
            row.findings.append(error("two_ticks", "这几列合起来是一个答案，只能选一项。", key))
        elif chosen:
            row.values[key] = self.read_option[key](chosen[0]).value

    def _ticked(self, cell: cells.Cell, option: str) -> bool:
        if cell is None or isinstance(cell, bool):
            return bool(cell)
        text = cells.text(cell).strip()
        return self.yes_no.code_of(text) == _TICKED or standards.fold(text) == standards.fold(option)


def letter_of(letters: Mapping[str, str], key: str) -> str:
    """The column of a field in this sheet, "" when it has none."""
    return letters.get(key, "")


def values_of(row: Row, *keys: str) -> list[Any]:
    """Several values at once, None for what is not said."""
    return [row.said(key) for key in keys]
