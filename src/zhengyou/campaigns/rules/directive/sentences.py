"""Sentences of a paragraph, and their parallel members. Quotations are kept whole and out of sight."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from zhengyou.campaigns.rules.directive import words
from zhengyou.campaigns.rules.directive.words import NUMERAL, any_of

_ENDS = "。！？"
_OPENING = {"“": "”", "「": "」", "『": "』", "《": "》", "（": "）", "〔": "〕", "【": "】", "〈": "〉"}
_QUOTES = "“「『《〈"
HIDDEN = "□"


@dataclass(frozen=True, slots=True)
class Piece:
    """text[start:end] of a paragraph. `ordinal`: the kind of the mark it begins with inside the sentence (一是), ''."""

    start: int
    end: int
    ordinal: str = ""


def depths(text: str) -> list[int]:
    """For each character how many brackets and quotations are open around it; a bracket never closed is none."""
    closes = _partners(text)
    found, depth = [0] * len(text), 0
    ends: list[int] = []
    for place in range(len(text)):
        if place in closes:
            ends.append(closes[place])
            depth += 1
        found[place] = depth
        while ends and ends[-1] == place:
            ends.pop()
            depth -= 1
    return found


def _partners(text: str) -> dict[int, int]:
    """{place of an opening bracket: place of the one that closes it}."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    straight: int | None = None
    for place, one in enumerate(text):
        if one == '"':
            if straight is None:
                straight = place
            else:
                found[straight], straight = place, None
        elif one in _OPENING:
            waiting.append(place)
        elif one in "”」』》）〕】〉":
            for depth in range(len(waiting) - 1, -1, -1):
                if _OPENING[text[waiting[depth]]] == one:
                    found[waiting[depth]] = place
                    del waiting[depth:]
                    break
    return _nested(found)


def _nested(found: dict[int, int]) -> dict[int, int]:
    """Pairs that cross another one are dropped."""
    kept: dict[int, int] = {}
    ends: list[int] = []
    for start in sorted(found):
        while ends and ends[-1] < start:
            ends.pop()
        if not ends or found[start] < ends[-1]:
            kept[start] = found[start]
            ends.append(found[start])
    return kept


def masked(text: str) -> str:
    """The text with quotations and idioms made invisible; as long as before."""
    hidden = list(text)
    for start, end in _partners(text).items():
        if text[start] in _QUOTES or text[start] == '"':
            hidden[start : end + 1] = HIDDEN * (end + 1 - start)
    for idiom in words.idioms().finditer(text):
        hidden[idiom.start() : idiom.end()] = HIDDEN * (idiom.end() - idiom.start())
    return "".join(hidden)


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """(start, end) of each sentence, its full stop and closing quotation marks included."""
    stop = len(text) if end is None else end
    depth = depths(text)
    found: list[tuple[int, int]] = []
    begin = place = start
    while place < stop:
        if (text[place] in _ENDS and depth[place] == 0) or _closes_a_quoted_sentence(text, place, depth):
            place += 1
            while place < stop and text[place] in "。！？”’」』":
                place += 1
            found.append((begin, place))
            begin = place
        else:
            place += 1
    if begin < stop:
        found.append((begin, stop))
    return found


def _closes_a_quoted_sentence(text: str, place: int, depth: list[int]) -> bool:
    """…要苦干。” ends the sentence outside too, unless it goes on after the quotation."""
    if text[place] not in _ENDS or depth[place] != 1 or text[place + 1 : place + 2] not in ("”", "』", "」"):
        return False
    after = text[place + 2 : place + 3]
    return not after or after not in "，、；：的是这为等和。！？"


@cache
def _ordinal() -> re.Pattern[str]:
    verbs = "".join(words.lists().role("ordinal_verb"))
    order = any_of(words.lists().role("order"))
    numeral = f"[{NUMERAL}]{{1,2}}"
    return re.compile(
        rf"(?:(?P<verb>{numeral}(?:[{verbs}]))(?!否|非)"
        rf"|(?P<order>{order}|第{numeral}(?=[，、是要]))|(?P<其>其[一二三四五六七八九十][，、是])"
        rf"|(?P<bracketed>（(?:{numeral}|\d{{1,2}})）|[①-⑳]|\d{{1,2}}）)"
        rf"|(?P<chinese>{numeral}、)(?!{numeral})|(?P<figure>\d{{1,2}}[.、])(?!\d))"
    )


def ordinals(text: str, start: int) -> dict[int, str]:
    """{place: kind} of the marks that count inside a paragraph: 一是…二是…. One alone counts nothing."""
    depth = depths(text)
    counted: dict[str, list[int]] = {}
    for match in _ordinal().finditer(text, start):
        place, group = match.start(), str(match.lastgroup)
        if place > start and text[place - 1] not in "，；：。":
            continue
        if depth[place] and group != "bracketed":
            continue
        last = match.group()[-1]
        if words.idioms().match(text, place) or not words.stands_alone(last, text, match.end() - 1):
            continue
        counted.setdefault(last if group == "verb" else group, []).append(place)
    return {place: kind for kind, places in counted.items() if len(places) > 1 for place in places}


def is_ordinal(text: str) -> bool:
    """Nothing but a mark such as （11） that stands before a clause."""
    return _ordinal().fullmatch(text) is not None


def pieces(text: str, start: int, end: int, counted: dict[int, str]) -> list[Piece]:
    """The parallel members of a sentence: at ； and where an enumeration counts."""
    depth = depths(text[start:end])
    cuts: dict[int, str] = {start: ""}
    for place in range(start, end - 1):
        if text[place] == "；" and depth[place - start] == 0:
            cuts.setdefault(place + 1, "")
    cuts |= {place: kind for place, kind in counted.items() if start <= place < end}
    borders = [*sorted(cuts), end]
    return [Piece(a, b, cuts[a]) for a, b in pairwise(borders)]


def after_ordinal(text: str, piece: Piece) -> int:
    """Where the member's own words begin."""
    match = _ordinal().match(text, piece.start) if piece.ordinal else None
    return match.end() if match else piece.start
