"""Frozen figures on a later tree: who was counted then, placed where the journal of reorganisations has put them since.

A place is followed by its identity: a moved place takes everything below it along by itself. Only a merger, after which
the place is gone, and a split, after which some of its units and branches stand elsewhere, are read from the journal. What
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
class Gone:
    """Who went elsewhere. With a unit go its members that have no branch; with a branch go its members, and no unit."""

    units: frozenset[int] = frozenset()
    branches: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Divided:
    """These units and branches of the place `source` came to `target`; the others stayed."""

    source: int
    target: int
    gone: Gone


Step = Merged | Divided


@dataclass(frozen=True, slots=True)
class Followed:
    """Where those are today who stood in one place then: `gone` by the place they came to, all others at `rest`."""

    rest: int
    gone: Mapping[int, Gone]


def follow(place: int, steps: Sequence[Step]) -> Followed:
    """Follows who stood in a place through the steps that came after, oldest first.

    What a division took is followed from here whether or not it stood in this place: the caller counts, of each set,
    only those that did.
    """
    rest = place
    units: dict[int, int] = {}
    branches: dict[int, int] = {}
    for step in steps:
        if isinstance(step, Merged):
            rest = step.target if rest == step.source else rest
            units = _merged(units, step)
            branches = _merged(branches, step)
        else:
            units |= _divided(units, rest, step.gone.units, step)
            branches |= _divided(branches, rest, step.gone.branches, step)
    places = {at for where in (units, branches) for at in where.values()} - {rest}
    return Followed(rest, {at: Gone(_standing(units, at), _standing(branches, at)) for at in sorted(places)})


def _merged(where: Mapping[int, int], step: Merged) -> dict[int, int]:
    return {one: step.target if at == step.source else at for one, at in where.items()}


def _divided(where: Mapping[int, int], rest: int, some: Iterable[int], step: Divided) -> dict[int, int]:
    return {one: step.target for one in some if where.get(one, rest) == step.source}


def _standing(where: Mapping[int, int], place: int) -> frozenset[int]:
    return frozenset(one for one, at in where.items() if at == place)


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
