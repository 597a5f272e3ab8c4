"""Streams rows to xlsx without cutting anything off: more rows than a sheet holds go on in further sheets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, islice
from math import ceil
from typing import Any

from zhengyou.workbooks import cells, fitting, writing
from zhengyou.workbooks.cells import Cell
from zhengyou.workbooks.writing import Style, Target

ROWS_PER_SHEET = 1_048_575
"""Excel's 1,048,576 rows less the heading."""

_TITLE: Style = {"bold": True, "font_size": 16, "valign": "vcenter"}
_ABOVE: Style = {"text_wrap": True, "valign": "top"}
_HEADING: Style = {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#F0F2F5", "bottom": 1}
_RIGHT: Style = {"align": "right"}
_WRAPPED: Style = {"text_wrap": True, "valign": "top"}
_NARROWEST, _WIDEST = 8, 40
_LOOKED_AT = 200
"""Rows whose text the columns are made to fit; the rest is not waited for."""
_ONE_PAGE = 260
"""Characters across: wider than this, a table squeezed onto one page could not be read."""
_LINES_OF_HEADING = 3
_A4 = 9

Row = Sequence[Cell | Decimal]
Rows = Iterable[Row]


@dataclass(frozen=True)
class Sheet:
    """One table. title and above: what stands over the heading, a sentence a line; formats: number format by column.

    kept: how many columns stay in sight; wrapped: for few rows of long text, which are made as high as it.
    """

    heads: Sequence[str]
    rows: Rows
    name: str = "数据"
    title: str = ""
    above: Sequence[str] = ()
    formats: Sequence[str] = ()
    widths: Sequence[int] = ()
    kept: int = 0
    wrapped: bool = False

    @property
    def top(self) -> int:
        """The row of the heading, from 0."""
        return len(self.above) + bool(self.title) + bool(self.above or self.title)

    def style(self, column: int, value: object) -> Style:
        """Of a cell."""
        form = self.formats[column] if column < len(self.formats) else ""
        style = dict(_WRAPPED) if self.wrapped else {}
        if form and value not in (None, ""):
            style |= {"num_format": form} if isinstance(value, int | float | Decimal) else _RIGHT
        return style

    def heading(self, column: int) -> Style:
        """Of a heading: over numbers it stands where they stand."""
        return _HEADING | _RIGHT if column < len(self.formats) and self.formats[column] else _HEADING


def write_table(
    target: Target,
    headers: Sequence[str],
    rows: Rows,
    *,
    sheet_name: str = "数据",
    widths: Sequence[int] = (),
) -> int:
    """Writes one table and returns the number of rows. One row is held at a time.

    Text is written as text, also where it begins like a formula; numbers, dates and decimals as such;
    numbers of more than 15 digits as text, so that no digit is lost.
    """
    return write_sheets(target, [Sheet(headers, rows, sheet_name, widths=widths)])


def write_sheets(target: Target, sheets: Iterable[Sheet]) -> int:
    """Writes several tables, each as write_table() does, and returns the number of rows of all."""
    taken: set[str] = set()
    with writing.open_stream(target) as workbook:
        pen = writing.Pen(workbook)
        return sum(_write(pen, one, taken) for one in sheets)


def _write(pen: writing.Pen, one: Sheet, taken: set[str]) -> int:
    written = 0
    remaining = iter(one.rows)
    first = list(islice(remaining, _LOOKED_AT))
    widths = _fit(one, first)
    remaining = chain(first, remaining)
    room = ROWS_PER_SHEET - one.top
    while True:
        sheet = pen.workbook.add_worksheet(writing.sheet_name(one.name, taken))
        taken.add(sheet.get_name().lower())
        _paper(sheet, one, widths)
        _head(pen, sheet, one, widths)
        count = _fill(pen, sheet, one, widths, islice(remaining, room))
        sheet.autofilter(one.top, 0, one.top + max(count, 1), max(len(one.heads) - 1, 0))
        written += count
        following = next(remaining, None) if count == room else None
        if following is None:
            return written
        remaining = chain([following], remaining)


def _fit(one: Sheet, rows: Sequence[Row]) -> list[int]:
    """A column's width: what was asked for, or as wide as its text and a share of its heading, within bounds."""
    widths = []
    for column, header in enumerate(one.heads):
        if column < len(one.widths):
            wanted = one.widths[column]
        else:
            texts = (_text(row[column]) for row in rows if column < len(row))
            heading = ceil(fitting.width(header) / _LINES_OF_HEADING)
            wanted = max(heading, max(map(fitting.width, texts), default=0)) + 4
        widths.append(min(max(wanted, _NARROWEST), _WIDEST))
    return widths


def _text(value: Cell | Decimal) -> str:
    return "" if value is None else cells.text(value)


def _paper(sheet: Any, one: Sheet, widths: Sequence[int]) -> None:
    """A4 across, the heading on every page, the whole width on one page where that can be read."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.repeat_rows(one.top)
    sheet.freeze_panes(one.top + 1, one.kept)
    sheet.set_footer("&C&P / &N")
    if sum(widths) <= _ONE_PAGE:
        sheet.fit_to_pages(1, 0)
    elif one.kept:
        sheet.repeat_columns(0, one.kept - 1)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)


def _head(pen: writing.Pen, sheet: Any, one: Sheet, widths: Sequence[int]) -> None:
    """What stands over the heading, each line across the table, and the heading."""
    room = max(sum(widths), 1)
    for number, text in enumerate([*([one.title] if one.title else []), *one.above]):
        style = _TITLE if one.title and number == 0 else _ABOVE
        sheet.set_row(number, 28 if style is _TITLE else fitting.height([(text, room)]))
        if len(widths) > 1:
            sheet.merge_range(number, 0, number, len(widths) - 1, "", pen.format(style))
        pen.write(sheet, number, 0, text, style)
        sheet.set_row(one.top, fitting.height(zip(one.heads, widths, strict=True)) + 4)
    for column, header in enumerate(one.heads):
        pen.write(sheet, one.top, column, header, one.heading(column))


def _fill(pen: writing.Pen, sheet: Any, one: Sheet, widths: Sequence[int], rows: Rows) -> int:
    count = 0
    for count, row in enumerate(rows, start=1):
        if one.wrapped:
            sheet.set_row(one.top + count, fitting.height(zip(map(_text, row), widths, strict=True)))
        for column, value in enumerate(row):
            pen.write(sheet, one.top + count, column, value, one.style(column, value))
    return count
