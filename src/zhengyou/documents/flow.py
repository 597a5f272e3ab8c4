"""A body as a row of pieces: paragraphs of runs, tables and pictures. What both renderers walk through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from zhengyou.documents.advance import width
from zhengyou.documents.cleaning import paragraphs
from zhengyou.documents.numbering import Counter, item_mark
from zhengyou.documents.tree import Align, Block, Cell, Heading, Items, Paragraph, Picture, Table

FIGURES = "0123456789.,%-+ —／/"
MOST_COLUMNS = 63  # what Word opens
LEAST_SHARE, LARGEST_SHARE = 3.0, 30.0  # of a column by its content, in characters


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one setting, a key of the standard's table `set`."""

    text: str
    what: str


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph. level: 0 for body text, else the heading's. keeps: on one page with what follows, as headings do."""

    runs: tuple[Run, ...]
    level: int
    indented: bool
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell with its place: row and column from 0."""

    row: int
    column: int
    text: str
    across: int
    down: int
    align: str
    head: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose cells fill every place exactly once. shares: the columns' parts of the width, adding up to 1."""

    caption: str
    unit: str
    cells: tuple[Placed, ...]
    head_rows: int
    rows: int
    shares: tuple[float, ...]
    landscape: bool


@dataclass(frozen=True, slots=True)
class Figure:
    image: bytes
    alternative: str
    caption: str
    width: float


Piece = Line | Grid | Figure


def flow(body: tuple[Block, ...]) -> tuple[Piece, ...]:
    counter = Counter()
    return tuple(piece for block in body for piece in _pieces(block, counter))


def _pieces(block: Block, counter: Counter) -> Iterator[Piece]:
    match block:
        case Paragraph():
            for text in paragraphs(block.text):
                yield Line((Run(text, "body"),), 0, block.indented)
        case Heading():
            yield from _heading(block, counter)
        case Items():
            for number, entry in enumerate(block.entries, 1):
                yield Line(
                    (Run(item_mark(block.mark, number) + "".join(paragraphs(entry)), "body"),), 0, True
                )
        case Table():
            if block.head or block.rows:
                yield grid(block)
        case Picture():
            yield Figure(block.image, block.alternative, block.caption, block.width)


def _heading(block: Heading, counter: Counter) -> Iterator[Line]:
    """A heading that runs on keeps its first paragraph; further ones stand alone."""
    mark = counter.next(block.level) if block.numbered else ""
    first, *rest = paragraphs(block.runs_on) or [""]
    head = Run(mark + "".join(paragraphs(block.text)), f"heading_{block.level}")
    yield Line((head, Run(first, "body")) if first else (head,), block.level, True)
    for text in rest:
        yield Line((Run(text, "body"),), 0, True)


def grid(table: Table) -> Grid:
    """Places the cells, fills what they leave empty; spans end where the head or the table ends, or another begins."""
    rows = [*table.head, *table.rows]
    taken: set[tuple[int, int]] = set()
    placed: list[tuple[int, int, Cell]] = []
    for row, given in enumerate(rows):
        last = len(table.head) if row < len(table.head) else len(rows)
        for one in given:
            cell = one if isinstance(one, Cell) else Cell(one)
            column = next(place for place in count() if (row, place) not in taken)
            cell = replace(
                cell, across=_reach(cell, row, column, taken), down=max(1, min(cell.down, last - row))
            )
            taken.update((row + y, column + x) for y in range(cell.down) for x in range(cell.across))
            placed.append((row, column, cell))
    columns = max([len(table.widths), 1, *(column + 1 for _, column in taken)])
    if columns > MOST_COLUMNS:
        raise ValueError(f"A table holds at most {MOST_COLUMNS} columns, this one has {columns}.")
    empty = ((row, column) for row in range(len(rows)) for column in range(columns))
    placed += [(*place, Cell("")) for place in empty if place not in taken]
    cells = [_placed(*one, table) for one in sorted(placed, key=lambda one: one[:2])]
    return Grid(
        caption="".join(paragraphs(table.caption)),
        unit=table.unit,
        cells=tuple(cells),
        head_rows=len(table.head),
        rows=len(rows),
        shares=_shares(table.widths, cells, columns),
        landscape=table.landscape,
    )


def _reach(cell: Cell, row: int, column: int, taken: set[tuple[int, int]]) -> int:
    across = 1
    while across < min(cell.across, MOST_COLUMNS) and (row, column + across) not in taken:
        across += 1
    return across


def _placed(row: int, column: int, cell: Cell, table: Table) -> Placed:
    head = row < len(table.head)
    align = _align(cell, column, head, table.aligns)
    return Placed(row, column, cell.text, cell.across, cell.down, align, head)


def _align(cell: Cell, column: int, head: bool, aligns: tuple[Align, ...]) -> str:
    if cell.align:
        return cell.align.value
    if head:
        return Align.CENTRE.value
    if column < len(aligns):
        return aligns[column].value
    figures = (
        cell.text and all(sign in FIGURES for sign in cell.text) and any(sign.isdigit() for sign in cell.text)
    )
    return Align.RIGHT.value if figures else Align.LEFT.value


def _shares(widths: tuple[float, ...], cells: list[Placed], columns: int) -> tuple[float, ...]:
    given = [max(share, 0.0) for share in widths]
    if len(given) != columns or not sum(given):
        given = [_content(cells, column) for column in range(columns)]
    whole = sum(given)
    return tuple(round(share / whole, 6) for share in given)


def _content(cells: list[Placed], column: int) -> float:
    longest = max(
        (
            width(line)
            for cell in cells
            if cell.column == column and cell.across == 1
            for line in cell.text.split("\n")
        ),
        default=0.0,
    )
    return min(max(longest + 1, LEAST_SHARE), LARGEST_SHARE)
