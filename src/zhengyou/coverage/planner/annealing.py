"""Simulated annealing over a partition into groups, compiled. The one kernel behind joint branches, instructors and p-medians.

A state says of every client in which group it is, or that it is left over. What a group costs follows from its members alone:

    fewer than `least` weight: what leaving each of them over costs;
    a host's group: the sum of the members' costs to the host;
    any other: `opening`, and the sum of the members' costs to the one of them for which that sum is smallest.

So the centre always follows the members, and a move says only who goes where. Sums to every possible centre are kept up to
date, so a move costs about as many steps as a group has members.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]

LEFT = -1
_FAR = 1e300
# Of a hundred moves: groups opened around a client, groups closed, members pushed out by a newcomer; then shifts; the rest swap.
OPEN, CLOSE, COMPOUND, SHIFT = 2, 4, 14, 57


class Model(NamedTuple):
    """What is to be divided into groups. Clients are the sites 0..n-1, hosts the sites n..n+h-1.

    cost[n, n+h]: of a client joining the group of a site; the diagonal is what a client costs at its own place.
    blocked[n, n+h]: never in one group; symmetric among clients. weight[n], units[n]: what a client takes of `most_weight` and
    `most_units`. host_weight[h], host_units[h]: what is taken already. left[n]: the cost of leaving a client over.
    room[n]: the weight that a group centred at a client holds; `most_weight` is the greatest of them.
    near[n, k]: the sites that a client is tried with, the best first. least: weight below which a group does not stand.
    opening: the cost of a group that is not a host's. groups: how many groups there may be, the hosts' not counted.
    """

    cost: Floats
    blocked: Flags
    weight: Ints
    units: Ints
    room: Ints
    host_weight: Ints
    host_units: Ints
    left: Floats
    near: Ints
    least: int
    most_weight: int
    most_units: int
    opening: float
    groups: int


class Table(NamedTuple):
    """What follows from a partition, kept up to date. Groups are rows; the first `groups` are free, hosts' come last.

    members[g, k]: clients, in places 0..size-1. sums[g, k]: what the group costs with its kth member as centre, the opening
    apart; of a host's group only the first counts. place[n]: of a client in its group. lost[g]: of leaving its members over.
    """

    members: Ints
    sums: Floats
    place: Ints
    size: Ints
    weight: NDArray[np.int64]
    units: NDArray[np.int64]
    lost: Floats
    costs: Floats


@njit(cache=True, inline="always")
def _next(state):
    """The next state of a xorshift generator: the same numbers on every machine, whatever numpy does."""
    state ^= state << np.uint64(13)
    state ^= state >> np.uint64(7)
    state ^= state << np.uint64(17)
    return state


@njit(cache=True, inline="always")
def _below(state, bound):
    """A whole number below a bound, from the upper bits."""
    return np.int64(((state >> np.uint64(33)) * np.uint64(bound)) >> np.uint64(31))


@njit(cache=True, inline="always")
def _share(state):
    """A number above 0 and at most 1."""
    return (np.float64(state >> np.uint64(11)) + 1.0) / 9007199254740992.0


@njit(cache=True)
def _costs(model, group, size, weight, lost, best):
    """What a group costs, given its size, weight, the sum of leaving its members over, and its smallest sum."""
    if size == 0:
        return 0.0
    if weight < model.least:
        return lost
    return best if group >= model.groups else best + model.opening


@njit(cache=True)
def _make(model, group_of):
    """The tables that follow from a partition: members, places, sizes, weights, units, sums to each centre, costs."""
    clients, hosts = model.cost.shape[0], model.cost.shape[1] - model.cost.shape[0]
    slots = model.groups + hosts
    widest = min(clients, model.most_units)
    members = np.full((slots, widest), -1, np.int32)
    sums = np.zeros((slots, widest))
    place = np.full(clients, -1, np.int32)
    size = np.zeros(slots, np.int32)
    weight = np.zeros(slots, np.int64)
    units = np.zeros(slots, np.int64)
    lost = np.zeros(slots)
    for host in range(hosts):
        weight[model.groups + host] = model.host_weight[host]
        units[model.groups + host] = model.host_units[host]
    table = Table(members, sums, place, size, weight, units, lost, np.zeros(slots))
    for client in range(clients):
        if group_of[client] >= 0:
            group = group_of[client]
            group_of[client] = -1
            _add(model, group_of, table, client, group)
    return table


@njit(cache=True)
def _add(model, group_of, table, client, group):
    members, sums, place, size, weight, units, lost, costs = (
        table.members,
        table.sums,
        table.place,
        table.size,
        table.weight,
        table.units,
        table.lost,
        table.costs,
    )
    own = 0.0
    many = size[group]
    if group >= model.groups:
        sums[group, 0] += model.cost[client, model.cost.shape[0] + group - model.groups]
    else:
        for k in range(many):
            other = members[group, k]
            sums[group, k] += model.cost[client, other]
            own += model.cost[other, client]
        sums[group, many] = own + model.cost[client, client]
    members[group, many] = client
    place[client] = many
    size[group] = many + 1
    weight[group] += model.weight[client]
    units[group] += model.units[client]
    lost[group] += model.left[client]
    group_of[client] = group
    costs[group] = _costs(model, group, many + 1, weight[group], lost[group], _smallest(model, table, group))


@njit(cache=True)
def _take(model, group_of, table, client):
    members, sums, place, size, weight, units, lost, costs = (
        table.members,
        table.sums,
        table.place,
        table.size,
        table.weight,
        table.units,
        table.lost,
        table.costs,
    )
    group = group_of[client]
    last = size[group] - 1
    at = place[client]
    if group >= model.groups:
        sums[group, 0] -= model.cost[client, model.cost.shape[0] + group - model.groups]
        if last == 0:
            sums[group, 0] = 0.0
    else:
        sums[group, at] = sums[group, last]
        for k in range(last):
            other = members[group, last] if k == at else members[group, k]
            sums[group, k] -= model.cost[client, other]
    moved = members[group, last]
    members[group, at] = moved
    place[moved] = at
    members[group, last] = -1
    place[client] = -1
    size[group] = last
    weight[group] -= model.weight[client]
    units[group] -= model.units[client]
    lost[group] = 0.0 if last == 0 else lost[group] - model.left[client]
    group_of[client] = -1
    costs[group] = _costs(model, group, last, weight[group], lost[group], _smallest(model, table, group))


@njit(cache=True)
def _smallest(model, table, group):
    members, sums, size, weight = table.members, table.sums, table.size, table.weight
    if group >= model.groups:
        return sums[group, 0]
    best = _FAR
    for k in range(size[group]):
        if model.room[members[group, k]] >= weight[group]:
            best = min(best, sums[group, k])
    return best


@njit(cache=True)
def _without(model, table, client, group):
    """What the group costs when the client has left it."""
    members, sums, place, size, weight, lost = (
        table.members,
        table.sums,
        table.place,
        table.size,
        table.weight,
        table.lost,
    )
    many = size[group] - 1
    heavy = weight[group] - model.weight[client]
    if many == 0 or heavy < model.least:
        return _costs(model, group, many, heavy, lost[group] - model.left[client], 0.0)
    if group >= model.groups:
        return sums[group, 0] - model.cost[client, model.cost.shape[0] + group - model.groups]
    best = _FAR
    at = place[client]
    for k in range(many + 1):
        other = members[group, k]
        if k != at and model.room[other] >= heavy:
            best = min(best, sums[group, k] - model.cost[client, other])
    return best + model.opening


@njit(cache=True)
def _with(model, table, client, group, but):
    """What the group costs when the client joins it and `but` leaves it (-1: nobody leaves). Far when a rule forbids it."""
    members, sums, size, weight, units, lost = (
        table.members,
        table.sums,
        table.size,
        table.weight,
        table.units,
        table.lost,
    )
    heavy = weight[group] + model.weight[client]
    wide = units[group] + model.units[client]
    many = size[group] + 1
    gone = lost[group] + model.left[client]
    if but >= 0:
        heavy -= model.weight[but]
        wide -= model.units[but]
        many -= 1
        gone -= model.left[but]
    if heavy > model.most_weight or wide > model.most_units:
        return _FAR
    clients = model.cost.shape[0]
    if group >= model.groups:
        site = clients + group - model.groups
        if model.blocked[client, site]:
            return _FAR
        total = sums[group, 0] + model.cost[client, site]
        for k in range(size[group]):
            other = members[group, k]
            if other == but:
                total -= model.cost[but, site]
            elif model.blocked[client, other]:
                return _FAR
        return total if heavy >= model.least else gone
    own = model.cost[client, client]
    best = _FAR
    if but < 0:
        for k in range(size[group]):
            other = members[group, k]
            if model.blocked[client, other]:
                return _FAR
            own += model.cost[other, client]
            if model.room[other] >= heavy:
                best = min(best, sums[group, k] + model.cost[client, other])
    else:
        for k in range(size[group]):
            other = members[group, k]
            if other == but:
                continue
            if model.blocked[client, other]:
                return _FAR
            own += model.cost[other, client]
            if model.room[other] >= heavy:
                best = min(best, sums[group, k] + model.cost[client, other] - model.cost[but, other])
    if model.room[client] >= heavy:
        best = min(best, own)
    return _costs(model, group, many, heavy, gone, best)


@njit(cache=True)
def _empty(model, table, state):
    """A group that nobody is in, from a place on that chance names; -1 when there is none."""
    size = table.size
    if model.groups == 0:
        return -1
    first = _below(state, model.groups)
    for step in range(model.groups):
        group = first + step
        if group >= model.groups:
            group -= model.groups
        if size[group] == 0:
            return group
    return -1


@njit(cache=True)
def _group_of_site(model, group_of, site):
    clients = model.cost.shape[0]
    return group_of[site] if site < clients else model.groups + site - clients


@njit(cache=True)
def _sum_of(costs):
    total = 0.0
    for group in range(costs.shape[0]):
        total += costs[group]
    return total


@njit(cache=True)
def _put(model, group_of, table, client, group):
    """Moves a client to a group or leaves it over; by how much the cost rises."""
    costs = table.costs
    delta = 0.0
    source = group_of[client]
    if source >= 0:
        before = costs[source]
        _take(model, group_of, table, client)
        delta += costs[source] - before
    else:
        delta -= model.left[client]
    if group >= 0:
        before = costs[group]
        _add(model, group_of, table, client, group)
        delta += costs[group] - before
    else:
        delta += model.left[client]
    return delta


@njit(cache=True)
def _best_place(model, group_of, table, client, but):
    """The group near a client, other than one, that it joins for least; LEFT when leaving it over costs no more."""
    size, costs = table.size, table.costs
    best, least = LEFT, model.left[client]
    for k in range(model.near.shape[1]):
        site = model.near[client, k]
        if site < 0:
            break
        group = _group_of_site(model, group_of, site)
        if group < 0 or group == but or (size[group] == 0 and group < model.groups):
            continue
        after = _with(model, table, client, group, -1)
        if after < _FAR and after - costs[group] < least:
            best, least = group, after - costs[group]
    return best


@njit(cache=True)
def _compound(model, group_of, table, client, kind, heat, state, touched, former):
    """A move of several clients, made and taken back when chance is against it; by how much the cost rises."""
    members, size, weight = table.members, table.size, table.weight
    clients = model.cost.shape[0]
    state = _next(state ^ np.uint64(0xD1B54A32D192ED03))
    source = group_of[client]
    count = 0
    delta = 0.0
    if kind < OPEN:
        group = _empty(model, table, state)
        if group < 0:
            return 0.0
        touched[0], former[0], count = client, source, 1
        delta += _put(model, group_of, table, client, group)
        for k in range(model.near.shape[1]):
            site = model.near[client, k]
            if site < 0 or count >= members.shape[1]:
                break
            state = _next(state)
            luck = _below(state, 4)
            if site >= clients or site == client or luck == 0 or (weight[group] >= model.least and luck < 3):
                continue
            if _with(model, table, site, group, -1) >= _FAR:
                continue
            touched[count], former[count] = site, group_of[site]
            count += 1
            delta += _put(model, group_of, table, site, group)
            if weight[group] >= model.least and luck < 3:
                break
    elif kind < CLOSE:
        if source < 0:
            return 0.0
        count = size[source]
        for k in range(count):
            touched[k], former[k] = members[source, k], source
        for k in range(count):
            there = _best_place(model, group_of, table, touched[k], source)
            delta += _put(model, group_of, table, touched[k], there)
    else:
        site = model.near[client, _below(state, model.near.shape[1])]
        if site < 0:
            return 0.0
        target = _group_of_site(model, group_of, site)
        if target < 0 or target == source or size[target] == 0:
            return 0.0
        state = _next(state)
        other = members[target, _below(state, size[target])]
        if _with(model, table, client, target, other) >= _FAR:
            return 0.0
        touched[0], former[0], touched[1], former[1], count = other, target, client, source, 2
        delta += _put(model, group_of, table, other, LEFT)
        delta += _put(model, group_of, table, client, target)
        delta += _put(model, group_of, table, other, _best_place(model, group_of, table, other, target))
    state = _next(state)
    if delta <= 0.0 or delta < -heat * np.log(_share(state)):
        return delta
    for k in range(count - 1, -1, -1):
        if group_of[touched[k]] != LEFT:
            _take(model, group_of, table, touched[k])
    for k in range(count):
        if former[k] != LEFT:
            _add(model, group_of, table, touched[k], former[k])
    return 0.0


@njit(cache=True)
def anneal(model, start, seed, moves, hot, cold):
    """The best partition met, and its cost. start[n]: the group of each client, or LEFT; hosts' groups come last.

    moves: how many are tried. hot, cold: temperatures in units of cost, falling evenly by their logarithm.
    """
    group_of = start.copy()
    table = _make(model, group_of)
    members, size, costs = table.members, table.size, table.costs
    clients = model.cost.shape[0]
    choices = model.near.shape[1]
    state = np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(0x2545F4914F6CDD1D)
    for _ in range(8):
        state = _next(state)
    total = _sum_of(costs)
    for client in range(clients):
        if group_of[client] < 0:
            total += model.left[client]
    best, best_of = total, group_of.copy()
    if clients == 0 or choices == 0:
        return best_of, best
    falls = (cold / hot) ** (1.0 / max(1, moves))
    heat = hot
    touched = np.empty(2 * members.shape[1] + 16, np.int32)
    former = np.empty(2 * members.shape[1] + 16, np.int32)
    for _ in range(moves):
        heat *= falls
        state = _next(state)
        client = _below(state, clients)
        state = _next(state)
        kind = _below(state, 100)
        state = _next(state)
        site = model.near[client, _below(state, choices)]
        if site < 0:
            continue
        source = group_of[client]
        target = _group_of_site(model, group_of, site)
        if kind < COMPOUND:
            total += _compound(model, group_of, table, client, kind, heat, state, touched, former)
        elif target < 0:
            # Both are left over, or the neighbour is: only a compound move makes groups; swap places with it.
            if source < 0 or site >= clients:
                continue
            after = _with(model, table, site, source, client)
            if after >= _FAR:
                continue
            delta = after - costs[source] + model.left[client] - model.left[site]
            state = _next(state)
            if delta <= 0.0 or delta < -heat * np.log(_share(state)):
                _take(model, group_of, table, client)
                _add(model, group_of, table, site, source)
                total += delta
        elif target == source:
            continue
        else:
            before = costs[target] + (model.left[client] if source < 0 else costs[source])
            shifting = kind < SHIFT or size[target] == 0
            after = _FAR
            other = -1
            if shifting:
                after = _with(model, table, client, target, -1)
                if after < _FAR and source >= 0:
                    after += _without(model, table, client, source)
            if after >= _FAR and size[target] > 0:
                state = _next(state)
                other = members[target, _below(state, size[target])]
                after = _with(model, table, client, target, other)
                if after < _FAR:
                    if source >= 0:
                        back = _with(model, table, other, source, client)
                        after = _FAR if back >= _FAR else after + back
                    else:
                        after += model.left[other]
            if after >= _FAR:
                continue
            delta = after - before
            state = _next(state)
            if delta <= 0.0 or delta < -heat * np.log(_share(state)):
                if source >= 0:
                    _take(model, group_of, table, client)
                if other >= 0:
                    _take(model, group_of, table, other)
                    if source >= 0:
                        _add(model, group_of, table, other, source)
                _add(model, group_of, table, client, target)
                total += delta
        if total < best - 1e-9:
            best = total
            best_of[:] = group_of
    return best_of, best
