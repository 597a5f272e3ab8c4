"""Draws a table anew as somebody laid it out: headings, merges and widths, then rows as they stream."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

from zhengyou.workbooks import cells, writing
from zhengyou.workbooks.cells import Cell
from zhengyou.workbooks.writing import Target

ROWS_PER_SHEET = 1_048_000
_HEADING: writing.Style = {
    "bold": True,
    "text_wrap": True,
    "valign": "vcenter",
    "align": "center",
    "border": 1,
}
_TITLE: writing.Style = {"bold": True, "font_size": 14, "align": "center", "valign": "vcenter"}
_CELL: writing.Style = {"border": 1, "valign": "vcenter"}
_WIDTH = 14.0

Values = Sequence[Cell | Decimal]


@dataclass(frozen=True)
class Drawing:
    """One sheet. heading: its rows from the top of the sheet; `first`: where the heading begins, from 1; merges:
    (top, left, bottom, right) from 0; widths by letter; rows: values by the columns of the sheet.
    """

    name: str
    heading: Sequence[Sequence[str]]
    rows: Iterable[Values]
    first: int = 1
    merges: Sequence[Sequence[int]] = ()
    widths: Mapping[str, float] = field(default_factory=dict)


def draw(target: Target, drawings: Iterable[Drawing]) -> int:
    """Writes the sheets as xlsx, one row in memory at a time; returns the number of rows. Text stays text."""
    written = 0
    taken: set[str] = set()
    with writing.open_stream(target) as book:
        pen = writing.Pen(book)
        for drawing in drawings:
            rows = iter(drawing.rows)
            while True:
                sheet = book.add_worksheet(writing.sheet_name(drawing.name, taken))
                taken.add(sheet.get_name().lower())
                count = _sheet(pen, sheet, drawing, islice(rows, ROWS_PER_SHEET))
                written += count
                following = next(rows, None) if count == ROWS_PER_SHEET else None
                if following is None:
                    break
                rows = _with_first(following, rows)
    return written


def _with_first(row: Values, rows: Iterable[Values]) -> Any:
    yield row
    yield from rows


def _sheet(pen: writing.Pen, sheet: Any, drawing: Drawing, rows: Iterable[Values]) -> int:
    width = max((len(row) for row in drawing.heading), default=0)
    for index in range(width):
        sheet.set_column(index, index, drawing.widths.get(cells.letter(index), _WIDTH))
    for number, texts in enumerate(drawing.heading):
        headed = number + 1 >= drawing.first
        for column in range(width):
            text = texts[column] if column < len(texts) else ""
            pen.write(sheet, number, column, text, _HEADING if headed else _TITLE if number == 0 else None)
    sheet.freeze_panes(len(drawing.heading), 0)
    count = 0
    for count, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            pen.write(sheet, len(drawing.heading) + count - 1, column, value, _CELL)
    for top, left, bottom, right in drawing.merges:
        # Not merge_range: it writes cells of its own, into rows that are on disk already.
        sheet.merge.append([top, left, bottom, right])
    return count
