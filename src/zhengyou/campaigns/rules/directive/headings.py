"""Which words after a mark are its heading: the short phrase before the demand."""

from __future__ import annotations

import re

from zhengyou.campaigns.rules.directive import demands, words
from zhengyou.campaigns.rules.directive.folded import Folded

LONGEST = 36
_LONGEST_BEFORE_COLON = 16
_LONGEST_SPACED = 20
_POINTING = re.compile("以下|下列|如下")
_STOPS = "。！？；"
_TITLED = re.compile("【[^】]{1,30}】")
_WHEN = re.compile(r"\d+(?:年|月|日|号|个?工作日|天)|[前底]完成|以前|之前")


def heading_end(folded: Folded, start: int, *, whole: bool, more: bool, spoken: bool) -> int:
    """Where the heading that begins at `start` ends, its stop included; `start` when there is none.

    whole: the paragraph is all there is of it, what follows are paragraphs of their own and no rows of a table. more: something
    follows in other paragraphs. spoken: the mark is a word (一要), which then is the 要 of the heading.
    """
    text = folded.text
    titled = _TITLED.match(text, start)
    if titled:
        return titled.end()
    stop = next(
        (place for place in range(start, min(len(text), start + LONGEST + 1)) if text[place] in _STOPS), -1
    )
    if stop < 0:
        return _unstopped(folded, start, more=more)
    spaced = _before_gap(folded, start)
    if spaced > start:
        return spaced
    phrase = text[start:stop]
    follows = stop + 1 < len(text) or (whole and more)
    if text[stop] != "。" or not phrase or not follows or not _is_phrase(phrase, spoken=spoken):
        return _before_colon(folded, start)
    return stop + 1


def _unstopped(folded: Folded, start: int, *, more: bool) -> int:
    """A line without a full stop; or a phrase that a colon or a gap parts from what follows."""
    text = folded.text
    rest = text[start:]
    whole = bool(rest) and more and len(rest) <= 2 * LONGEST and not any(one in rest for one in _STOPS)
    if whole and (rest[-1] != "：" or _names_what_follows(rest[:-1], last=True)):
        return len(text)
    spaced = _before_gap(folded, start)
    return spaced if spaced > start else _before_colon(folded, start)


def _before_gap(folded: Folded, start: int) -> int:
    """整改销号　　建立清单…: two blanks part the heading."""
    for place in range(start + 2, min(len(folded.text), start + LONGEST + 1)):
        if (
            place in folded.gaps
            and _is_gap(folded, place)
            and _is_phrase(folded.text[start:place], spoken=False)
        ):
            return place
    return start


def _before_colon(folded: Folded, start: int) -> int:
    """目标任务：…: a colon parts it."""
    text = folded.text
    for place in range(start + 2, min(len(text), start + _LONGEST_SPACED + 1)):
        phrase = text[start:place]
        if text[place] == "：" and place - start <= _LONGEST_BEFORE_COLON:
            return place + 1 if _names_what_follows(phrase, last=place + 1 == len(text)) else start
        if text[place] in "，。；！？":
            return start
    return start


def _names_what_follows(phrase: str, *, last: bool) -> bool:
    """目标任务：… and no 各单位要：…, no 做好以下工作：…"""
    if (
        "，" in phrase
        or _POINTING.search(phrase)
        or demands.duty_words(phrase)
        or not _is_phrase(phrase, spoken=False)
    ):
        return False
    return last or not words.pattern("announcement", "count").search(phrase)


def _is_gap(folded: Folded, place: int) -> bool:
    """At least two blanks, and no text that is spaced all through."""
    return place in folded.wide and len(folded.gaps) <= 0.2 * len(folded.text) + 1


def _is_phrase(phrase: str, *, spoken: bool) -> bool:
    """加强领导: no date, nobody who is told to do it, nothing of the past."""
    if (
        len(phrase) > LONGEST
        or demands.states(phrase)
        or _WHEN.search(phrase)
        or words.first_alone("aspect", phrase) >= 0
    ):
        return False
    if spoken:
        return not demands.duty_words(phrase)
    found = demands.duty_words(phrase)
    return not found or (found[0][0] == 0 and len(found) == 1 and found[0][1].strength == "must")
