"""The heading row of a table whose headings nobody knows: as a person says it, or as it looks."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Final

from zhengyou.workbooks import cells, tables
from zhengyou.workbooks.reading import Sheet
from zhengyou.workbooks.tables import Column, Table

LOOKED_AT: Final = 30  # rows
_LEAST_COLUMNS: Final = 2


def guess(sheet: Sheet) -> int | None:
    """The row, from 1, that looks most like a heading: words only, different ones, with a row as wide below."""
    head = list(islice(sheet.rows(), LOOKED_AT))
    best: tuple[tuple[int, bool], int] | None = None
    for place, row in enumerate(head[:-1]):
        filled = [value for value in row if not cells.blank(value)]
        words = {value for value in filled if isinstance(value, str) and not _number(value)}
        if len(words) < max(_LEAST_COLUMNS, len(filled)):
            continue
        below = next((other for other in head[place + 1 :] if any(not cells.blank(one) for one in other)), [])
        answers = [value for value in below if not cells.blank(value)]
        if len(answers) < _LEAST_COLUMNS:
            continue
        # Of rows that are as wide, the one with figures below it is the heading, and the others are titles.
        rank = (len(filled), any(not isinstance(value, str) or _number(value) for value in answers))
        if best is None or rank > best[0]:
            best = (rank, place + 1)
    return best[1] if best else None


def table_at(sheet: Sheet, row: int) -> Table | None:
    """The table whose heading ends in this row; None when the row is empty."""
    head = list(islice(sheet.rows(), tables.HEAD_ROWS))
    if not 1 <= row <= len(head):
        return None
    words = {cells.text(value).strip() for value in head[row - 1] if not cells.blank(value)}
    if not words:
        return None
    found = tables.find_table(sheet, lambda heading: heading in words)
    if found is not None and found.header_rows[-1] == row:
        return found
    width = max(len(values) for values in head)
    texts = [cells.text(value).strip() for value in head[row - 1]] + [""] * (width - len(head[row - 1]))
    columns = [
        Column(cells.letter(index), index, text)
        for index, text in enumerate(texts)
        if text or any(index < len(values) and not cells.blank(values[index]) for values in head[row:])
    ]
    lead = [
        (number, cells.text(value).strip())
        for number, values in enumerate(head[: row - 1], start=1)
        for value in values
        if not cells.blank(value)
    ]
    return Table(sheet.name, (row,), columns, None, lead, sheet)


def put(found: list[Table], sheets: Mapping[str, Sheet], rows: Mapping[str, int]) -> list[Table]:
    """The tables with those of the named sheets begun at the rows that a person named, in the sheets' order."""
    by_sheet = {one.sheet: one for one in found}
    for name, row in rows.items():
        if name in sheets and (table := table_at(sheets[name], row)):
            by_sheet[name] = table
    return [by_sheet[name] for name in sheets if name in by_sheet]


def _number(text: str) -> bool:
    return cells.squeezed(text).replace(".", "").replace("-", "").isdecimal()
