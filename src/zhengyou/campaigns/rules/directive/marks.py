"""Numbering marks at the beginning of a paragraph: 一、 （一） 1. (1) ① 第一条 一要 一是 首先."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from zhengyou.campaigns.rules.directive import words
from zhengyou.campaigns.rules.directive.folded import Folded, is_chinese
from zhengyou.campaigns.rules.directive.words import NUMERAL, any_of

SPOKEN = 9
"""Rank of marks that are words (一要, 首先): they stand under whatever is numbered with figures or brackets."""
_RANKS = {"book": 0, "chapter": 1, "section": 2, "chinese": 3, "article": 3}
_USUAL = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """`kind`: marks of one kind are siblings. `number` as printed; the text begins at folded.text[end]."""

    kind: str
    number: str
    end: int

    @property
    def rank(self) -> int:
        """Smaller stands higher; marks of the same rank stand in the order in which they first appear."""
        if self.kind.startswith("spoken"):
            return SPOKEN
        return _RANKS.get(self.kind, _USUAL)


_N = f"[{NUMERAL}]"
_STOP = "[、，.。：．]"
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("book", re.compile(rf"(第[{NUMERAL}0-9]{{1,4}}(?:编|部分)){_STOP}?")),
    ("chapter", re.compile(rf"(第[{NUMERAL}0-9]{{1,4}}章){_STOP}?")),
    ("section", re.compile(rf"(第[{NUMERAL}0-9]{{1,4}}节){_STOP}?")),
    (
        "article",
        re.compile(
            rf"(第[{NUMERAL}0-9]{{1,4}}条(?:之{_N}{{1,2}})?){_STOP}?(?!件|款|例|规定|所|第|至|和|、|的|中)"
        ),
    ),
    ("bracketed", re.compile(rf"(（{_N}{{1,5}}）|{_N}{{1,5}}）|[㈠-㈩]){_STOP}?")),
    ("bracketed figure", re.compile(rf"(（\d{{1,4}}）|\d{{1,4}}）|[⑴-⒇]){_STOP}?")),
    ("circled", re.compile(rf"([①-⑳㉑-㉟❶-❿➀-➉]){_STOP}?")),
    ("figure", re.compile(r"([⒈-⒛])")),
    ("roman", re.compile(r"([Ⅰ-Ⅻ]|(?:I{1,3}|IV|VI{0,3}|IX|X)(?=[、.]))[、.]?")),
    ("letter", re.compile(r"([A-Za-z](?:[.）]|(?=、)))、?")),
    ("dash", re.compile(r"(—{1,2}|[●○◆◇■□▲△•·▪➢►❖])")),
)
_CHINESE = re.compile(rf"({_N}{{1,5}})({_STOP}?)")
_FIGURE = re.compile(r"(\d{1,4})([、，.。：．]|(?<!\d{4}))")
_DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})([、.]?)")
_DAY = re.compile(r"\d{4}年|\d{1,2}月\d{1,2}日")


@cache
def _spoken() -> tuple[tuple[str, re.Pattern[str]], ...]:
    verbs = "".join(words.lists().role("ordinal_verb"))
    shapes = [(f"spoken {verb}", re.compile(rf"({_N}{{1,2}}{verb})(?!否|非)[，、：]?")) for verb in verbs]
    order = any_of(words.lists().role("order"))
    shapes.append(("spoken order", re.compile(rf"(第{_N}{{1,2}}(?=[，、：是要])|{order})[，、：]?")))
    shapes.append(("spoken 其", re.compile(r"(其[一二三四五六七八九十])[，、：]")))
    return tuple(shapes)


def mark_of(folded: Folded, printed: Callable[[int, int], str]) -> Mark | None:
    """The mark that the text begins with, None for none. `printed` gives text[a:b] as it stands in the source."""
    text = folded.text
    if not text or words.idioms().match(text):
        return None
    found = (
        _spoken_mark(text) or _plain_mark(text, folded.gaps) or _figure_mark(folded) or _chinese_mark(folded)
    )
    if found is None or found[2] >= len(text):
        return None if found is None else Mark(found[0], printed(0, found[1]), found[2])
    kind, core, end = found
    return Mark(kind, printed(0, core), end)


def _spoken_mark(text: str) -> tuple[str, int, int] | None:
    for kind, shape in _spoken():
        match = shape.match(text)
        if match and words.stands_alone(text[match.end(1) - 1], text, match.end(1) - 1):
            return kind, match.end(1), match.end()
    return None


def _plain_mark(text: str, gaps: frozenset[int]) -> tuple[str, int, int] | None:
    for kind, shape in _SHAPES:
        match = shape.match(text)
        if (
            kind == "letter"
            and match
            and not (match.end() in gaps or is_chinese(text[match.end() : match.end() + 1]))
        ):
            continue
        if match and not _is_reference(text, match.end(), kind):
            return kind, match.end(1), match.end()
    return None


def _is_reference(text: str, end: int, kind: str) -> bool:
    """（二）项规定 in the midst of a sentence that was broken there is no mark."""
    return kind.startswith("bracketed") and bool(re.match("[项款条](?!目)", text[end : end + 2]))


def _figure_mark(folded: Folded) -> tuple[str, int, int] | None:
    text, gaps = folded.text, folded.gaps
    decimal = _DECIMAL.match(text)
    if decimal and not any(place in gaps for place in range(1, decimal.end(1))):
        rest = text[decimal.end() :]
        if not words.pattern("unit").match(rest) and (not rest or not rest[0].isdecimal()):
            return f"figure {decimal.group(1).count('.') + 1}", decimal.end(1), decimal.end()
    match = _FIGURE.match(text)
    if match is None or any(place in gaps for place in range(1, match.end(1))):
        return None
    rest, stop = text[match.end() :], match.group(2)
    if rest[:1].isdecimal() and not (stop and (match.end() in gaps or _DAY.match(rest))):
        return None
    if not stop and not (match.end() in gaps and rest and is_chinese(rest[0])):
        return None
    if not stop and words.pattern("unit").match(rest):
        return None
    return "figure", match.end() if stop in ".．" else match.end(1), match.end()


def _chinese_mark(folded: Folded) -> tuple[str, int, int] | None:
    text = folded.text
    match = _CHINESE.match(text)
    if match is None:
        return None
    rest, stop = text[match.end() :], match.group(2)
    if not stop:
        spaced = match.end() in folded.gaps and not any(p in folded.gaps for p in range(1, match.end()))
        if not spaced or not rest or words.pattern("counted").match(rest):
            return None
    if stop == "、" and re.match(rf"{_N}+", rest):
        counted = re.match(rf"(?:{_N}+、)*{_N}+", rest)
        if counted and words.pattern("counted").match(rest[counted.end() :]):
            return None
    return "chinese", match.end(1), match.end()


def bare_chinese(text: str) -> tuple[int, int] | None:
    """(value, length) of a Chinese numeral that nothing parts from the text: 二强化责任. Only order can tell if it is a mark."""
    match = re.match(rf"({_N}{{1,2}})(?=[\u3400-\u9fff])", text)
    if match is None or words.idioms().match(text) or words.pattern("counted").match(text[match.end() :]):
        return None
    value = value_of(match.group(1))
    return None if value is None else (value, match.end())


def value_of(numeral: str) -> int | None:
    """What a Chinese numeral up to ninety-nine means; None for anything else."""
    digits = "零一二三四五六七八九"
    if len(numeral) == 1 and numeral in digits:
        return digits.index(numeral)
    before, ten, after = numeral.partition("十")
    if not ten or any(one not in digits for one in before + after) or len(before) > 1 or len(after) > 1:
        return None
    return (digits.index(before) if before else 1) * 10 + (digits.index(after) if after else 0)
