"""Where the units stand: the real places of the standard, the units shared out among the townships with skew."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from zhengyou import standards
from zhengyou.scoping.prefix import label

SPREAD: Final = 1.1  # of the logarithm of a township's weight: a tenth of the townships hold more than a third of the units
JOINT_EVERY: Final = 25  # units of a township for each joint branch in it


@dataclass(frozen=True, slots=True)
class Place:
    """One territory with its Party committee.

    number: from 1, parents first; the committee's id as well. first, last: the units that stand here, the last one left out.
    joints: id of the first joint branch here, and how many there are. All of these only mean something of a township.
    """

    number: int
    code: str
    name: str
    level: str
    parent: int
    path: str
    territory_id: int
    first: int = 0
    last: int = 0
    joint_first: int = 0
    joint_count: int = 0


def places(units: int, *, seed: int, territories: Mapping[str, tuple[int, str]] | None = None) -> list[Place]:
    """All places, parents before children, in code order.

    territories: {code: (id, path)} of the database that is to be filled; without it, as `zhengyou setup` would plant them.
    """
    divisions = [one for one in standards.load_divisions().all if one.valid_to is None]
    numbers = {one.code: number for number, one in enumerate(divisions, 1)}
    paths: dict[str, str] = {}
    children: dict[str, int] = {}
    for one in standards.load_divisions().all:
        given = children.get(one.parent, 0)
        children[one.parent] = given + 1
        paths[one.code] = paths.get(one.parent, "") + label(given)
    found = {
        code: Place(
            number=number,
            code=code,
            name=one.name,
            level=one.level,
            parent=numbers.get(one.parent, 0),
            path=territories[code][1] if territories else paths[code],
            territory_id=territories[code][0] if territories else number,
        )
        for one in divisions
        for code, number in [(one.code, numbers[one.code])]
    }
    return _shared(list(found.values()), units, seed)


def _shared(held: list[Place], units: int, seed: int) -> list[Place]:
    """The same places with their units: whole numbers in proportion to weights, so that all together make the total."""
    chance = random.Random(seed)
    weights = [chance.lognormvariate(0, SPREAD) if one.level == "township" else 0.0 for one in held]
    whole = sum(weights)
    ends = [round(units * part / whole) for part in accumulate(weights)]
    first, joint = 0, len(held) + 1
    found = []
    for one, last in zip(held, ends, strict=True):
        joints = 1 + (last - first) // JOINT_EVERY if one.level == "township" else 0
        found.append(replace(one, first=first, last=last, joint_first=joint, joint_count=joints))
        first, joint = last, joint + joints
    return found
