"""Staff of the made-up units held against their Party members: nobody has more members than people, but for a few."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from zhengyou.demo.city import Unit

KEPT_WRONG: Final = {"非公企业": 2, "行业协会商会": 1}
"""Units of a kind that stay as no unit can be, so that the checks of the official tables have something to find."""


def settle(units: Iterable[Unit], rng: random.Random) -> None:
    """Raises the staff where there are more members than staff. rng: one of its own, so that nothing else is drawn anew."""
    kept: Counter[str] = Counter()
    for unit in units:
        staff, members = unit.facts.get("employees"), members_of(unit)
        if not isinstance(staff, int) or members <= staff:
            continue
        kind = str(unit.facts["org_kind"])
        known = unit.facts["members_total_in"] is not None and unit.facts["reg_status"] == "正常"
        if known and kept[kind] < KEPT_WRONG.get(kind, 0):
            kept[kind] += 1
        else:
            unit.facts["employees"] = round(members * rng.uniform(1.5, 4))


def members_of(unit: Unit) -> int:
    """All of them, also those whose relations lie elsewhere."""
    elsewhere = unit.facts.get("members_out")
    return unit.full + unit.probationary + (elsewhere if isinstance(elsewhere, int) else 0)
