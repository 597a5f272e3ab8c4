"""Capacitated p-medians: the optimum where it can be tried out, capacities always, the benchmark's file and answer."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import cpmp
from zhengyou.coverage.planner import instructors
from zhengyou.coverage.planner.medians import TooMuchDemand, solve
from zhengyou.coverage.tests.planner.making import made_county
from zhengyou.standards import load_planner

ROOT = Path(__file__).parents[5]
POLICY = load_planner().policy


def instance(seed: int, points: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    places = random.integers(0, 100, (points, 2))
    cost = np.floor(np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)))
    return cost, random.integers(1, 10, points).astype(np.int32), np.full(points, 22, np.int32)


def optimum(cost: np.ndarray, weight: np.ndarray, room: np.ndarray, count: int) -> float:
    best = np.inf
    for centres in combinations(range(len(weight)), count):
        for choice in product(range(count), repeat=len(weight)):
            loads = np.bincount(choice, weights=weight, minlength=count)
            if all(loads[number] <= room[centre] for number, centre in enumerate(centres)):
                best = min(best, sum(cost[one, centres[number]] for one, number in enumerate(choice)))
    return best


@pytest.mark.parametrize("seed", range(5))
def test_it_finds_the_optimum_of_a_small_instance(seed: int) -> None:
    cost, weight, room = instance(seed, 7)
    found = solve(cost, weight, room, 3, seeds=range(1, 4), moves=20_000)
    assert found.objective == optimum(cost, weight, room, 3)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.integers(2, 20), st.data())
def test_no_centre_holds_more_than_it_can(seed: int, points: int, data: st.DataObject) -> None:
    cost, weight, room = instance(seed, points)
    count = data.draw(st.integers(1, points))
    try:
        found = solve(cost, weight, room, count, seeds=[1], moves=2_000)
    except TooMuchDemand:
        assert weight.sum() > 22 * count - 9 * count  # only where it is tight
        return
    assert len(found.medians) <= count
    assert set(found.assignment) == set(found.medians)
    loads = np.bincount(found.assignment, weights=weight, minlength=points)
    assert (loads <= room).all()
    assert found.objective == pytest.approx(sum(cost[one, to] for one, to in enumerate(found.assignment)))


def test_more_demand_than_room_is_told() -> None:
    cost, weight, room = instance(1, 9)
    with pytest.raises(TooMuchDemand):
        solve(cost, weight * 20, room, 2, seeds=[1], moves=100)


def test_every_unit_without_members_is_in_one_area_of_a_size_that_one_person_manages() -> None:
    county = made_county(150, seed=3)
    areas = instructors.solve(county, POLICY, seed=1)
    placed = sorted(unit for _middle, units in areas for unit in units)
    assert placed == county.memberless.tolist()
    assert max(len(units) for _middle, units in areas) <= POLICY.instructor_units
    assert len(areas) <= instructors.number_of(POLICY, len(placed))
    assert areas == instructors.solve(county, POLICY, seed=1)


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.cpmp", *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )


def test_the_benchmark_prints_what_anybody_can_check(tmp_path: Path) -> None:
    random = np.random.default_rng(4)
    rows = [(int(x), int(y), 30, int(q)) for x, y, q in random.integers(1, 20, (20, 3))]
    file = tmp_path / "some.txt"
    file.write_text("20 10\n" + "\n".join(" ".join(map(str, row)) for row in rows) + "\n")
    done = run(str(file), "--floor", "--seeds", "2", "--moves", "5000")
    told = json.loads(done.stdout)
    assert len(told["objectives"]) == 2
    cost = 0
    loads = dict.fromkeys(told["medians"], 0)
    for (x, y, _room, demand), centre in zip(rows, told["assignment"], strict=True):
        cost += int(np.hypot(x - rows[centre][0], y - rows[centre][1]))
        loads[centre] += demand
    assert told["objective"] == cost == min(told["objectives"])
    assert max(loads.values()) <= 30
    assert len(loads) <= 10


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("3\n1 1 5 1\n", "line 1"),
        ("2 3\n1 1 5 1\n1 1 5 1\n", "1 <= p <= n"),
        ("2 1\n1 1 5 1\n", "expected 2 points"),
        ("1 1\n1 1 5\n", "line 2"),
        ("1 1\n1 x 5 1\n", "line 2"),
        ("1 1\n1 1 -5 1\n", "line 2"),
        ("1 1\n1 1 5.5 1\n", "whole"),
        ("1 1\nnan 1 5 1\n", "finite"),
    ],
)
def test_a_file_that_is_no_instance_is_told_by_line(text: str, said: str) -> None:
    with pytest.raises(cpmp.Unreadable, match=said):
        cpmp.read(text)


def test_the_benchmark_refuses_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "tight.txt"
    file.write_text("2 1\n0 0 5 4\n0 1 5 4\n")
    for words in ([str(file)], [str(tmp_path / "none.txt")]):
        done = run(*words, "--moves", "10")
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
