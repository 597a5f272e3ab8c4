"""Solves a capacitated p-median instance with the planner's own kernel and prints JSON, so that anybody can check it.

    python -m benchmarks.cpmp FILE [--floor] [--seeds 10] [--moves 5000000]

FILE: first line `n p`, then one line `x y capacity demand` for each point. --floor rounds distances down, as OR-Library's
pmedcap does. Indices in the answer begin at 0.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from zhengyou.coverage.planner.medians import TooMuchDemand, solve


@dataclass(frozen=True, slots=True)
class Instance:
    """points: (n, 2). capacity, demand: (n,)."""

    medians: int
    points: np.ndarray
    capacity: np.ndarray
    demand: np.ndarray


class Unreadable(ValueError):
    """The file is no instance; the sentence says in which line."""


def read(text: str) -> Instance:
    """Raises Unreadable."""
    lines = [(number, line.split()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines:
        raise Unreadable("the file is empty")
    number, first = lines[0]
    try:
        count, medians = (int(word) for word in first)
    except ValueError:
        raise Unreadable(f"line {number}: expected `n p`, two whole numbers") from None
    if not 1 <= medians <= count:
        raise Unreadable(f"line {number}: expected 1 <= p <= n")
    if len(lines) - 1 != count:
        raise Unreadable(f"expected {count} points, found {len(lines) - 1}")
    rows = []
    for number, words in lines[1:]:
        try:
            x, y, capacity, demand = (float(word) for word in words)
        except ValueError:
            raise Unreadable(f"line {number}: expected `x y capacity demand`") from None
        if not (np.isfinite([x, y]).all() and capacity >= 0 and demand >= 0):
            raise Unreadable(f"line {number}: expected finite places, capacity and demand of 0 or more")
        if not (capacity.is_integer() and demand.is_integer()):
            raise Unreadable(f"line {number}: expected whole numbers for capacity and demand")
        rows.append((x, y, capacity, demand))
    table = np.array(rows)
    return Instance(medians, table[:, :2], table[:, 2].astype(np.int32), table[:, 3].astype(np.int32))


def answer(instance: Instance, *, floor: bool, seeds: int, moves: int) -> dict[str, object]:
    """The document. The objective is added up anew from the assignment. Raises TooMuchDemand."""
    east, north = instance.points.T
    cost = np.hypot(east[:, None] - east[None, :], north[:, None] - north[None, :])
    cost = np.floor(cost) if floor else cost
    begun = time.perf_counter()
    found = solve(
        cost, instance.demand, instance.capacity, instance.medians, seeds=range(1, seeds + 1), moves=moves
    )
    seconds = time.perf_counter() - begun
    return {
        "objective": float(sum(cost[one, centre] for one, centre in enumerate(found.assignment))),
        "seconds": round(seconds, 3),
        "objectives": list(found.per_seed),
        "medians": list(found.medians),
        "assignment": list(found.assignment),
    }


def main() -> None:
    """Prints the answer; one line and status 1 for a file that cannot be solved."""
    parser = argparse.ArgumentParser(description="Capacitated p-median by the planner's kernel.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--floor", action="store_true", help="round distances down")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--moves", type=int, default=5_000_000)
    told = parser.parse_args()
    if told.seeds < 1 or told.moves < 1:
        parser.error("--seeds and --moves take numbers from 1 on")
    try:
        instance = read(told.file.read_text())
        print(json.dumps(answer(instance, floor=told.floor, seeds=told.seeds, moves=told.moves)))
    except OSError:
        sys.exit(f"{told.file} cannot be read")
    except (Unreadable, UnicodeDecodeError) as wrong:
        sys.exit(f"{told.file}: {wrong}")
    except TooMuchDemand:
        sys.exit(f"{told.file}: no place was found for all demand with {instance.medians} medians")


if __name__ == "__main__":
    main()
