"""Page numbers: in the foot, odd right and even left; on lying pages at the same place of the sheet (7.5, 8)."""

from __future__ import annotations

from zhengyou.documents.measures import POINT, Measures
from zhengyou.documents.word.elements import (
    Element,
    element,
    field,
    indent,
    paragraph,
    run,
    sliver,
    spacing,
    twips,
    twips_of_mm,
)
from zhengyou.documents.word.sections import number_baseline
from zhengyou.documents.word.tables import no_cell_margins

LINE = 20.0  # pt that the number's line takes
ROOM = 40.0  # mm that the turned number may take
COLUMN = 30.0  # pt: the turned number's cell, wider than its line


def foot_distance(measures: Measures) -> float:
    """mm from the page's lower edge to the foot of the number's line."""
    below = LINE * (1 - measures.of("grid", "baseline")) * POINT
    return measures.of("page", "height") - number_baseline(measures) - below


def number_line(measures: Measures, *, even: bool, after: float = 0) -> Element:
    """after: pt kept free below it."""
    inset = measures.of("number", "indent")
    placed = (
        spacing(LINE, after=after),
        indent(measures, left=inset if even else 0, right=0 if even else inset),
        element("jc", val="left" if even else "right"),
    )
    return paragraph("page_number", *number(), properties=placed)


def number() -> tuple[Element, ...]:
    return (run("— "), field("PAGE"), run(" —"))


def turned_number(measures: Measures, *, even: bool) -> tuple[Element, ...]:
    """For the head of a lying page: a cell at the place where the sheet's foot is, its text turned with the sheet."""
    inset = measures.of("page", "left") + measures.of("number", "indent") * measures.character * POINT
    outer = (
        measures.of("page", "width") - measures.of("page", "right") - (inset - measures.of("page", "left"))
    )
    cell = element(
        "tc",
        element(
            "tcPr",
            element("tcW", w=twips(COLUMN), type="dxa"),
            element("textDirection", val="tbRl"),
            element("vAlign", val="center"),
        ),
        paragraph(
            "page_number",
            *number(),
            properties=(
                element("spacing", before=0, after=0, line=240, lineRule="auto"),
                element("jc", val="left" if even else "right"),
            ),
        ),
    )
    table = element(
        "tbl",
        element(
            "tblPr",
            element(
                "tblpPr",
                leftFromText=0,
                rightFromText=0,
                vertAnchor="page",
                horzAnchor="page",
                tblpX=twips_of_mm(foot_distance(measures)) - twips((COLUMN - LINE) / 2),
                tblpY=twips_of_mm(inset if even else outer - ROOM),
            ),
            element("tblW", w=twips(COLUMN), type="dxa"),
            element("tblLayout", type="fixed"),
            no_cell_margins(),
        ),
        element("tblGrid", element("gridCol", w=twips(COLUMN))),
        element("tr", element("trPr", element("trHeight", val=twips_of_mm(ROOM), hRule="exact")), cell),
    )
    return (table, sliver())
