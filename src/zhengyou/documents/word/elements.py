"""Builds WordprocessingML. Lengths go in as mm, pt or characters and stand in the file in twentieths of a point."""

from __future__ import annotations

from math import floor
from typing import TypeAlias

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement

from zhengyou.documents.measures import POINT, Measures

Element: TypeAlias = BaseOxmlElement
WORD = {"w": nsmap["w"], "r": nsmap["r"]}


def element(tag: str, *children: Element | None, **attributes: object) -> Element:
    """element("ind", left=2) is <w:ind w:left="2"/>; children that are None are left out."""
    made = OxmlElement(f"w:{tag}", nsdecls=WORD)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(child for child in children if child is not None)
    return made


def twips(points: float) -> int:
    return round(points * 20)


def twips_of_mm(length: float) -> int:
    return round(length / POINT * 20)


def eighths(length: float) -> int:
    """The thickness of a border, given in mm, in eighths of a point."""
    return max(2, round(length / POINT * 8))


def spacing(points: float, *, before: float = 0, after: float = 0) -> Element:
    """Lines of exactly so many points, with pt before and after the paragraph."""
    return element("spacing", before=twips(before), after=twips(after), line=twips(points), lineRule="exact")


def indent(
    measures: Measures, *, left: float = 0, right: float = 0, first: float = 0, hanging: float = 0
) -> Element:
    """In characters of the body, said both in hundredths of one (what Word takes) and as a length (what others take)."""
    made = element("ind")
    for name, amount in (("left", left), ("right", right), ("firstLine", first), ("hanging", hanging)):
        if amount or name in ("left", "right"):
            made.set(qn(f"w:{name}Chars"), str(round(amount * 100)))
            made.set(qn(f"w:{name}"), str(twips(amount * measures.character)))
    return made


def letters(
    measures: Measures, what: str, *, size: float | None = None, scale: float = 1, spread: float = 0
) -> Element:
    """The run properties of an element; scale: of the letters' width, spread: pt added to each letter."""
    face = measures.face_of(what)
    size = size or measures.size_of(what)
    half_points = round(size * 2)
    if size == measures.size_of("body"):
        spread += closer(measures) / 20
    return element(
        "rPr",
        element(
            "rFonts",
            ascii=face.office,
            hAnsi=face.office,
            eastAsia=face.office,
            cs=face.office,
            hint="eastAsia",
        ),
        element("b", val=0),
        element("color", val=measures.red) if what == "mark" else None,
        element("spacing", val=twips(spread)) if spread else None,
        element("w", val=round(scale * 100)) if scale != 1 else None,
        element("sz", val=half_points),
        element("szCs", val=half_points),
    )


def closer(measures: Measures) -> int:
    """Twips by which the body's letters stand closer, so that 28 of them fill the line."""
    return floor((measures.character - measures.size_of("body")) * 20)


def run(text: str, properties: Element | None = None) -> Element:
    """A run of text; a line break in it is one on the page."""
    made = element("r", properties)
    for number, line in enumerate(text.split("\n")):
        if number:
            made.append(element("br"))
        piece = element("t")
        piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        piece.text = line
        made.append(piece)
    return made


def tab() -> Element:
    return element("r", element("tab"))


def field(instruction: str) -> Element:
    return element("fldSimple", run("1"), instr=f" {instruction} ")


def paragraph(style: str, *runs: Element, properties: tuple[Element, ...] = ()) -> Element:
    """properties: children of pPr in the schema's order, behind the style."""
    return element("p", element("pPr", element("pStyle", val=style), *properties), *runs)


def sliver(*properties: Element) -> Element:
    """A paragraph that must stand here but takes no room."""
    return element("p", element("pPr", element("pStyle", val="sliver"), *properties))


def properties_of(made: Element) -> Element:
    found: Element | None = made.find(qn("w:pPr"))
    if found is None:
        raise ValueError("A paragraph made here has properties.")
    return found
