"""The word lists as patterns, compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from zhengyou.standards.directives import Compound, DirectiveWords, load_directive_words

NUMERAL = "零〇一二三四五六七八九十百两"


def any_of(words: Iterable[str]) -> str:
    """A pattern that matches any of the words, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(set(words), key=_by_length)) + ")"


def _by_length(word: str) -> tuple[int, str]:
    return -len(word), word


@cache
def lists() -> DirectiveWords:
    return load_directive_words()


@cache
def pattern(*roles: str) -> re.Pattern[str]:
    """Any word of some roles; `#` in a word stands for a number that counts: no 第3."""
    words = any_of(word for role in roles for word in lists().role(role))
    number = f"(?<![第{NUMERAL}0-9])[{NUMERAL}几0-9]+"
    return re.compile(words.replace(r"\#", number).replace("#", number))


@cache
def openers() -> str:
    """A pattern for the beginning of a demand: 组织 but no 组织部."""
    listed = lists().role("opener")
    longer = [
        one.inside
        for word in listed
        for one in lists().compounds.get(word, ())
        if one.inside.startswith(word)
    ]
    return f"(?!{any_of(longer)}){any_of(listed)}"


@cache
def opener() -> re.Pattern[str]:
    return re.compile(openers())


@cache
def idioms() -> re.Pattern[str]:
    return re.compile(any_of(lists().idioms))


def stands_alone(word: str, text: str, place: int) -> bool:
    """Whether the word at this place is itself, no part of a longer word such as 要 in 需要."""
    return not any(_covers(compound, text, place) for compound in lists().compounds.get(word, ()))


def _covers(compound: Compound, text: str, place: int) -> bool:
    if not _stands_around(compound.inside, compound.word, text, place):
        return False
    return not any(_stands_around(other, compound.word, text, place) for other in compound.unless)


def _stands_around(longer: str, word: str, text: str, place: int) -> bool:
    offset = longer.find(word)
    while offset >= 0:
        if place >= offset and text.startswith(longer, place - offset):
            return True
        offset = longer.find(word, offset + 1)
    return False


def first_alone(role: str, text: str) -> int:
    """Where the first word of a role stands that is no part of a longer word, -1 for nowhere."""
    for match in pattern(role).finditer(text):
        if stands_alone(match.group(), text, match.start()):
            return match.start()
    return -1
