"""A county as the planner sees it: arrays over units and over existing branches, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]

UNKNOWN = -1


class Placing(IntEnum):
    """From where a place's coordinates come."""

    OWN = 0  # its own
    PARK = 1  # the middle of its park or building
    TOWN = 2  # the middle of its township
    UNKNOWN = 3  # none: distance 0 to whatever lies in the same township, too far from everything else


class Level(IntEnum):
    """Which organisation of its own is due in a unit."""

    NONE = 0
    BRANCH = 1
    GENERAL_BRANCH = 2
    COMMITTEE = 3


@dataclass(frozen=True, slots=True)
class Sites:
    """Units, or existing branches; arrays of one length.

    ids: their numbers in the database, each once. x, y: kilometres to the east and to the north of any point, nan unknown.
    placing: Placing. town, park, industry, chain: numbers that mean nothing but equality within the county, -1 unknown or
    none; town is always known. industry: two digits of GB/T 4754; chain: its section letter or another chain of suppliers.
    members: full members, -1 unknown.
    """

    ids: Longs
    x: Floats
    y: Floats
    placing: Ints
    town: Ints
    park: Ints
    industry: Ints
    chain: Ints
    members: Ints

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Before:
    """The plan that is planned anew, by ids of units, groups, hosts and areas; units may be gone since.

    groups, areas: of a unit. hosts: the branch of a hosted group.
    """

    groups: Mapping[int, str] = field(default_factory=dict)
    hosts: Mapping[str, int] = field(default_factory=dict)
    areas: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class County:
    """Everything that a plan of one county follows from.

    Units: those that operate and have no organisation. level: which organisation of its own is due (Level).
    served: an instructor is there already. Hosts: branches that may take units in; taken: how many units each covers already;
    its members count against the most a branch may have.
    pins: pairs of sites that must be together; forbids: pairs that must not. A site is a unit's index, or the number of units
    plus a host's index. A pair names at least one unit.
    """

    code: str
    units: Sites
    level: Ints
    served: Flags
    hosts: Sites
    taken: Ints
    pins: Ints  # (k, 2)
    forbids: Ints  # (k, 2)
    before: Before = field(default_factory=Before)

    @property
    def joining(self) -> Ints:
        """Indices of the units that have members, too few for an organisation of their own."""
        return np.flatnonzero((self.units.members > 0) & (self.level == Level.NONE)).astype(np.int32)

    @property
    def memberless(self) -> Ints:
        """Indices of the units without members that nobody guides yet."""
        none = (self.units.members == 0) & (self.level == Level.NONE)
        return np.flatnonzero(none & ~self.served).astype(np.int32)
