"""Writes refused rows into a new xlsx in the sender's column order, one row in memory at a time."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from zhengyou.workbooks import cells, faults, writing
from zhengyou.workbooks.cells import Cell
from zhengyou.workbooks.faults import FaultyRows
from zhengyou.workbooks.reading import Merge, Workbook
from zhengyou.workbooks.tables import ERROR_LIST, Table

MOST_COMMENTS = 20_000
"""Excel opens files with more comments very slowly; the list of errors names them all."""
ROWS_PER_SHEET = 1_048_576
MOST_LINES = 1_000_000

_RED = {"bg_color": f"#{faults.RED_FILL}", "font_color": f"#{faults.RED_TEXT}"}
_HEADING = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1}
_WIDTH = 16


def write(workbook: Workbook, target: Path, tables: Sequence[Table], faulty: FaultyRows) -> None:
    with writing.open_stream(target) as book:
        pen = writing.Pen(book)
        errors = _ErrorList(pen, book.add_worksheet(ERROR_LIST), len(faulty))
        taken = {ERROR_LIST}
        for table in tables:
            _Rebuilt(book, pen, taken, workbook, table).write(faulty, errors)


class _ErrorList:
    def __init__(self, pen: writing.Pen, sheet: Any, rows: int) -> None:
        self.pen = pen
        self.sheet = sheet
        self.next_row = 4
        for column, width in enumerate(faults.LIST_WIDTHS):
            sheet.set_column(column, column, width)
        pen.write(sheet, 0, 0, faults.LIST_TITLE.format(rows=rows), {"bold": True, "font_size": 14})
        pen.write(sheet, 1, 0, faults.LIST_HINT)
        for column, heading in enumerate(faults.LIST_HEADINGS):
            pen.write(sheet, 3, column, heading, {"bold": True})
        sheet.freeze_panes(4, 0)

    def add(self, line: tuple[Cell, ...]) -> None:
        if self.next_row < MOST_LINES:
            for column, value in enumerate(line):
                self.pen.write(self.sheet, self.next_row, column, value)
        elif self.next_row == MOST_LINES:
            self.pen.write(self.sheet, self.next_row, 0, "错误太多，其余的只在各工作表中标出。")
        self.next_row += 1


class _Rebuilt:
    """One table's sheet, going on in a further one when it is full."""

    def __init__(
        self, book: Any, pen: writing.Pen, taken: set[str], workbook: Workbook, table: Table
    ) -> None:
        self.book = book
        self.pen = pen
        self.taken = taken
        self.table = table
        self.comments = 0
        source = workbook.sheet(table.sheet)
        end = table.heading_end
        self.heading = [row for row, _ in zip(source.rows(), range(end), strict=False)]
        if table.context is not None:  # the place stands in a column of its own, its titles do not come along
            last = self.heading[table.header_rows[-1] - 1]
            index = table.columns[-1].index
            self.heading[table.header_rows[-1] - 1] = [
                *last[:index], *[None] * (index - len(last)), table.context.heading
            ]  # fmt: skip
        self.wide = [merge for merge in source.merged if merge.top < end and merge.right > merge.left]
        self.start_sheet()

    def start_sheet(self) -> None:
        self.sheet = self.book.add_worksheet(writing.sheet_name(self.table.sheet, self.taken))
        self.taken.add(self.sheet.get_name().lower())
        self.sheet.set_column(0, self.table.columns[-1].index, _WIDTH)
        self.sheet.freeze_panes(len(self.heading), 0)
        for row, values in enumerate(self.heading):
            headed = row + 1 >= self.table.header_rows[0]
            for column, value in enumerate(values):
                self.pen.write(self.sheet, row, column, cells.shown(value), _HEADING if headed else None)
            for merge in self.wide:
                if merge.top == row:
                    self._merge(merge, values)
        self.next_row = len(self.heading)

    def _merge(self, merge: Merge, values: list[Cell]) -> None:
        """Over one row only: rows above the current one are already on disk."""
        value = cells.shown(values[merge.left]) if merge.left < len(values) else None
        style = self.pen.format({**_HEADING, "align": "center"})
        self.sheet.merge_range(merge.top, merge.left, merge.top, merge.right, "", style)
        self.pen.write(self.sheet, merge.top, merge.left, value, {**_HEADING, "align": "center"})

    def write(self, faulty: FaultyRows, errors: _ErrorList) -> None:
        for row in self.table.every_row():
            found = faulty.of(self.table.sheet, row.number)
            if not found or row.number <= len(self.heading):
                continue
            if self.next_row == ROWS_PER_SHEET:
                self.start_sheet()
            comments = faults.by_column(self.table, found)
            for column, value in enumerate(row.values):
                style = _RED if column in comments else None
                self.pen.write(self.sheet, self.next_row, column, cells.shown(value), style)
            for column, comment in comments.items():
                self._comment(column, comment)
            place = self.next_row + 1
            name = self.sheet.get_name()
            for line in faults.listed(self.table, row.number, place, row.values, found, name):
                errors.add(line)
            self.next_row += 1

    def _comment(self, column: int, comment: str) -> None:
        if self.comments < MOST_COMMENTS:
            self.sheet.write_comment(self.next_row, column, comment, {"author": faults.AUTHOR, "x_scale": 2})
        self.comments += 1
