"""What a text says of itself: kind, issuer, number and date, as a proposal for the person who brings it in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zhengyou.campaigns.rules.directive.folded import joined
from zhengyou.campaigns.rules.directive.titles import without_draft
from zhengyou.campaigns.rules.directive.tree import Directive
from zhengyou.standards import load_reviewing

_NUMBER = re.compile(r"[\u4e00-\u9fffA-Za-z]{0,20}[〔（(\[【]\d{4}[〕）)\]】]第?\d{1,5}号")
_FIGURES = "〇一二三四五六七八九"
_DATE = re.compile(
    r"(\d{4}|[〇○Ο零一二三四五六七八九]{4})\s*[年./-]\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*[月./-]\s*(\d{1,2}|[一二三四五六七八九十]{1,3})"
)
_ABOUT = re.compile(r"^(中共[^，。]{2,30}?|[^，。]{2,30}?(?:委员会|办公室|委|部|局|厅|府|会))关于")
_LONGEST = 200
_UNTITLED = 30


@dataclass(frozen=True, slots=True)
class Facts:
    """Each '' or None where the text does not say it."""

    kind: str
    title: str
    issuer: str
    number: str
    dated: date | None


def proposed(tree: Directive, text: str) -> Facts:
    """title: of the text itself, else its first words."""
    pieces = list(_pieces(tree, text))
    title = tree.title or " ".join(text.split())[:_UNTITLED]
    number = next(
        (match[0] for kind, one in pieces if kind == "masthead" and (match := _NUMBER.search(one))), ""
    )
    return Facts(
        kind=load_reviewing().kind_of(without_draft(title)),
        title=title[:_LONGEST],
        issuer=_issuer(title, pieces)[:_LONGEST],
        number=number,
        dated=_dated(pieces),
    )


def _pieces(tree: Directive, text: str) -> Iterator[tuple[str, str]]:
    """(kind, text) of the regions that are no running text, broken lines put together."""
    for region in tree.regions:
        if region.kind in ("masthead", "metadata", "subtitle", "signature", "date"):
            yield region.kind, joined(text, [(region.start, region.end)])


def _issuer(title: str, pieces: list[tuple[str, str]]) -> str:
    """Who signs; else who stands at the head of the paper; else who speaks in the title."""
    signed = [one for kind, one in pieces if kind == "signature"]
    if signed:
        return "、".join("".join(one.split()) for one in signed)
    heads = [
        one for kind, one in pieces if kind == "masthead" and one.endswith("文件") and not _NUMBER.search(one)
    ]
    if heads:
        return "".join(heads[0].removesuffix("文件").split())
    match = _ABOUT.match(title)
    return match[1] if match else ""


def _dated(pieces: list[tuple[str, str]]) -> date | None:
    """The date below the text, else one above it."""
    for wanted in ("date", "subtitle", "metadata"):
        for kind, one in pieces:
            found = _day(one) if kind == wanted else None
            if found:
                return found
    return None


def _day(text: str) -> date | None:
    match = _DATE.search(text)
    if match is None:
        return None
    year = "".join(
        str(_FIGURES.find(one)) if one in _FIGURES else "0" if one in "○Ο零" else one for one in match[1]
    )
    try:
        return date(int(year), _number(match[2]), _number(match[3]))
    except ValueError:
        return None


def _number(text: str) -> int:
    """11 and 十一, up to 三十一."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (_FIGURES.find(tens or "一") * 10 if ten else 0) + (_FIGURES.find(ones) if ones else 0)
