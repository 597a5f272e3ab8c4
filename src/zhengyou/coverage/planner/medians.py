"""The capacitated p-median problem: so many centres, each with a capacity, and everybody assigned to one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhengyou.coverage.planner.annealing import LEFT, Model, anneal
from zhengyou.coverage.planner.county import Floats, Ints

_OVER = 1000.0  # times the greatest cost: nobody stays over while there is a place
_HOT, _COLD = 0.14, 0.002  # of the greatest cost


class TooMuchDemand(ValueError):
    """More is asked for than so many centres hold."""


@dataclass(frozen=True, slots=True)
class Medians:
    """assignment: of each point the point at its centre. objective: sum of costs. per_seed: the objective of each search."""

    objective: float
    medians: tuple[int, ...]
    assignment: tuple[int, ...]
    per_seed: tuple[float, ...]


def solve(cost: Floats, weight: Ints, room: Ints, count: int, *, seeds: Sequence[int], moves: int) -> Medians:
    """Best of several searches. cost: (n, n), row to column. Raises TooMuchDemand, also when no search found a place for all."""
    first = _packed(weight, room, count)
    answers = [
        divide(cost, weight, room, groups=count, first=first, seeds=[seed], moves=moves) for seed in seeds
    ]
    found = min(answers, key=lambda one: one[1])[0]
    if (found == LEFT).any():
        raise TooMuchDemand
    centres: dict[int, int] = {}
    for group in np.unique(found):
        inside = np.flatnonzero(found == group)
        sums = np.where(
            room[inside] >= weight[inside].sum(), cost[np.ix_(inside, inside)].sum(axis=0), np.inf
        )
        centres[int(group)] = int(inside[int(np.argmin(sums))])
    assignment = tuple(centres[int(group)] for group in found)
    objective = float(sum(cost[one, centre] for one, centre in enumerate(assignment)))
    return Medians(objective, tuple(sorted(centres.values())), assignment, tuple(one[1] for one in answers))


def divide(
    cost: Floats, weight: Ints, room: Ints, *, groups: int, first: Ints, seeds: Sequence[int], moves: int
) -> tuple[Ints, float]:
    """The group of each point, LEFT for whom no place was found, and what all of it costs; the best of the seeds."""
    count = len(weight)
    worst = max(float(cost.max()), 1.0)
    best, least = first, np.inf
    wide = min(count - 1, max(8, 3 * count // groups))
    order = np.argsort(np.where(np.eye(count, dtype=bool), np.inf, cost), axis=1, kind="stable")
    model = Model(
        cost=np.ascontiguousarray(cost, np.float64),
        blocked=np.zeros((count, count), bool),
        weight=np.asarray(weight, np.int32),
        units=np.ones(count, np.int32),
        room=np.asarray(room, np.int32),
        host_weight=np.zeros(0, np.int32),
        host_units=np.zeros(0, np.int32),
        left=np.full(count, worst * _OVER),
        near=np.ascontiguousarray(order[:, :wide], np.int32),
        least=0,
        most_weight=int(room.max()),
        most_units=count,
        opening=0.0,
        groups=groups,
    )
    for seed in seeds:
        found, reached = anneal(model, first, seed, moves, worst * _HOT, worst * _COLD)
        if reached < least:
            best, least = found, reached
    return np.asarray(best), float(least)


def _packed(weight: Ints, room: Ints, count: int) -> Ints:
    """Everybody in the emptiest group, the heaviest first; who finds none is left over."""
    most = np.sort(room)[::-1][:count].astype(np.int64)
    if len(most) < count or weight.sum() > most.sum():
        raise TooMuchDemand
    free = most.copy()
    found = np.full(len(weight), LEFT, np.int32)
    for one in np.argsort(-weight, kind="stable"):
        group = int(np.argmax(free))
        if free[group] >= weight[one]:
            found[one] = group
            free[group] -= weight[one]
    return found
