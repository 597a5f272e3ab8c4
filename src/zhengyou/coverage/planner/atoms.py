"""Units that are pinned together, taken as one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhengyou.coverage.planner.costs import Costs
from zhengyou.coverage.planner.county import County, Flags, Floats, Ints
from zhengyou.standards import Policy


@dataclass(frozen=True, slots=True)
class Atoms:
    """units: of each atom, places among the clients. cost, blocked: (atoms, atoms + hosts). weight: members; size: units.

    hosted: {place among the hosts: clients pinned to it}. outcast: clients whose pins cannot be met by any group.
    host_members, host_units: of each host with those who are pinned to it.
    """

    units: tuple[tuple[int, ...], ...]
    cost: Floats
    blocked: Flags
    weight: Ints
    size: Ints
    hosted: dict[int, tuple[int, ...]]
    outcast: tuple[int, ...]
    host_members: Ints
    host_units: Ints


def contract(county: County, policy: Policy, which: Ints, costs: Costs) -> Atoms:
    """The clients as atoms. Pins that name a unit with an organisation of its own or without members have lapsed."""
    members = county.units.members[which]
    clusters, wanted = _clusters(county, which)
    host_members = np.maximum(county.hosts.members, 0).astype(np.int32)
    host_units = county.taken.astype(np.int32).copy()
    free: list[tuple[int, ...]] = []
    hosted: dict[int, tuple[int, ...]] = {}
    outcast: list[int] = []
    for cluster, hosts in zip(clusters, wanted, strict=True):
        some = np.array(cluster)
        heavy = int(members[some].sum())
        apart = bool(costs.blocked[np.ix_(some, some)].any())
        if len(hosts) == 1 and not apart:
            (host,) = hosts
            whole = np.array([*hosted.get(host, ()), *cluster])
            fits = not costs.blocked[some, len(which) + host].any()
            fits = fits and not costs.blocked[np.ix_(whole, whole)].any()
            together = int(host_members[host]) + heavy
            fits = fits and policy.least_members <= together <= policy.most_members
            if fits and host_units[host] + len(cluster) <= policy.most_units:
                hosted[host] = tuple(int(one) for one in whole)
                host_members[host] += heavy
                host_units[host] += len(cluster)
                continue
        elif not hosts and not apart and heavy <= policy.most_members and len(cluster) <= policy.most_units:
            free.append(cluster)
            continue
        outcast.extend(cluster)
    cost, blocked = _matrices(costs, free, hosted, len(which))
    return Atoms(
        units=tuple(free),
        cost=cost,
        blocked=blocked,
        weight=np.array([members[list(one)].sum() for one in free], np.int32),
        size=np.array([len(one) for one in free], np.int32),
        hosted=hosted,
        outcast=tuple(sorted(outcast)),
        host_members=host_members,
        host_units=host_units,
    )


def _clusters(county: County, which: Ints) -> tuple[list[tuple[int, ...]], list[frozenset[int]]]:
    """Clients joined by pins, and the hosts that each cluster is pinned to."""
    place = {int(unit): number for number, unit in enumerate(which)}
    units = len(county.units)
    head = list(range(len(which)))

    def find(one: int) -> int:
        while head[one] != one:
            one = head[one]
        return one

    hosts: list[tuple[int, int]] = []
    for first, second in county.pins.tolist():
        one, other = min(first, second), max(first, second)
        if other >= units and one in place:
            hosts.append((place[one], other - units))
        elif one in place and other in place:
            low, high = sorted((find(place[one]), find(place[other])))
            head[high] = low
    clusters: dict[int, list[int]] = {}
    for client in range(len(which)):
        clusters.setdefault(find(client), []).append(client)
    wanted: dict[int, set[int]] = {one: set() for one in clusters}
    for client, host in hosts:
        wanted[find(client)].add(host)
    return [tuple(one) for one in clusters.values()], [frozenset(wanted[one]) for one in clusters]


def _matrices(
    costs: Costs, free: list[tuple[int, ...]], hosted: dict[int, tuple[int, ...]], clients: int
) -> tuple[Floats, Flags]:
    total = costs.total
    hosts = total.shape[1] - clients
    # The member of an atom to which all its members come for least stands for it.
    heads = [one[int(np.argmin(total[np.ix_(one, one)].sum(axis=0)))] for one in free]
    columns = np.array([*heads, *range(clients, clients + hosts)], np.int64)
    blocked = costs.blocked.copy()
    for host, some in hosted.items():
        blocked[:, clients + host] |= costs.blocked[:, list(some)].any(axis=1)
    cost = np.zeros((len(free), len(free) + hosts))
    closed = np.zeros(cost.shape, bool)
    for number, one in enumerate(free):
        rows = list(one)
        cost[number] = total[rows][:, columns].sum(axis=0)
        barred: Flags = np.any(blocked[rows], axis=0)
        closed[number, len(free) :] = barred[clients:]
        closed[number, : len(free)] = [barred[list(other)].any() for other in free]
    np.fill_diagonal(closed, False)
    return cost, closed
