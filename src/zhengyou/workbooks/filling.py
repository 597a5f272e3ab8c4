"""Fills a blank form in place: the sender's styles, lists, widths and the lines below the table stay as they are."""

import copy
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from zhengyou.workbooks import cells, in_place, reading
from zhengyou.workbooks.cells import Cell
from zhengyou.workbooks.tables import Table
from zhengyou.workbooks.writing import FIRST_DATE

log = logging.getLogger(__name__)

MOST_ROWS = 5_000
_LIST = re.compile(r'^"(.*)"$', re.DOTALL)
_RANGE = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+)(:\$?[A-Z]{1,3}\$?)(\d+)")
_MOST_LISTED = 200

Values = Sequence[Cell | Decimal]


@dataclass(frozen=True)
class Filled:
    """The rows of one table of the form; values by the columns of the sheet, None where nothing is to be written."""

    table: Table
    rows: Sequence[Values]


def suits(workbook: reading.Workbook, rows: int) -> bool:
    """Whether the form can be filled in place: an xlsx that fits into memory, and not too many rows."""
    return workbook.format == "xlsx" and rows <= MOST_ROWS and in_place.fits_in_memory(workbook)


def choices(workbook: reading.Workbook, tables: Sequence[Table]) -> dict[tuple[str, int], list[str]]:
    """The answers that the form offers for choosing, by (sheet, column from 0), where it lists them itself."""
    if workbook.format != "xlsx" or not in_place.fits_in_memory(workbook):
        return {}
    try:
        with workbook.path.open("rb") as stream:
            book = openpyxl.load_workbook(stream)
        found: dict[tuple[str, int], list[str]] = {}
        for table in tables:
            for rule in book[table.sheet].data_validations.dataValidation:
                words = _LIST.match(rule.formula1 or "") if rule.type == "list" else None
                if words is None:
                    continue
                texts = [part.strip() for part in words[1].split(",")][:_MOST_LISTED]
                for area in rule.sqref.ranges:
                    left, _top, right, bottom = area.bounds
                    if bottom > table.heading_end:
                        found.update({(table.sheet, column - 1): texts for column in range(left, right + 1)})
        return found
    except Exception:
        log.warning("openpyxl cannot read the lists of %s", workbook.path.name, exc_info=True)
        return {}


def fill(workbook: reading.Workbook, target: str | Path | BinaryIO, filled: Sequence[Filled]) -> bool:
    """Writes the form with its rows; False, with nothing written, when openpyxl cannot cope with it."""
    try:
        with workbook.path.open("rb") as stream:  # by its path openpyxl would go by the ending of the name
            book = openpyxl.load_workbook(stream)
        for one in filled:
            _Form(book[one.table.sheet], one.table).write(one.rows)
        book.save(target)
    except Exception:
        log.warning("openpyxl cannot fill %s; drawing it", workbook.path.name, exc_info=True)
        return False
    return True


class _Form:
    """One sheet of the form: heading, the rows meant for answers, and what stands below them."""

    def __init__(self, sheet: Worksheet, table: Table) -> None:
        self.sheet = sheet
        self.inner: Any = sheet
        rows = [(row.number, row.kind) for row in table.every_row() if row.number > table.heading_end]
        self.start = _first_answer(rows, table.heading_end)
        data = max((number for number, kind in rows if kind == "data"), default=0)
        below = [number for number, kind in rows if kind not in {"blank", "data", "example"}]
        self.foot = next((number for number in below if number > max(data, self.start - 1)), None)
        self.last = self.foot - 1 if self.foot else max(sheet.max_row, self.start)
        self.width = table.columns[-1].index + 1

    def write(self, rows: Sequence[Values]) -> None:
        room = max(self.last - self.start + 1, 0)
        pattern = self._pattern()
        self._unmerge_body()
        if self.foot and len(rows) > room:
            self._move_foot(len(rows) - room)
        for number in range(self.start, max(self.last, self.start + len(rows) - 1) + 1):
            place = number - self.start
            values = rows[place] if place < len(rows) else ()
            styled = number > self.last or place >= room
            self._row(number, values, pattern if styled else None)

    def _pattern(self) -> list[Any]:
        """The styles of the first row for answers."""
        return [copy.copy(self.inner.cell(self.start, column)._style) for column in range(1, self.width + 1)]

    def _row(self, number: int, values: Values, pattern: list[Any] | None) -> None:
        for column in range(1, self.width + 1):
            cell = self.inner.cell(number, column)
            if pattern is not None:
                cell._style = copy.copy(pattern[column - 1])
            put(cell, values[column - 1] if column <= len(values) else None)

    def _unmerge_body(self) -> None:
        for area in [one for one in self.sheet.merged_cells.ranges if self.start <= one.min_row <= self.last]:
            self.sheet.unmerge_cells(area.coord)

    def _move_foot(self, by: int) -> None:
        """Moves the lines below down, sums over the answers with them."""
        foot = self.foot
        assert foot is not None
        bottom, right = self.sheet.max_row, self.sheet.max_column
        merges = [one.bounds for one in self.sheet.merged_cells.ranges if one.min_row >= foot]
        for one in [one for one in self.sheet.merged_cells.ranges if one.min_row >= foot]:
            self.sheet.unmerge_cells(one.coord)
        heights = {
            row: self.sheet.row_dimensions[row].height
            for row in range(foot, bottom + 1)
            if self.sheet.row_dimensions[row].height
        }
        for row in range(foot, bottom + 1):
            for column in range(1, right + 1):
                cell = self.inner._cells.get((row, column))
                if cell is not None and cell.data_type == "f" and isinstance(cell.value, str):
                    cell.value = _RANGE.sub(lambda found: self._stretched(found, by), cell.value)
        area = f"A{foot}:{cells.letter(right - 1)}{bottom}"
        self.sheet.move_range(area, rows=by)
        for row, height in heights.items():
            self.sheet.row_dimensions[row].height = None
            self.sheet.row_dimensions[row + by].height = height
        for left, top, right_, bottom_ in merges:
            self.sheet.merge_cells(
                start_row=top + by, start_column=left, end_row=bottom_ + by, end_column=right_
            )

    def _stretched(self, found: re.Match[str], by: int) -> str:
        top, bottom = int(found[2]), int(found[4])
        if self.start <= top <= bottom <= self.last:
            return f"{found[1]}{top}{found[3]}{bottom + by}"
        return found[0]


def _first_answer(rows: Sequence[tuple[int, str]], heading_end: int) -> int:
    """The row that answers begin in: the first empty one, else where the lines below begin, else below the example."""
    free = [number for number, kind in rows if kind in {"blank", "data"}]
    below = [number for number, kind in rows if kind != "example"]
    examples = [number for number, kind in rows if kind == "example"]
    return next(iter(free or below), max(examples, default=heading_end) + 1)


def put(cell: Any, value: Cell | Decimal) -> None:
    """Text stays text: openpyxl would make a formula of whatever begins with an equals sign."""
    if isinstance(value, bool):
        value = cells.text(value)
    if isinstance(value, str):
        cell.value = cells.writable(value)
        cell.data_type = "s"
        if cells.formula_like(value):
            cell.quotePrefix = True
        return
    if isinstance(value, date) and value < FIRST_DATE:
        cell.value = value.isoformat()
        return
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, int | float) and abs(value) >= 10**cells.EXACT_DIGITS:
        cell.value, cell.data_type = cells.text(value), "s"
        return
    shown = cell.number_format
    cell.value = value
    if isinstance(value, date):
        cell.number_format = shown if "y" in shown.lower() else "yyyy-mm-dd"


__all__ = ["MOST_ROWS", "Filled", "choices", "fill", "put", "suits"]
