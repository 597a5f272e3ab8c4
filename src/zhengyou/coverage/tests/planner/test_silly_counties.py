"""Whatever comes in, the plan keeps every rule, as the checker sees it that shares no code with the search."""

from __future__ import annotations

from hypothesis import given, settings

from zhengyou.coverage.planner import explaining, joint
from zhengyou.coverage.planner.checking import check
from zhengyou.coverage.planner.county import County
from zhengyou.coverage.planner.planning import plan
from zhengyou.coverage.tests.planner.silly import counties, policies
from zhengyou.standards import Policy


@settings(deadline=None, max_examples=150)
@given(counties(), policies())
def test_no_rule_is_broken(county: County, policy: Policy) -> None:
    joint.FEWEST_MOVES = 200  # a short search must be as clean as a long one
    found = plan(county, policy)
    assert check(county, policy, found) == []
    told = explaining.explain(county, policy, found)
    assert set(told) >= {one.unit for one in found.left}


@settings(deadline=None, max_examples=20)
@given(counties(), policies())
def test_the_same_seed_gives_the_same_plan(county: County, policy: Policy) -> None:
    assert plan(county, policy, seed=3) == plan(county, policy, seed=3)
