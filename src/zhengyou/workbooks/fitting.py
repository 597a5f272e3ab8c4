"""How wide a text is in a sheet, and how high the row must be that holds it: LibreOffice does not grow rows by itself."""

import unicodedata
from collections.abc import Iterable
from math import ceil

LINE = 15.0
"""Points of one line in the workbook's usual font."""


def width(text: str) -> int:
    """In characters of a column's width: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def lines(text: str, room: float) -> int:
    """How many lines the text takes in a wrapped cell of that width. A little is lost at every line's end."""
    usable = max(room - 2, 2)
    return sum(max(1, ceil(width(line) / usable)) for line in text.split("\n"))


def height(cells: Iterable[tuple[str, float]], line: float = LINE) -> float:
    """Of a row of (text, width of its cell), in points."""
    return line * max((lines(text, room) for text, room in cells), default=1) + 2
