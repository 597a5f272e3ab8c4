"""Whether a unit qualifies for a Party organisation, and of which level."""

from dataclasses import dataclass
from typing import Literal

from zhengyou.standards.founding import FoundingRules, Threshold


@dataclass(frozen=True, slots=True)
class Qualification:
    """`qualifies`, `below` the number, or `unknown` for want of a count; `level` is the highest one reached.

    `needs` is the number of members from which a branch is due, `source` the rule that says so.
    """

    state: Literal["qualifies", "below", "unknown"]
    level: str | None
    population: str
    needs: int
    source: str


def qualifies(
    rules: FoundingRules,
    *,
    org_kind: str,
    full_members: int | None,
    unmoved_members: int | None = None,
    probationary_members: int | None = None,
) -> Qualification:
    """Judge by counts: full members, members whose relations are elsewhere, probationary members.

    Where a rule counts more than full members, an unknown other count can only add: the known part alone may
    reach the number, else the answer is unknown. Unknown full members qualify nobody. KeyError for a kind of
    unit without a rule.
    """
    population = rules.population(org_kind)
    counts = {
        "full": (full_members,),
        "full_and_unmoved": (full_members, unmoved_members),
        "all": (full_members, probationary_members),
    }
    first, *higher = rules.thresholds[population]
    state = _state(first, counts[first.counts])
    if full_members is None:
        state = "unknown"
    level = None
    if state == "qualifies":
        reached = [one for one in higher if _state(one, counts[one.counts]) == "qualifies"]
        level = (reached or [first])[-1].level
    return Qualification(state, level, population, first.members, first.source)


def _state(threshold: Threshold, counts: tuple[int | None, ...]) -> Literal["qualifies", "below", "unknown"]:
    if sum(count or 0 for count in counts) >= threshold.members:
        return "qualifies"
    return "unknown" if None in counts else "below"
