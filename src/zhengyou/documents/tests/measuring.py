"""Measures pages in mm and Word's XML in its own units."""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pdfplumber
import pytest
from docx.oxml.ns import nsmap
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from pdfplumber.pdf import PDF

from zhengyou.documents import Document, Made, Shelf, shelf, to_docx, to_pdf

MM = 25.4 / 72
NEEDED = ("FandolFang R", "FandolKai", "Noto Serif CJK SC", "Noto Sans CJK SC")


@lru_cache
def fonts() -> Shelf:
    """The free faces, whatever else the machine has."""
    found = shelf()
    missing = [family for family in NEEDED if family.lower() not in found.families]
    if missing:
        pytest.fail(f"Without {', '.join(missing)} nothing can be measured: run scripts/test-packages.sh.")
    return found


@dataclass(frozen=True)
class Line:
    """A line of text: left and right edge of its letters and its baseline, in mm from the page's corner."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    font: str


@dataclass(frozen=True)
class Bar:
    left: float
    right: float
    top: float
    bottom: float
    colour: Any


@dataclass(frozen=True)
class Page:
    width: float
    height: float
    lines: tuple[Line, ...]
    bars: tuple[Bar, ...]

    @property
    def text(self) -> tuple[Line, ...]:
        """The lines of the type area."""
        return tuple(line for line in self.lines if line.baseline < 262)

    @property
    def number(self) -> Line | None:
        return next((line for line in self.lines if line.baseline > 262), None)

    def line(self, beginning: str) -> Line:
        return next(line for line in self.lines if line.text.startswith(beginning))


@lru_cache(maxsize=64)
def pdf(document: Document) -> Made:
    return to_pdf(document, fonts=fonts())


@lru_cache(maxsize=64)
def laid(document: Document) -> tuple[Page, ...]:
    return tuple(_page(page) for page in opened(pdf(document)).pages)


def opened(made: Made) -> PDF:
    return pdfplumber.open(io.BytesIO(made.content))


def _page(page: Any) -> Page:
    rows = defaultdict(list)
    for char in page.chars:
        if not is_turned(char):
            rows[round(float(page.height) - char["matrix"][5], 1)].append(char)
    lines = [_line(y, sorted(chars, key=lambda one: one["x0"])) for y, chars in sorted(rows.items())]
    bars = [
        Bar(
            left=float(one["x0"]) * MM,
            right=float(one["x1"]) * MM,
            top=float(one["top"]) * MM,
            bottom=float(one["bottom"]) * MM,
            colour=one["non_stroking_color"],
        )
        for one in page.rects
    ]
    return Page(float(page.width) * MM, float(page.height) * MM, tuple(lines), tuple(bars))


def is_turned(char: Any) -> bool:
    """By a quarter. pdfplumber's own "upright" takes the roundings of a rotation for upright."""
    return abs(float(char["matrix"][1])) > 0.5


def _line(y: float, chars: list[Any]) -> Line:
    return Line(
        text="".join(one["text"] for one in chars),
        left=float(chars[0]["x0"]) * MM,
        right=float(chars[-1]["x1"]) * MM,
        baseline=y * MM,
        size=round(float(chars[0]["size"]), 1),
        font=chars[0]["fontname"].partition("+")[2],
    )


class Word:
    """The parts of a docx file."""

    def __init__(self, made: Made) -> None:
        with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
            self.files = {name: archive.read(name) for name in archive.namelist()}
        self.body = self.part("word/document.xml")
        self.styles = self.part("word/styles.xml")

    def part(self, name: str) -> Any:
        return parse_xml(self.files[name])

    def parts(self, beginning: str) -> list[Any]:
        return [self.part(name) for name in sorted(self.files) if name.startswith(beginning)]

    def paragraph(self, beginning: str) -> Any:
        return next(one for one in find(self.body, ".//w:p") if text_of(one).startswith(beginning))

    def style(self, code: str) -> Any:
        return next(one for one in find(self.styles, "w:style") if value(one, "styleId") == code)


@lru_cache(maxsize=64)
def word(document: Document) -> Word:
    return Word(to_docx(document, fonts=fonts()))


def find(element: Any, path: str) -> list[Any]:
    """python-docx knows the prefixes of its own elements only."""
    if isinstance(element, BaseOxmlElement):
        return list(element.xpath(path))
    return list(element.xpath(path, namespaces=nsmap))


def value(element: Any, name: str) -> str:
    return str(element.get(f"{{{nsmap['w']}}}{name}"))


def number(element: Any, name: str) -> int:
    return int(value(element, name))


def text_of(element: Any) -> str:
    return "".join(one.text or "" for one in find(element, ".//w:t"))
