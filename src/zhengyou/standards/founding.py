"""From how many members on a Party organisation is due, and how long its term lasts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from zhengyou.standards import tables
from zhengyou.standards.editions import chosen, read_toml
from zhengyou.standards.errors import StandardError

LEVELS = ("branch", "general_branch", "committee")
COUNTS = ("full", "full_and_unmoved", "all")


@dataclass(frozen=True, slots=True)
class Threshold:
    """From `members` on the level is due.

    `counts`: full members; those and members whose relations are elsewhere (`full_and_unmoved`); or full and
    probationary members (`all`).
    """

    level: str
    members: int
    counts: str
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class FoundingRules:
    """`populations` by org_kind; `thresholds` by population, lowest level first; `terms` in years by level.

    `reminder_days` before the end of a term, longest first. Limits of a joint branch: standards/planner.
    """

    populations: Mapping[str, str]
    thresholds: Mapping[str, tuple[Threshold, ...]]
    terms: Mapping[str, int]
    reminder_days: tuple[int, ...]

    def population(self, org_kind: str) -> str:
        """Which population of the indicators a kind of unit belongs to; KeyError for an unknown kind."""
        return self.populations[org_kind]

    def org_kinds(self, population: str) -> tuple[str, ...]:
        return tuple(kind for kind, one in self.populations.items() if one == population)


@cache
def load_founding(edition: str | None = None, *, root: Path | None = None) -> FoundingRules:
    folder = chosen("founding", edition, root).folder
    rows = tables.read(folder / "populations.csv", "org_kind,population")
    populations = {row.text("org_kind"): row.text("population") for row in rows}
    thresholds: dict[str, list[Threshold]] = {}
    for row in tables.read(folder / "thresholds.csv", "population,level,members,counts,source,certainty"):
        thresholds.setdefault(row.text("population", set(populations.values())), []).append(_threshold(row))
    terms = {
        row.text("level"): row.whole("years")
        for row in tables.read(folder / "terms.csv", "level,years,source,certainty")
    }
    policy = folder / "founding.toml"
    facts = read_toml(policy)
    days = facts.get("reminder_days")
    if not isinstance(days, list) or not days or not all(isinstance(day, int) for day in days):
        raise StandardError("expected a list of days", file=policy, column="reminder_days")
    return FoundingRules(
        populations=MappingProxyType(populations),
        thresholds=MappingProxyType(
            {name: tuple(sorted(some, key=_height)) for name, some in thresholds.items()}
        ),
        terms=MappingProxyType(terms),
        reminder_days=tuple(sorted(days, reverse=True)),
    )


def _threshold(row: tables.Row) -> Threshold:
    return Threshold(
        level=row.text("level", LEVELS),
        members=row.whole("members"),
        counts=row.text("counts", COUNTS),
        source=row.text("source"),
        certainty=row.text("certainty"),
    )


def _height(threshold: Threshold) -> int:
    return LEVELS.index(threshold.level)
