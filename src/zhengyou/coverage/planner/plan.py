"""What the planner answers. Units and hosts are indices into the county; what is kept goes by their ids."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a group founds."""

    OWN = "own"  # an organisation of one unit
    JOINT = "joint"  # a joint branch of several
    HOSTED = "hosted"  # nothing: its units join an existing branch


class Basis(StrEnum):
    """What the units of a group have in common, the nearest first."""

    PARK = "park"
    INDUSTRY = "industry"
    PLACE = "place"  # the township
    NEAR = "near"  # neighbours across a border


class Rule(StrEnum):
    """The hard rules, by which a group refuses a unit."""

    TOO_FAR = "too_far"  # more than furthest_km from one of its units
    UNMEASURED = "unmeasured"  # in another township, and where one of the two lies is not known
    UNITS_FULL = "units_full"
    MEMBERS_FULL = "members_full"
    FORBIDDEN = "forbidden"
    PINNED = "pinned"  # whatever it is pinned to does not fit


class Why(StrEnum):
    """Why a unit is left over."""

    MEMBERS_UNKNOWN = "members_unknown"
    TOO_MANY_MEMBERS = "too_many_members"  # more than a branch may have, though none of its own is due
    NOBODY_NEAR = "nobody_near"  # no group or unit within reach that the rules allow
    TOO_FEW_NEAR = "too_few_near"  # with all that are near the members do not suffice
    PINNED = "pinned"  # with those it must be together with it fits nowhere
    GROUPS_REFUSE = "groups_refuse"  # every group within reach is full or forbidden


@dataclass(frozen=True, slots=True)
class Group:
    """A branch that is proposed. anchor: its centre, a unit; of a hosted group the host. units: in ascending order.

    id: stays from plan to plan as far as its units do. level: Level of an own organisation, Level.BRANCH of any other.
    members: full members, the host's own included. diameter_km: greatest distance between two of its units or the host.
    """

    id: str
    kind: Kind
    basis: Basis | None
    level: int
    anchor: int
    units: tuple[int, ...]
    members: int
    diameter_km: float


@dataclass(frozen=True, slots=True)
class Area:
    """What one instructor looks after. anchor: the unit in its middle."""

    id: str
    anchor: int
    units: tuple[int, ...]
    diameter_km: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """A group that was near and why it did not take a unit in; group: its id."""

    group: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Left:
    """A unit left over. refusals: by the groups near it, the nearest first."""

    unit: int
    why: Why
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """groups, areas: in order of their ids. cost_km: of joint and hosted groups by the policy; areas_km: instructors' ways."""

    groups: tuple[Group, ...]
    areas: tuple[Area, ...]
    left: tuple[Left, ...]
    cost_km: float
    areas_km: float
    seed: int
