"""Streams rows to xlsx without cutting anything off: more rows than a sheet holds go on in further sheets."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from zhengyou.workbooks import writing
from zhengyou.workbooks.cells import Cell
from zhengyou.workbooks.writing import Target

ROWS_PER_SHEET = 1_048_575
"""Excel's 1,048,576 rows less the heading."""

_HEADING = {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#F0F2F5", "bottom": 1}
_NARROWEST, _WIDEST = 8, 40

Rows = Iterable[Sequence[Cell | Decimal]]


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
    written = 0
    taken: set[str] = set()
    with writing.open_stream(target) as workbook:
        pen = writing.Pen(workbook)
        remaining = iter(rows)
        while True:
            sheet = workbook.add_worksheet(writing.sheet_name(sheet_name, taken))
            taken.add(sheet.get_name().lower())
            _head(pen, sheet, headers, widths)
            count = _fill(pen, sheet, islice(remaining, ROWS_PER_SHEET))
            sheet.autofilter(0, 0, max(count, 1), max(len(headers) - 1, 0))
            written += count
            following = next(remaining, None) if count == ROWS_PER_SHEET else None
            if following is None:
                return written
            remaining = _put_back(following, remaining)


def _put_back(row: Sequence[Cell | Decimal], rows: Rows) -> Any:
    yield row
    yield from rows


def _head(pen: writing.Pen, sheet: Any, headers: Sequence[str], widths: Sequence[int]) -> None:
    sheet.freeze_panes(1, 0)
    for column, header in enumerate(headers):
        width = widths[column] if column < len(widths) else 2 * len(header) + 4
        sheet.set_column(column, column, min(max(width, _NARROWEST), _WIDEST))
        pen.write(sheet, 0, column, header, _HEADING)


def _fill(pen: writing.Pen, sheet: Any, rows: Rows) -> int:
    count = 0
    for count, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            pen.write(sheet, count, column, value)
    return count
