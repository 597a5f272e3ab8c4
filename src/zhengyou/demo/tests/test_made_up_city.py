"""The made-up city is plausible: its own tables pass their checks, but for a few units kept to show what a check finds."""

from __future__ import annotations

from collections import Counter

import pytest

from zhengyou.demo import staffing
from zhengyou.demo.city import City, make_city


@pytest.fixture(scope="module")
def city() -> City:
    return make_city(units=2_400, members=6_000)


def test_only_the_few_kept_on_purpose_have_more_members_than_staff(city: City) -> None:
    wrong: Counter[object] = Counter()
    for unit in city.units:
        staff = unit.facts["employees"]
        if isinstance(staff, int) and staffing.members_of(unit) > staff:
            wrong[unit.facts["org_kind"]] += 1
    assert wrong == staffing.KEPT_WRONG


def test_the_number_of_members_is_met(city: City) -> None:
    assert len(city.members) == 6_000
