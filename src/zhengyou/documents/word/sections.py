"""Page size, margins, grid and page numbers of a section."""

from __future__ import annotations

from dataclasses import dataclass

from docx.oxml.ns import qn

from zhengyou.documents.measures import POINT, Measures
from zhengyou.documents.word.elements import Element, element, twips, twips_of_mm


@dataclass(frozen=True, slots=True)
class Margins:
    """In mm, as the page lies."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float


def upright(measures: Measures) -> Margins:
    page = measures.sections["page"]
    return Margins(page["width"], page["height"], page["top"], page["right"], page["bottom"], page["left"])


def lying(measures: Measures) -> Margins:
    """The same sheet turned by a quarter, its head at the left when it is bound (8)."""
    page = measures.sections["page"]
    return Margins(page["height"], page["width"], page["left"], page["top"], page["right"], page["bottom"])


def number_baseline(measures: Measures) -> float:
    """mm from the head of the page: the dash stands about a third of its size above the baseline (7.5)."""
    foot = measures.of("page", "height") - measures.of("page", "bottom")
    return foot + measures.of("number", "below") + 0.33 * measures.size_of("page_number") * POINT


def section(
    measures: Measures,
    margins: Margins,
    *,
    header: float,
    footer: float,
    parts: dict[tuple[str, str], str],
    own_first: bool = False,
) -> Element:
    """sectPr. header, footer: mm from the page's edges; parts: (header|footer, default|even|first) -> relation id."""
    references = []
    for (kind, which), relation in parts.items():
        reference = element(f"{kind}Reference", type=which)
        reference.set(qn("r:id"), relation)
        references.append(reference)
    size = element("pgSz", w=twips_of_mm(margins.width), h=twips_of_mm(margins.height))
    if margins.width > margins.height:
        size.set(qn("w:orient"), "landscape")
    edges = {side: twips_of_mm(getattr(margins, side)) for side in ("top", "right", "bottom", "left")}
    return element(
        "sectPr",
        *references,
        element("type", val="nextPage"),
        size,
        element("pgMar", **edges, header=twips_of_mm(header), footer=twips_of_mm(footer), gutter=0),
        element("titlePg") if own_first else None,
        grid(measures),
    )


def grid(measures: Measures) -> Element:
    """22 lines. The 28 characters are held by the letters' spacing: office programs differ over grids of characters."""
    return element("docGrid", type="lines", linePitch=twips(measures.pitch))
