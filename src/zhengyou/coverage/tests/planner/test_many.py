"""Counties planned side by side come to the same as one after the other."""

from __future__ import annotations

from zhengyou.coverage.planner.many import plan_all
from zhengyou.coverage.tests.planner.making import made_county
from zhengyou.standards import load_planner

POLICY = load_planner().adjusted({"moves_per_unit": 50, "seeds": 1})


def test_the_plans_are_the_same_however_many_processes() -> None:
    counties = [made_county(60, seed=number) for number in range(5)]
    told: list[int] = []
    alone = plan_all(counties, POLICY, seed=2, processes=1)
    assert plan_all(counties, POLICY, seed=2, processes=2, tell=told.append) == alone
    assert told == [1, 2, 3, 4, 5]
    assert plan_all(counties, POLICY, seed=3, processes=1) != alone
