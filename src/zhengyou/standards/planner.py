"""Limits and weights of the coverage planner, each with its label, bounds, reason and source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from zhengyou.standards import tables
from zhengyou.standards.editions import chosen
from zhengyou.standards.errors import StandardError

COLUMNS = "key,value,least,most,unit_zh,unit_en,label_zh,label_en,why_zh,why_en,source"


@dataclass(frozen=True, slots=True)
class Policy:
    """What a plan keeps to. Weights are kilometres, so that all of them can be held against a distance.

    fewest: 0 most compact, 1 fewest branches; the cost of a further branch lies between the two `opening`s by it.
    instructor_fill: instructors are as many as fill their places to this share.
    """

    least_members: int
    most_members: int
    most_units: int
    furthest_km: float
    other_town_km: float
    other_industry_km: float
    same_chain_share: float
    host_km: float
    stay_km: float
    opening_compact_km: float
    opening_fewest_km: float
    left_over_km: float
    fewest: float
    instructor_units: int
    instructor_fill: float
    seeds: int
    moves_per_unit: int

    @property
    def opening_km(self) -> float:
        """What a further joint branch costs, by the dial."""
        return self.opening_compact_km + self.fewest * (self.opening_fewest_km - self.opening_compact_km)

    def to_json(self) -> dict[str, int | float]:
        """{key: value} in the order of the table."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One value of the policy as people read it. least, most: what it may be."""

    key: str
    value: int | float
    least: float
    most: float
    unit_zh: str
    unit_en: str
    label_zh: str
    label_en: str
    why_zh: str
    why_en: str
    source: str


@dataclass(frozen=True, slots=True)
class PlannerRules:
    """edition: id of the standard; policy: the values in force; lines: by key, in the order of the table."""

    edition: str
    policy: Policy
    lines: Mapping[str, PolicyLine]

    def adjusted(self, values: Mapping[str, int | float]) -> Policy:
        """The policy with some values put otherwise. Raises PolicyError."""
        for key, value in values.items():
            line = self.lines.get(key)
            if line is None or not _fits(line, value):
                raise PolicyError(key, line)
        typed: dict[str, Any] = {key: _typed(key, value) for key, value in values.items()}
        return _consistent(replace(self.policy, **typed))

    def read(self, values: Mapping[str, int | float]) -> Policy:
        """A whole policy out of what `Policy.to_json` wrote. Raises PolicyError."""
        if missing := sorted(set(self.lines) - set(values)):
            raise PolicyError(missing[0], self.lines[missing[0]])
        return self.adjusted(values)


class PolicyError(ValueError):
    """A value of the policy that is unknown (line is None), out of bounds, or contradicts another."""

    def __init__(self, key: str, line: PolicyLine | None) -> None:
        super().__init__(key)
        self.key = key
        self.line = line


@cache
def load_planner(edition: str | None = None, *, root: Path | None = None) -> PlannerRules:
    """The policy in force. Raises StandardError for a table that lacks a value or holds a bad one."""
    held = chosen("planner", edition, root)
    file = held.folder / "policy.csv"
    lines: dict[str, PolicyLine] = {}
    known = {field.name for field in fields(Policy)}
    for row in tables.read(file, COLUMNS):
        key = row.text("key", known)
        if key in lines:
            raise row.wrong("key", f"expected each value once, {key} stands above already")
        line = PolicyLine(
            key=key,
            value=_typed(key, row.amount("value")),
            least=float(row.amount("least")),
            most=float(row.amount("most")),
            unit_zh=row.maybe("unit_zh"),
            unit_en=row.maybe("unit_en"),
            label_zh=row.text("label_zh"),
            label_en=row.text("label_en"),
            why_zh=row.text("why_zh"),
            why_en=row.text("why_en"),
            source=row.text("source"),
        )
        if not _fits(line, row.amount("value")):
            raise row.wrong("value", f"expected {line.least:g} to {line.most:g}")
        lines[key] = line
    if missing := sorted(known - set(lines)):
        raise StandardError(f"expected a row for {missing[0]}", file=file, column="key")
    try:
        policy = _consistent(Policy(**{key: line.value for key, line in lines.items()}))  # type: ignore[arg-type]
    except PolicyError as wrong:
        raise StandardError(
            "expected it not to contradict the other rows", file=file, column=wrong.key
        ) from None
    return PlannerRules(held.id, policy, MappingProxyType(lines))


def _typed(key: str, value: Any) -> int | float:
    return int(value) if Policy.__annotations__[key] == "int" else float(value)


def _fits(line: PolicyLine, value: Any) -> bool:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return False
    whole = Policy.__annotations__[line.key] != "int" or number.is_integer()
    return whole and line.least <= number <= line.most


def _consistent(policy: Policy) -> Policy:
    """Raises PolicyError where two values contradict each other."""
    if policy.most_members < policy.least_members:
        raise PolicyError("most_members", None)
    if policy.opening_fewest_km < policy.opening_compact_km:
        raise PolicyError("opening_fewest_km", None)
    return policy
