"""Which rows of a table may be broken between two pages: the high ones; the others stay whole."""

from __future__ import annotations

from math import ceil

from zhengyou.documents.advance import width
from zhengyou.documents.flow import Grid, Placed
from zhengyou.documents.measures import POINT, Measures


def splitting(grid: Grid, measures: Measures) -> frozenset[int]:
    """The body's rows that are higher than the standard's share of a page: kept whole, one would be cut off."""
    across, down = measures.text_width, measures.text_height
    if grid.landscape:
        across, down = down, across
    most = measures.of("table", "kept_share") * down / POINT / measures.of("table", "pitch")
    return frozenset(
        row
        for cell in grid.cells
        if not cell.head and _lines(cell, grid, across, measures) > most
        for row in range(cell.row, cell.row + cell.down)
    )


def _lines(cell: Placed, grid: Grid, across: float, measures: Measures) -> int:
    """The lines that a cell takes at most; across: mm of the table."""
    share = sum(grid.shares[cell.column : cell.column + cell.across])
    room = (across * share - 2 * measures.of("table", "padding")) / POINT / measures.size_of("table")
    holds = max(int(room) - 1, 1)  # a mark that may not begin a line takes a letter with it
    return sum(max(ceil(width(text) / holds), 1) for text in cell.text.split("\n"))
