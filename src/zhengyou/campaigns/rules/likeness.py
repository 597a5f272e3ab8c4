"""How alike two short texts are, by the pairs of neighbouring characters that they share. Pure, and quick over thousands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import ceil
from typing import Final

from zhengyou.standards import fold

Shingle = tuple[str, int]
"""A pair of characters, and how many times it stood before: what is written twice counts twice."""
LONGEST: Final = 2_000
"""So much of a text is compared: who sends one sentence as long as a book makes nobody wait."""
_ROUNDING = 1e-9


def likeness(a: str, b: str) -> float:
    """0 (nothing in common, or one is empty) to 1 (the same but for blanks, punctuation and width).

    Of a long text so much is compared as LONGEST says.
    """
    return _shared(_shingles(a), _shingles(b))


def pairs(texts: Sequence[str], other: Sequence[str], at_least: float) -> list[tuple[int, int, float]]:
    """(i, j, likeness) of every texts[i] and other[j] at least so alike, in the order of i and j.

    at_least: above 0, at most 1. Two texts that alike share one of the rarest shingles of each, so only such are compared.
    """
    ours, theirs = [_shingles(text) for text in texts], [_shingles(text) for text in other]
    often = Counter(shingle for some in (*ours, *theirs) for shingle in some)
    holders: defaultdict[Shingle, list[int]] = defaultdict(list)
    for j, some in enumerate(theirs):
        for shingle in _rarest(some, often, at_least):
            holders[shingle].append(j)
    found = []
    for i, some in enumerate(ours):
        near = {j for shingle in _rarest(some, often, at_least) for j in holders.get(shingle, ())}
        for j in sorted(near):
            value = _shared(some, theirs[j])
            if value >= at_least:
                found.append((i, j, value))
    return found


def _shingles(text: str) -> frozenset[Shingle]:
    plain = fold(text[:LONGEST])
    if len(plain) < 2:
        return frozenset({(plain, 0)}) if plain else frozenset()
    seen: Counter[str] = Counter()
    found = set()
    for place in range(len(plain) - 1):
        pair = plain[place : place + 2]
        found.add((pair, seen[pair]))
        seen[pair] += 1
    return frozenset(found)


def _shared(a: frozenset[Shingle], b: frozenset[Shingle]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _rarest(some: frozenset[Shingle], often: Counter[Shingle], at_least: float) -> Iterable[Shingle]:
    """As many of the rarest as cannot all be missing from a text that is alike enough."""
    must_share = ceil(len(some) * at_least / (2 - at_least) - _ROUNDING)
    ranked = sorted(some, key=lambda shingle: (often[shingle], shingle))
    return ranked[: len(some) - must_share + 1]
