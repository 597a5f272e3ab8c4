"""Read a CSV file row by row, so that every complaint names file, line and column."""

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from zhengyou.standards.errors import StandardError


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; each method reads one cell as a kind of value or says what was expected."""

    file: Path
    line: int
    cells: Mapping[str, str]

    def text(self, column: str, among: Collection[str] = ()) -> str:
        """A text that is not empty, one of `among` when that is given."""
        value = self.cells[column]
        if not value:
            raise self.wrong(column, "expected a text, found nothing")
        if among and value not in among:
            raise self.wrong(column, f"expected one of {', '.join(sorted(among))}, found {value}")
        return value

    def maybe(self, column: str) -> str:
        return self.cells[column]

    def parts(self, column: str, mark: str = "|") -> tuple[str, ...]:
        """The parts of a list written in one cell; an empty cell is an empty list."""
        return tuple(part.strip() for part in self.cells[column].split(mark) if part.strip())

    def whole(self, column: str) -> int:
        try:
            return int(self.cells[column])
        except ValueError:
            raise self.wrong(column, f"expected a whole number, found {self.cells[column]!r}") from None

    def amount(self, column: str) -> Decimal:
        try:
            return Decimal(self.cells[column])
        except InvalidOperation:
            raise self.wrong(column, f"expected a number, found {self.cells[column]!r}") from None

    def day(self, column: str) -> date:
        try:
            return date.fromisoformat(self.cells[column])
        except ValueError:
            expected = f"expected a date such as 2026-01-01, found {self.cells[column]!r}"
            raise self.wrong(column, expected) from None

    def maybe_day(self, column: str) -> date | None:
        return self.day(column) if self.cells[column] else None

    def wrong(self, column: str, expected: str) -> StandardError:
        return StandardError(expected, file=self.file, line=self.line, column=column)


def read(file: Path, columns: str) -> Iterator[Row]:
    """The rows of a CSV file (UTF-8) that has exactly these columns (`code,name`), in any order."""
    try:
        lines = file.open(encoding="utf-8-sig", newline="")
    except FileNotFoundError:
        raise StandardError("expected this file", file=file) from None
    with lines:
        reader = csv.reader(lines)
        header = next(reader, [])
        if sorted(header) != sorted(columns.split(",")):
            expected = f"expected the columns {columns}, found {','.join(header)}"
            raise StandardError(expected, file=file, line=1)
        for cells in reader:
            if len(cells) != len(header):
                expected = f"expected {len(header)} cells, found {len(cells)}"
                raise StandardError(expected, file=file, line=reader.line_num)
            yield Row(file, reader.line_num, dict(zip(header, (cell.strip() for cell in cells), strict=True)))


def refuse_repeats(rows: Collection[tuple[Row, str]], column: str) -> None:
    """Raise at the second row that carries the same key."""
    seen: dict[str, int] = {}
    for row, key in rows:
        if key in seen:
            raise row.wrong(column, f"expected each key once, {key} stands on line {seen[key]} already")
        seen[key] = row.line
