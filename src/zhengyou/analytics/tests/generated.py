"""A few thousand units and members with every kind of fact: known, unknown, empty, closed, in odd places."""

from __future__ import annotations

import random
from datetime import date
from typing import Final

from tests.world import World
from zhengyou import loading
from zhengyou.census.models import Member, Unit
from zhengyou.coverage.actions import deriving

SEED: Final = 20261123
UNITS: Final = 3000
MEMBERS: Final = 4000
_BOOLEANS: Final = (True, False, None)


def fill(world: World, *, units: int = UNITS, members: int = MEMBERS) -> None:
    """Units and members in all places of the world, their coverage derived as after an import."""
    pick = random.Random(SEED)
    places = list(world.place.values())
    chosen = [pick.choice(places) for _ in range(units)]
    loading.insert(
        Unit,
        {
            "name": [f"单位{number}" for number in range(units)],
            "territory_id": [place.pk for place in chosen],
            "path": [place.path for place in chosen],
            "org_kind": pick.choices(
                ("enterprise", "individual", "association", "federation_branch", ""), k=units
            ),
            "reg_status": pick.choices(("normal", "normal", "revoked", "deregistered", ""), k=units),
            "industry_code": pick.choices(("C", "C13", "F51", "", "1310"), k=units),
            "size_class": pick.choices(("large", "medium", "small", "micro", ""), k=units),
            "condition": pick.choices(("good", "normal", "difficult", "没有这一种", ""), k=units),
            "located_in": pick.choices(("park", "building", "none", ""), k=units),
            "has_org": pick.choices(_BOOLEANS, k=units),
            "form": pick.choices(("single", "joint", ""), k=units),
            "members_formal": pick.choices((0, 2, 3, 50, None), k=units),
            "members_out": pick.choices((0, 1, None), k=units),
            "above_scale": pick.choices(_BOOLEANS, k=units),
            "union": pick.choices(_BOOLEANS, k=units),
            "league": pick.choices(_BOOLEANS, k=units),
        },
    )
    deriving.everything()
    stands = [pick.choice(places) for _ in range(members)]
    loading.insert(
        Member,
        {
            "name": [f"党员{number}" for number in range(members)],
            "place": [place.path for place in stands],
            "category": pick.choices(("full", "probationary", "applicant", ""), k=members),
            "relation": pick.choices(("here", "elsewhere", ""), k=members),
            "standing": pick.choices(("normal", "", "stopped", "died"), k=members),
            "out_of_contact": pick.choices(_BOOLEANS, k=members),
            "closed_on": pick.choices((None, None, None, date(2026, 3, 1)), k=members),
        },
        constants={"unit_id": world.unit["due"].pk, "id_number": "", "phone": ""},
    )
