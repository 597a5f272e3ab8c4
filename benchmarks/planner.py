"""The coverage planner on made-up counties: seconds, rule violations, units left over, and how many move when data change.

    python -m benchmarks.planner [--runs 5] [--province]

--province: also 157 counties with about 120,000 enterprises, on as many processes as the machine has cores.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
from dataclasses import replace

import numpy as np

from benchmarks.machine import machine, seconds
from zhengyou.coverage.planner.checking import check
from zhengyou.coverage.planner.county import Before, County
from zhengyou.coverage.planner.many import plan_all
from zhengyou.coverage.planner.plan import Plan
from zhengyou.coverage.planner.planning import plan
from zhengyou.coverage.planner.warming import warm
from zhengyou.coverage.tests.planner.making import changed, made_county
from zhengyou.standards import load_planner

POLICY = load_planner().policy
COUNTIES = 157
REPLANNED = range(6)


def county_of_a_thousand(runs: int) -> dict[str, object]:
    """Both problems of one county with 1,000 enterprises."""
    county = made_county(1000, seed=3)
    taken = [seconds(lambda: plan(county, POLICY)) for _ in range(runs)]
    found = plan(county, POLICY)
    return {
        "seconds": round(statistics.median(taken), 3),
        "violations": len(check(county, POLICY, found)),
        "left_over": len(found.left),
    }


def replanned() -> dict[str, object]:
    """After 15 % of the data changed: how many other units moved, and what that costs beside planning afresh; medians."""
    moved, dearer, violations = [], [], 0
    for number in REPLANNED:
        county = made_county(500 + 100 * number, seed=number)
        later = changed(county, plan(county, POLICY), share=0.15, seed=9)
        second = plan(later, POLICY)
        fresh = plan(replace(later, before=Before()), POLICY)
        violations += len(check(later, POLICY, second))
        moved.append(_moved(county, later, second))
        dearer.append((second.cost_km + second.areas_km) / (fresh.cost_km + fresh.areas_km) - 1)
    return {
        "moved": round(statistics.median(moved), 4),
        "moved_most": round(max(moved), 4),
        "dearer": round(statistics.median(dearer), 4),
        "dearer_most": round(max(dearer), 4),
        "violations": violations,
    }


def _moved(county: County, later: County, second: Plan) -> float:
    """Share of the units whose own facts stayed that are in another group or area than before."""
    members = dict(zip(county.units.ids.tolist(), county.units.members.tolist(), strict=True))
    same = {
        unit
        for unit, now in zip(later.units.ids.tolist(), later.units.members.tolist(), strict=True)
        if members.get(unit) == now
    }
    was = {**later.before.groups, **later.before.areas}
    now = {
        int(later.units.ids[unit]): one.id for one in (*second.groups, *second.areas) for unit in one.units
    }
    both = [unit for unit in now if unit in was and unit in same]
    return sum(now[unit] != was[unit] for unit in both) / len(both)


def province() -> dict[str, object]:
    """157 counties of 400 to 1,130 enterprises."""
    sizes = np.random.default_rng(1).integers(400, 1131, COUNTIES)
    counties = [made_county(int(size), seed=number) for number, size in enumerate(sizes)]
    plans: list[Plan] = []
    taken = seconds(lambda: plans.extend(plan_all(counties, POLICY, seed=1, processes=os.cpu_count() or 1)))
    broken = sum(len(check(one, POLICY, found)) for one, found in zip(counties, plans, strict=True))
    return {"enterprises": int(sizes.sum()), "seconds": round(taken, 1), "violations": broken}


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description="The coverage planner on made-up counties.")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--province", action="store_true", help="also a province of 157 counties")
    told = parser.parse_args()
    warm()
    figures = {"county": county_of_a_thousand(told.runs), "replanned": replanned()}
    if told.province:
        figures["province"] = province()
    json.dump({"machine": machine(), **figures}, sys.stdout, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
