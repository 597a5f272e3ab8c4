"""The lines of a text: where each stands, how far it is indented, how wide it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from zhengyou.campaigns.rules.directive.folded import Folded, fold, is_blank, width
from zhengyou.campaigns.rules.directive.tree import Source

_BREAK = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_GLUED = re.compile(
    r"(?<=[。！？：；”])[ \u3000\xa0]{2,}(?=\S)|(?<=\S)[ \u3000\xa0]{2,}"
    r"(?=(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十]{1,3}[章条]|同志们|各位))"
)
"""Paragraphs copied from a web page into one line."""
_ENDS_SENTENCE = re.compile('[。！？；：…]+[”’」』）〉》"]*$')
_CELLS = re.compile(r"[|｜]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank. `start`, `end`: without the blanks at its ends.

    `width` in columns and `length` in characters count the indent.
    """

    start: int
    end: int
    indent: int
    width: int
    length: int
    folded: Folded
    new_page: bool
    after_blank: bool
    row: bool

    @property
    def text(self) -> str:
        return self.folded.text

    @property
    def ends_sentence(self) -> bool:
        return bool(_ENDS_SENTENCE.search(self.text))


def lines_of(source: Source) -> list[Line]:
    """All lines with something on them."""
    rows = dict(source.rows)
    found: list[Line] = []
    begin, new_page, after_blank = 0, False, False
    while begin <= len(source.text):
        match = _BREAK.search(source.text, begin)
        end = match.start() if match else len(source.text)
        for start, stop in _unglued(source.text, begin, end, rows):
            line = _line(source.text, start, stop, new_page, after_blank, rows)
            if line is None:
                after_blank = True
            else:
                found.append(line)
                new_page = after_blank = False
        if match is None:
            break
        new_page = new_page or match.group() == "\f"
        begin = match.end()
    return found


def _unglued(text: str, begin: int, end: int, rows: dict[int, int]) -> list[tuple[int, int]]:
    """The paragraphs of a line: usually the line itself. The blanks go with the one they indent."""
    if begin in rows or "\t" in text[begin:end]:
        return [(begin, end)]
    borders = [begin, *(match.start() for match in _GLUED.finditer(text, begin, end)), end]
    return list(pairwise(borders))


def _line(
    text: str, begin: int, end: int, new_page: bool, after_blank: bool, rows: dict[int, int]
) -> Line | None:
    start, stop = begin, end
    while start < stop and is_blank(text[start]):
        start += 1
    while start < stop and is_blank(text[stop - 1]):
        stop -= 1
    if start == stop:
        return None
    printed = text[start:stop]
    row = begin in rows or printed.count("\t") >= 2 or len(_CELLS.findall(printed)) >= 2
    indent = width(text[begin:start].expandtabs(4))
    return Line(
        start,
        stop,
        indent,
        indent + width(printed),
        stop - begin,
        fold(text, [(start, stop)]),
        new_page,
        after_blank,
        row,
    )
