"""Breaks a long title into lines of a good shape: no word torn, a trapezoid or diamond (7.3.1)."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from zhengyou.documents.advance import width
from zhengyou.documents.measures import TitleWords

OPENING = "（(《〈“‘【〔["
CLOSING = "）)》〉”’】〕]，。、；：？！,.;:?!…—·"
MOST_SHAPED = 12  # lines
TORN = 8.0  # the cost of a break inside a known word


def break_title(title: str, *, widest: float, words: TitleWords) -> tuple[str, ...]:
    """The title's lines. Line breaks that a person set are kept; a line wider than `widest` is broken further."""
    given = [line.strip(" \u3000") for line in title.split("\n") if line.strip(" \u3000")]
    return tuple(line for part in given for line in _lines(part, widest, words))


def _lines(text: str, widest: float, words: TitleWords) -> list[str]:
    whole = width(text)
    if whole <= widest:
        return [text]
    insides = _word_insides(text, words)
    costs = {place: _cost_of_break(text, place, insides, words) for place in _places(text)}
    fewest = max(2, -int(-whole // widest))
    if fewest > MOST_SHAPED:
        return _filled(text, costs, widest)
    tried = [_best(text, costs, count, widest) for count in (fewest, fewest + 1)]
    found = [(cost, lines) for cost, lines in tried if lines]
    if not found:
        return [text]  # one endless word: the page breaks it
    return min(found, key=lambda one: one[0])[1]


def _places(text: str) -> list[int]:
    """Where a line may end: not inside numbers or Latin words, not before closing nor after opening marks."""
    inside = {
        place
        for found in re.finditer(
            r"[0-9A-Za-z.%％〔〕]+[年月日号]?|第?[〇零一二三四五六七八九十百]+[届次个条]", text
        )
        for place in range(found.start() + 1, found.end())
        if found.end() - found.start() <= 16
    }
    return [
        place
        for place in range(1, len(text))
        if place not in inside and text[place] not in CLOSING and text[place - 1] not in OPENING
    ]


def _word_insides(text: str, words: TitleWords) -> frozenset[int]:
    return frozenset(
        found.start() + offset
        for word in words.words
        for found in re.finditer(re.escape(word), text)
        for offset in range(1, len(word))
    )


def _cost_of_break(text: str, place: int, insides: frozenset[int], words: TitleWords) -> float:
    if place in insides or text[place] in words.begins_badly:
        cost = TORN
    elif text[place - 1] in words.ends_well or text.startswith(words.begins_well, place):
        cost = 0.0
    else:
        cost = 2.0
    in_a_name = text.rfind("《", 0, place) > text.rfind("》", 0, place)
    return cost + (3.0 if in_a_name else 0.0)


def _filled(text: str, costs: dict[int, float], widest: float) -> list[str]:
    """Line after line as full as it goes: what is no title any more needs no shape, and must not take minutes."""
    lines = []
    start, place, room = 0, 0, widest
    for end in [*sorted(costs), len(text)]:
        step = width(text[place:end])
        if step > room and place > start:
            lines.append(text[start:place])
            start, room = place, widest
        place, room = end, room - step
    return [*lines, text[start:]]


def _best(text: str, costs: dict[int, float], count: int, widest: float) -> tuple[float, list[str]]:
    """The cheapest way into `count` lines: lines of like length, none very short, breaks where they do no harm."""
    share = width(text) / count
    ends = [*sorted(costs), len(text)]
    up_to = [0.0, *accumulate(width(sign) for sign in text)]
    reach: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for _ in range(count):
        following: dict[int, tuple[float, list[int]]] = {}
        for start, (so_far, breaks) in reach.items():
            for end in ends[bisect_right(ends, start) :]:
                length = up_to[end] - up_to[start]
                if length > widest:
                    break
                cost = so_far + ((length - share) / 2) ** 2 + costs.get(end, 0.0)
                if end not in following or cost < following[end][0]:
                    following[end] = (cost, [*breaks, end])
        reach = following
    if len(text) not in reach:
        return (float("inf"), [])
    cost, found = reach[len(text)]
    starts = [0, *found[:-1]]
    lines = [text[start:end] for start, end in zip(starts, found, strict=True)]
    return (cost + _shape(lines), lines)


def _shape(lines: list[str]) -> float:
    """Trapezoids and diamonds cost nothing; an hourglass or a rectangle of equal lines a little."""
    widths = [width(line) for line in lines]
    turns = [
        (one < two, two < three) for one, two, three in zip(widths, widths[1:], widths[2:], strict=False)
    ]
    hourglass = sum(3.0 for falls, rises in turns if not falls and rises)
    return hourglass + (0.5 if len(set(widths)) == 1 else 0.0) + 1.5 * len(lines)
