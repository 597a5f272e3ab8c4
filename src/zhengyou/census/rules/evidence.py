"""How strongly two records speak for being one unit, and what came to it since somebody looked. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Final

from zhengyou.standards import Level, Linkage

SAYS_NOTHING: Final = 0.6  # bits: below it a comparison is not worth a word
_LONGEST: Final = 8


def levels(evidence: Mapping[str, str], rules: Linkage) -> list[Level]:
    """The levels that speak for or against, in the order of the edition; those it no longer has are left out."""
    found = [rules.level(name, evidence[name]) for name in rules.levels if name in evidence]
    return [level for level in found if level is not None and abs(level.bits) >= SAYS_NOTHING]


def grown(before: Mapping[str, str], now: Mapping[str, str], rules: Linkage) -> list[str]:
    """The comparisons that speak more strongly now, if together they do so by `again_from` bits; else none.

    A pair that a person has set apart comes back only by these.
    """
    gains = {name: _bits(now, name, rules) - _bits(before, name, rules) for name in rules.levels}
    if sum(gains.values()) < rules.again_from:
        return []
    return [name for name, gain in gains.items() if gain >= SAYS_NOTHING]


def differing(first: str, second: str) -> list[tuple[str, str]]:
    """The parts in which two names differ, [(in the first, in the second)]; [] when they have too little in common."""
    matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
    found = [(first[a:b], second[c:d]) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]
    return found if sum(len(one) + len(other) for one, other in found) <= _LONGEST else []


Parts = list[tuple[str, bool]]


def marked(first: str, second: str) -> tuple[Parts, Parts]:
    """Both texts in parts, each with whether the other one differs there."""
    matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
    ours: Parts = []
    theirs: Parts = []
    for tag, a, b, c, d in matcher.get_opcodes():
        ours.append((first[a:b], tag != "equal"))
        theirs.append((second[c:d], tag != "equal"))
    return [part for part in ours if part[0]], [part for part in theirs if part[0]]


def _bits(evidence: Mapping[str, str], name: str, rules: Linkage) -> float:
    level = rules.level(name, evidence.get(name, ""))
    return level.bits if level else 0.0
