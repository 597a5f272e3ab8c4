"""The printed form: title, who fills it in and for when, the table, what is unknown in it, the lines to sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from zhengyou.analytics.statistics.certainty import Certainty
from zhengyou.analytics.statistics.declaring import Head, Table
from zhengyou.reports.queries.gaps import Gap
from zhengyou.reports.queries.statistics import NOT_DERIVED, Entry, Shown
from zhengyou.reports.sheets import unknown
from zhengyou.workbooks import fitting
from zhengyou.workbooks.writing import Pen, Style

A4: Final = 9
TITLE_ROWS: Final = 2
_TITLE: Final[Style] = {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}
_LEFT: Final[Style] = {"valign": "vcenter"}
_CENTRE: Final[Style] = {"align": "center", "valign": "vcenter"}
_RIGHT: Final[Style] = {"align": "right", "valign": "vcenter"}
_BOX: Final[Style] = {
    "top": 1,
    "left": 1,
    "valign": "vcenter",
    "text_wrap": True,
}  # the last ones close the frame
_HEAD: Final[Style] = {**_BOX, "align": "center"}
_NUMBER: Final[Style] = {**_BOX, "align": "right", "num_format": "#,##0"}
_MARKED: Final[Style] = {**_NUMBER, "num_format": f'#,##0"{unknown.MARK}"'}
_NOTE: Final[Style] = {"text_wrap": True, "valign": "top", "font_size": 10}
_WIDTHS: Final = {"27": (9, 3, 3, 20), "30": (9, 4, 4, 6, 16)}  # of the columns of row heads, in characters
_NUMBER_WIDTH: Final = {"27": 8.5, "30": 14}


def write(pen: Pen, sheet: Any, shown: Shown, found: list[Gap], place: str) -> None:
    """One sheet in the form's shape. A number beside which units are unknown carries a mark, and never is a 0 for unknown."""
    table = shown.table
    last = table.head_columns + len(table.columns)
    _paper(sheet, table, last)
    sheet.merge_range(0, 0, 0, last, f"{table.ordinal}  {table.title}", pen.format(_TITLE))
    sheet.set_row(0, 30)
    third = last // 3
    day = shown.derived.as_of
    _span(pen, sheet, 1, 0, third, f"填报单位：{place}", _LEFT)
    _span(pen, sheet, 1, third + 1, 2 * third, f"截至日期：{day.year}年{day.month}月{day.day}日", _CENTRE)
    _span(pen, sheet, 1, 2 * third + 1, last, f"计量单位：{table.measure}", _RIGHT)
    top = TITLE_ROWS
    body = top + table.head_rows + 1
    end = body + len(shown.lines) - 1
    frame = _Frame(pen, sheet, end, last)
    frame.write(top, 0, table.head_rows + 1, table.head_columns, "项目", _HEAD)
    frame.write(top, table.head_columns, table.head_rows + 1, 1, "行次", _HEAD)
    for head in table.column_heads:
        frame.head(head, top, table.head_columns + 1)
    for number, column in enumerate(table.columns):
        frame.write(body - 1, table.head_columns + 1 + number, 1, 1, column.letter, _HEAD)
    for head in table.row_heads:
        frame.head(head, body, 0)
    for number, line in enumerate(shown.lines):
        sheet.set_row(body + number, 30 if len(line.row.words.rpartition(" · ")[2]) > 14 else 19)
        frame.write(body + number, table.head_columns, 1, 1, line.row.number, _HEAD)
        for letter, entry in enumerate(line.entries):
            value, style = _said(entry)
            frame.write(body + number, table.head_columns + 1 + letter, 1, 1, value, style)
    for gap in found:
        _comment(sheet, body, table, gap)
    if found:
        _note(pen, sheet, end + 1, last, table)
    _signatures(pen, sheet, end + 1 + bool(found), last)


def _said(entry: Entry) -> tuple[str | int, Style]:
    """What stands in a cell, and how. A marked number is a number still."""
    if entry.certainty is Certainty.NOT_DERIVED or entry.value is None:
        return (NOT_DERIVED if entry.certainty is Certainty.NOT_DERIVED else unknown.UNSAID), _NUMBER
    return entry.value, _MARKED if entry.certainty is Certainty.PARTLY else _NUMBER


def _comment(sheet: Any, body: int, table: Table, gap: Gap) -> None:
    letters = [column.letter for column in table.columns]
    sheet.write_comment(
        body + gap.row.number - 1,
        table.head_columns + 1 + letters.index(gap.column.letter),
        f"另有 {gap.unknown:,} 家情况未知，没有计入。\n缺：{gap.why}\n补填：{gap.where}",
        {"author": "", "x_scale": 2, "y_scale": 1.4},
    )


def _note(pen: Pen, sheet: Any, row: int, last: int, table: Table) -> None:
    """What the marks mean, on the form itself: whoever signs it reads them."""
    room = sum(_WIDTHS[table.number]) + 4 + _NUMBER_WIDTH[table.number] * len(table.columns)
    _span(pen, sheet, row, 0, last, unknown.NOTE, _NOTE)
    sheet.set_row(row, fitting.height([(unknown.NOTE, room)]))


@dataclass(frozen=True, slots=True)
class _Frame:
    """The ruled part. Every cell draws its own top and left; those at the edges close the frame."""

    pen: Pen
    sheet: Any
    last_row: int
    last_column: int

    def head(self, head: Head, top: int, left: int) -> None:
        """A head; one that is joined hangs open from the head that it is part of."""
        style = {**_HEAD, "top": 0} if head.joined else _HEAD
        self.write(top + head.row, left + head.column, head.rows, head.columns, head.text, style)

    def write(self, row: int, column: int, rows: int, columns: int, value: str | int, style: Style) -> None:
        """A cell, merged where it spans more than one."""
        end, right = row + rows - 1, column + columns - 1
        style = {**style, "bottom": int(end == self.last_row), "right": int(right == self.last_column)}
        if rows == columns == 1:
            self.pen.write(self.sheet, row, column, value, style)
        else:
            self.sheet.merge_range(row, column, end, right, value, self.pen.format(style))


def _paper(sheet: Any, table: Table, last: int) -> None:
    """A4 across, as wide as the page, heads kept in sight on screen."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.freeze_panes(TITLE_ROWS + table.head_rows + 1, table.head_columns + 1)
    for column, width in enumerate(_WIDTHS[table.number]):
        sheet.set_column(column, column, width)
    sheet.set_column(table.head_columns, table.head_columns, 4)
    sheet.set_column(table.head_columns + 1, last, _NUMBER_WIDTH[table.number])
    for row in range(table.head_rows):
        sheet.set_row(TITLE_ROWS + row, 60 if row == table.head_rows - 1 else 16)


def _span(pen: Pen, sheet: Any, row: int, first: int, last: int, text: str, style: Style) -> None:
    sheet.merge_range(row, first, row, last, text, pen.format(style))


def _signatures(pen: Pen, sheet: Any, row: int, last: int) -> None:
    quarter = last // 4
    words = ("单位负责人（签名）：", "填表人（签名）：", "联系电话：", "报出日期：    年  月  日")
    for number, text in enumerate(words):
        end = last if number == len(words) - 1 else (number + 1) * quarter - 1
        _span(pen, sheet, row, number * quarter, end, text, _LEFT)
    sheet.set_row(row, 26)
