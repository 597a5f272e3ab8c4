"""A first division for the search to begin with: that of the previous plan, and clusters of neighbours."""

from __future__ import annotations

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from zhengyou.coverage.planner.annealing import LEFT, Model
from zhengyou.coverage.planner.county import Flags, Floats, Ints

_APART = 1e5


def clustered(model: Model, reach: float) -> Ints:
    """Clusters in which no two lie further apart than reach by cost, each filled into groups; the rest is left over."""
    count = len(model.weight)
    near = model.cost[:, :count]
    apart = np.where(model.blocked[:, :count], _APART, np.minimum((near + near.T) / 2, _APART - 1))
    return _filled(model, _clusters(apart, reach))


def kept(model: Model, groups: Ints) -> Ints:
    """The groups of the previous plan, as far as the rules still let them stand; -1 for whom there was none.

    groups: a number per client; hosts' groups are model.groups and above. The others are numbered anew from 0.
    """
    start = np.full(len(groups), LEFT, np.int32)
    free = 0
    for name in np.unique(groups[groups >= 0]):
        some = np.flatnonzero(groups == name)
        place = int(name) if name >= model.groups else free
        if place < model.groups and free >= model.groups:
            break
        taken = _fill(model, some.tolist(), place)
        start[taken] = place
        free += bool(taken) and name < model.groups
    return start


def _clusters(apart: Floats, reach: float) -> Ints:
    if len(apart) < 2:
        return np.zeros(len(apart), np.int32)
    np.fill_diagonal(apart, 0.0)
    tree = linkage(squareform(apart, checks=False), method="complete")
    return np.asarray(fcluster(tree, reach, criterion="distance"), np.int32)


def _filled(model: Model, cluster: Ints) -> Ints:
    start = np.full(len(cluster), LEFT, np.int32)
    free = 0
    for name in np.unique(cluster):
        waiting = np.flatnonzero(cluster == name).tolist()
        while waiting and free < model.groups:
            taken = _fill(model, waiting, free)
            if model.weight[taken].sum() < model.least:
                break
            start[taken] = free
            free += 1
            waiting = [one for one in waiting if one not in taken]
    return start


def _fill(model: Model, waiting: list[int], group: int) -> list[int]:
    """Whom a group takes in of those who wait, in their order."""
    clients = len(model.weight)
    host = group - model.groups
    weight = int(model.host_weight[host]) if host >= 0 else 0
    units = int(model.host_units[host]) if host >= 0 else 0
    barred: Flags = model.blocked[:, clients + host].copy() if host >= 0 else np.zeros(clients, bool)
    taken: list[int] = []
    for one in waiting:
        fits = (
            weight + model.weight[one] <= model.most_weight and units + model.units[one] <= model.most_units
        )
        if fits and not barred[one]:
            taken.append(one)
            weight += int(model.weight[one])
            units += int(model.units[one])
            barred |= model.blocked[:clients, one]
    return taken
