"""Takes in who was left over: exactly, over the groups near each; then whatever still fits anywhere."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from zhengyou.coverage.planner.annealing import LEFT, Model
from zhengyou.coverage.planner.county import Ints

NEAR_GROUPS = 8
_NEAR_LEFT = 6
_ROUNDS = 3
_NODES = 200  # a limit of nodes, not of time: the same answer on every machine


def mend(model: Model, group_of: Ints) -> Ints:
    """The division with as few left over as the groups near them allow, and at least cost among those."""
    found = _standing(model, group_of)
    for _ in range(_ROUNDS):
        before = found.copy()
        for one in np.flatnonzero(found == LEFT):
            if found[one] == LEFT:
                _around(model, found, int(one))
        _fit_in(model, found)
        if np.array_equal(before, found):
            break
    return found


def _standing(model: Model, group_of: Ints) -> Ints:
    """Without groups of too few members, which the search prices as left over and keeps together."""
    found = group_of.copy()
    for group in np.unique(found[found != LEFT]):
        some = members_of(found, int(group))
        if not stands(model, some, int(group)):
            found[some] = LEFT
    return found


def members_of(group_of: Ints, group: int) -> Ints:
    """Clients of a group."""
    return np.flatnonzero(group_of == group).astype(np.int32)


def cost_of(model: Model, some: Ints, group: int) -> float:
    """What a group costs with these members."""
    if not len(some):
        return 0.0
    if group >= model.groups:
        return float(model.cost[some, len(model.weight) + group - model.groups].sum())
    return model.opening + float(model.cost[np.ix_(some, some)].sum(axis=0).min())


def stands(model: Model, some: Ints, group: int) -> bool:
    """Whether these members may be a group by the hard rules."""
    host = group - model.groups
    weight = int(model.weight[some].sum()) + (int(model.host_weight[host]) if host >= 0 else 0)
    units = int(model.units[some].sum()) + (int(model.host_units[host]) if host >= 0 else 0)
    if weight > model.most_weight or units > model.most_units or weight < model.least:
        return False
    if host >= 0 and model.blocked[some, len(model.weight) + host].any():
        return False
    return not model.blocked[np.ix_(some, some)].any()


def _around(model: Model, group_of: Ints, left: int) -> None:
    """Solves the groups nearest to one that is left over exactly, with others left over nearby."""
    clients = len(model.weight)
    order = np.argsort(model.cost[left], kind="stable")
    groups: list[int] = []
    beside: list[int] = []
    for site in order:
        group = int(group_of[site]) if site < clients else model.groups + int(site) - clients
        if model.blocked[left, site] or site == left:
            continue
        if group == LEFT:
            if len(beside) < _NEAR_LEFT:
                beside.append(int(site))
        elif group not in groups and len(groups) < NEAR_GROUPS:
            groups.append(group)
    if not groups and not beside:
        return
    inside = [members_of(group_of, group) for group in groups]
    some = np.array(sorted({left, *beside, *(int(one) for part in inside for one in part)}), np.int32)
    centres = [_centre(model, part, group) for part, group in zip(inside, groups, strict=True)]
    free = [one for one in np.arange(model.groups) if one not in set(group_of.tolist())]
    new = [left, *beside][: len(free)]
    answer = _solve(model, some, [*centres, *new])
    if answer is None:
        return
    places = [*groups, *(int(one) for one in free[: len(new)])]
    after = group_of.copy()
    after[some] = [LEFT if one < 0 else places[one] for one in answer]
    if _total(model, after, some, places) < _total(model, group_of, some, places) - 1e-9:
        group_of[:] = after


def _total(model: Model, group_of: Ints, some: Ints, places: list[int]) -> float:
    groups = sum(cost_of(model, members_of(group_of, group), group) for group in places)
    return groups + float(model.left[some[group_of[some] == LEFT]].sum())


def _centre(model: Model, some: Ints, group: int) -> int:
    if group >= model.groups:
        return len(model.weight) + group - model.groups
    return int(some[int(np.argmin(model.cost[np.ix_(some, some)].sum(axis=0)))])


def _solve(model: Model, some: Ints, centres: list[int]) -> list[int] | None:
    """For each of some the number of its centre, -1 for left over; None when the program was not solved."""
    clients, n, m = len(model.weight), len(some), len(centres)
    joins, opens, over = n * m, m, n
    size = joins + opens + over
    cost = np.concatenate(
        [
            model.cost[some][:, centres].ravel(),
            [model.opening if one < clients else 0.0 for one in centres],
            model.left[some],
        ]
    )
    rows: list[tuple[dict[int, float], float, float]] = []
    upper = np.ones(size)
    for one in range(n):
        rows.append(({**{one * m + j: 1.0 for j in range(m)}, joins + opens + one: 1.0}, 1.0, 1.0))
        for j, centre in enumerate(centres):
            if model.blocked[some[one], centre]:
                upper[one * m + j] = 0.0
            rows.append(({one * m + j: 1.0, joins + j: -1.0}, -np.inf, 0.0))
    for j, centre in enumerate(centres):
        host = centre - clients
        weight = float(model.host_weight[host]) if host >= 0 else 0.0
        units = float(model.host_units[host]) if host >= 0 else 0.0
        weights = {one * m + j: float(model.weight[some[one]]) for one in range(n)}
        sizes = {one * m + j: float(model.units[some[one]]) for one in range(n)}
        rows.append(({**weights, joins + j: weight - model.most_weight}, -np.inf, 0.0))
        rows.append(({**sizes, joins + j: units - model.most_units}, -np.inf, 0.0))
        rows.append(({**weights, joins + j: weight - model.least}, 0.0, np.inf))
    for a, b in combinations(range(n), 2):
        if model.blocked[some[a], some[b]]:
            rows.extend(({a * m + j: 1.0, b * m + j: 1.0, joins + j: -1.0}, -np.inf, 0.0) for j in range(m))
    entries = [(row, column, value) for row, (one, _, _) in enumerate(rows) for column, value in one.items()]
    at, columns, values = (np.array(part) for part in zip(*entries, strict=True))
    matrix = coo_array((values, (at, columns)), shape=(len(rows), size)).tocsc()
    found = milp(
        cost,
        constraints=LinearConstraint(matrix, [row[1] for row in rows], [row[2] for row in rows]),
        bounds=Bounds(0.0, upper),
        integrality=np.ones(size),
        options={"node_limit": _NODES, "mip_rel_gap": 1e-9},
    )
    if found.x is None:
        return None
    chosen = found.x[:joins].reshape(n, m)
    return [int(np.argmax(row)) if row.max() > 0.5 else -1 for row in chosen]


def _fit_in(model: Model, group_of: Ints) -> None:
    """Until nobody left over fits into a group as it is, and no few of them make one."""
    while _join(model, group_of) or _found(model, group_of):
        pass


def _join(model: Model, group_of: Ints) -> bool:
    hosts = len(model.host_weight)
    live = [*np.unique(group_of[group_of != LEFT]), *range(model.groups, model.groups + hosts)]
    for one in np.flatnonzero(group_of == LEFT):
        best, least = LEFT, np.inf
        for group in dict.fromkeys(int(each) for each in live):
            some = members_of(group_of, group)
            after = np.append(some, one).astype(np.int32)
            if stands(model, after, group):
                more = cost_of(model, after, group) - cost_of(model, some, group)
                if more < least:
                    best, least = group, more
        if best != LEFT:
            group_of[one] = best
            return True
    return False


def _found(model: Model, group_of: Ints) -> bool:
    """A group of its own for the first few left over that make one; hosts that were too weak alone count as groups."""
    clients = len(model.weight)
    left = np.flatnonzero(group_of == LEFT)
    used = set(group_of.tolist())
    free = next((one for one in range(model.groups) if one not in used), None)
    hosts = [model.groups + host for host in range(len(model.host_weight)) if model.groups + host not in used]
    for group in [*([] if free is None else [free]), *hosts]:
        site = clients + group - model.groups
        open_to = [one for one in left if group < model.groups or not model.blocked[one, site]]
        for first in open_to:
            some = _clique(model, [int(first)], [int(one) for one in open_to if one > first], group)
            if some is not None:
                group_of[some] = group
                return True
    return False


def _clique(model: Model, held: list[int], further: list[int], group: int) -> Ints | None:
    some = np.array(held, np.int32)
    if stands(model, some, group):
        return some
    host = group - model.groups
    units = int(model.units[some].sum()) + (int(model.host_units[host]) if host >= 0 else 0)
    if units >= model.most_units:
        return None
    further = [one for one in further if not model.blocked[some, one].any()]
    for place, one in enumerate(further):
        found = _clique(model, [*held, one], further[place + 1 :], group)
        if found is not None:
            return found
    return None
