"""Frozen figures on a later tree: who was counted then, placed where the journal of reorganisations has put them since.

A place is followed by its identity: a moved place takes everything below it along by itself. Only a merger, after which
the place is gone, and a split, after which some of its units stand elsewhere, are read from the journal. A unit that
moved for reasons of its own is no reorganisation: it stays counted where it stood then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Merged:
    """The place `source` was absorbed by `target`."""

    source: int
    target: int


@dataclass(frozen=True, slots=True)
class Divided:
    """These units of the place `source` came to `target`; the others stayed."""

    source: int
    target: int
    units: frozenset[int]


Step = Merged | Divided


@dataclass(frozen=True, slots=True)
class Followed:
    """Where those are today who stood in one place then: `units` by the place they came to, all others at `rest`."""

    rest: int
    units: Mapping[int, frozenset[int]]


def follow(place: int, steps: Sequence[Step]) -> Followed:
    """Follows who stood in a place through the steps that came after, oldest first.

    The units of a division are followed from here whether or not they stood in this place: the caller counts, of each set,
    only those that did.
    """
    rest = place
    where: dict[int, int] = {}
    for step in steps:
        if isinstance(step, Merged):
            rest = step.target if rest == step.source else rest
            where = {unit: step.target if at == step.source else at for unit, at in where.items()}
        else:
            moved = [unit for unit in step.units if where.get(unit, rest) == step.source]
            where.update(dict.fromkeys(moved, step.target))
    found: dict[int, set[int]] = {}
    for unit, at in where.items():
        if at != rest:
            found.setdefault(at, set()).add(unit)
    return Followed(rest, {at: frozenset(units) for at, units in found.items()})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a frozen place and the place above it then lie on today's tree, as paths; '' above the root."""

    key: int
    now: str
    above: str


def terms(places: Iterable[Standing], target: str) -> dict[int, int]:
    """{key: +1 or -1}: whose frozen cells make up the figure of the path `target` on today's tree.

    A frozen cell counts a place with all that lay below it. Summed over the places that lie below the target today, each
    less the places below it then, everything cancels but those on whose two sides the border of the target now runs.
    """
    found = {}
    for place in places:
        sign = _lies(place.now, target) - _lies(place.above, target)
        if sign:
            found[place.key] = sign
    return found


def crossing(source: str, target: str, place: str) -> int:
    """What units that came from the path `source` to the path `target` add to the path `place`: 1, 0 or -1."""
    return _lies(target, place) - _lies(source, place)


def _lies(path: str, target: str) -> int:
    return int(bool(path) and path.startswith(target))
