"""Plans of many counties, which have nothing to do with each other: one after the other, or side by side."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor

from zhengyou.coverage.planner.county import County
from zhengyou.coverage.planner.plan import Plan
from zhengyou.coverage.planner.planning import plan
from zhengyou.standards import Policy

_WORTH_IT = 4  # counties from which on further processes gain more than their start costs


def plan_all(
    counties: Sequence[County],
    policy: Policy,
    *,
    seed: int,
    processes: int,
    tell: Callable[[int], None] = lambda _done: None,
) -> list[Plan]:
    """A plan for each county in their order, the same however many processes. tell: how many are done."""
    found: list[Plan] = []
    if processes < 2 or len(counties) < _WORTH_IT:
        for county in counties:
            found.append(plan(county, policy, seed=seed))
            tell(len(found))
        return found
    # Fresh processes: a fork would share this one's database connections.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        waiting = [pool.submit(plan, county, policy, seed=seed) for county in counties]
        for one in waiting:
            found.append(one.result())
            tell(len(found))
    return found
