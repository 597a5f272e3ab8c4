"""Text as the rules compare it: one width of punctuation, no blanks, and each character knows its place in the source."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

_WIDE = str.maketrans(",;:?!()<>\u2014", "，；：？！（）〈〉—")
_KEPT_AS_PRINTED = range(0x2460, 0x2500)
"""①, ⑴ and their like are marks; they must not turn into plain figures."""


@dataclass(frozen=True, slots=True)
class Folded:
    """`text[i]` stands at `at[i]` in the source.

    `gaps` are the places before which the source has a blank or a new line, `wide` those with two blanks or more.
    """

    text: str
    at: tuple[int, ...]
    gaps: frozenset[int]
    wide: frozenset[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] stands in the source; it must not be empty."""
        return self.at[start], self.at[end - 1] + 1


@cache
def fold_character(character: str) -> str:
    """The character's one form, '' for a blank or an invisible one."""
    if character.isspace() or unicodedata.category(character) in ("Cf", "Cc"):
        return ""
    if ord(character) in _KEPT_AS_PRINTED:
        return character
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) != 1 or plain.isspace():
        plain = character
    return plain.translate(_WIDE)


def is_blank(character: str) -> bool:
    return not fold_character(character)


def is_chinese(character: str) -> bool:
    return (bool(character) and "\u3400" <= character <= "\u9fff") or character == "〇"


def width(text: str) -> int:
    """Columns on a typewriter: two for a Chinese character, one for a Latin one."""
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in text)


def fold(source: str, spans: Iterable[tuple[int, int]]) -> Folded:
    """The spans of the source put together as one text."""
    text: list[str] = []
    at: list[int] = []
    gaps: set[int] = set()
    wide: set[int] = set()
    for start, end in spans:
        if text:
            gaps.add(len(text))
        blanks = 0
        for place in range(start, end):
            folded = fold_character(source[place])
            if folded:
                text.append(folded)
                at.append(place)
                blanks = 0
            else:
                gaps.add(len(text))
                blanks += 1
                if blanks > 1 and text:
                    wide.add(len(text))
    _mend_points(text, at)
    return Folded("".join(text), tuple(at), frozenset(gaps), frozenset(wide))


def _mend_points(text: list[str], at: list[int]) -> None:
    """Commas and colons inside a number stay small; a point after a Chinese character is a full stop."""
    figures = [place for place, one in enumerate(text) if one in "，：." and place > 0]
    for place in figures:
        after = text[place + 1] if place + 1 < len(text) else ""
        close = bool(after) and at[place + 1] - at[place - 1] == 2
        if text[place] == ".":
            if is_chinese(text[place - 1]) or text[place - 1] in "”』」）》":
                text[place] = "。"
        elif close and text[place - 1].isdecimal() and after.isdecimal():
            text[place] = {"，": ",", "：": ":"}[text[place]]


def joined(source: str, spans: Iterable[tuple[int, int]]) -> str:
    """The spans of the source as one line: broken lines put together, a blank only between Latin words."""
    pieces = [source[start:end].strip() for start, end in spans]
    pieces = [piece for piece in pieces if piece]
    if not pieces:
        return ""
    text = [pieces[0]]
    for before, after in pairwise(pieces):
        latin = before[-1].isascii() and before[-1].isalnum() and after[0].isascii() and after[0].isalnum()
        text.append(f" {after}" if latin else after)
    return "".join(text)
