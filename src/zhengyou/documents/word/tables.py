"""Tables: fixed columns, thin rules, head rows repeated on every page; and tables without rules to place things by."""

from __future__ import annotations

from collections.abc import Sequence

from docx.oxml.ns import qn

from zhengyou.documents.flow import Grid, Placed
from zhengyou.documents.measures import Measures
from zhengyou.documents.rows import splitting
from zhengyou.documents.word.elements import Element, eighths, element, paragraph, run, twips_of_mm

ALIGNS = {"left": "left", "centre": "center", "right": "right"}


def table(grid: Grid, measures: Measures, width: float) -> Element:
    """width: of the whole table in mm."""
    columns = [twips_of_mm(width * share) for share in grid.shares]
    padding = twips_of_mm(measures.of("table", "padding"))
    at = {(cell.row, cell.column): cell for cell in grid.cells}
    made = element(
        "tbl",
        element(
            "tblPr",
            element("tblW", w=sum(columns), type="dxa"),
            _borders(eighths(measures.of("table", "rule_thickness"))),
            element("tblLayout", type="fixed"),
            element(
                "tblCellMar", element("left", w=padding, type="dxa"), element("right", w=padding, type="dxa")
            ),
        ),
        element("tblGrid", *(element("gridCol", w=column) for column in columns)),
    )
    splits = splitting(grid, measures)
    for row in range(grid.rows):
        head = row < grid.head_rows
        whole = None if row in splits else element("cantSplit")
        properties = element("trPr", whole, element("tblHeader") if head else None)
        made.append(element("tr", properties, *_cells(grid, at, row, columns, splits)))
    return made


def _cells(
    grid: Grid,
    at: dict[tuple[int, int], Placed],
    row: int,
    columns: Sequence[int],
    splits: frozenset[int],
) -> list[Element]:
    """A row's cells, and the covered parts of cells that began above it; in a row that is broken they begin at its top."""
    made = []
    column = 0
    while column < len(columns):
        cell = at.get((row, column)) or _above(grid, row, column)
        made.append(
            _cell(
                cell,
                continued=cell.row < row,
                width=sum(columns[column : column + cell.across]),
                place="top" if cell.row in splits else "center",
            )
        )
        column += cell.across
    return made


def _above(grid: Grid, row: int, column: int) -> Placed:
    return next(
        cell for cell in grid.cells if cell.column == column and cell.row < row < cell.row + cell.down
    )


def _cell(cell: Placed, *, continued: bool, width: int, place: str) -> Element:
    merged = element("vMerge", val="continue" if continued else "restart") if cell.down > 1 else None
    return element(
        "tc",
        element(
            "tcPr",
            element("tcW", w=width, type="dxa"),
            element("gridSpan", val=cell.across) if cell.across > 1 else None,
            merged,
            element("vAlign", val=place),
        ),
        paragraph(
            "table_head" if cell.head else "table",
            *([] if continued else [run(cell.text)]),
            properties=(element("jc", val=ALIGNS[cell.align]),),
        ),
    )


def _borders(size: int) -> Element:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    return element(
        "tblBorders", *(element(side, val="single", sz=size, space=0, color="000000") for side in sides)
    )


def frame(
    columns: Sequence[int],
    rows: Sequence[Sequence[Element]],
    *places: Element,
    borders: Element | None = None,
) -> Element:
    """A table to place things by; columns in twips, each cell one paragraph. places: where it stands (tblpPr, jc)."""
    made = element(
        "tbl",
        element(
            "tblPr",
            *(place for place in places if place.tag == qn("w:tblpPr")),
            element("tblW", w=sum(columns), type="dxa"),
            *(place for place in places if place.tag != qn("w:tblpPr")),
            borders,
            element("tblLayout", type="fixed"),
            no_cell_margins(),
        ),
        element("tblGrid", *(element("gridCol", w=column) for column in columns)),
    )
    for row in rows:
        cells = [
            element("tc", element("tcPr", element("tcW", w=width, type="dxa")), content)
            for width, content in zip(columns, row, strict=True)
        ]
        made.append(element("tr", *cells))
    return made


def no_cell_margins() -> Element:
    sides = [element(side, w=0, type="dxa") for side in ("top", "left", "bottom", "right")]
    return element("tblCellMar", *sides)
