"""What it costs a unit to join a centre, term by term, and which two may never be together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhengyou.coverage.planner.county import UNKNOWN, County, Flags, Floats, Ints, Sites
from zhengyou.coverage.planner.distances import between, joined, some
from zhengyou.standards import Policy

FAR = 1e6  # stands for an unknown distance; such pairs are blocked


@dataclass(frozen=True, slots=True)
class Costs:
    """Of n clients and h hosts; every array is (n, n + h), in kilometres.

    distance: infinite where it is unknown. town, industry, host, stay: what is added to it. blocked: never in one group.
    """

    distance: Floats
    town: Floats
    industry: Floats
    host: Floats
    stay: Floats
    blocked: Flags

    @property
    def total(self) -> Floats:
        """All terms; finite."""
        near = np.where(np.isinf(self.distance), FAR, self.distance)
        return near + self.town + self.industry + self.host + self.stay


def costs(county: County, policy: Policy, which: Ints) -> Costs:
    """Costs among the units with these indices and to every host of the county."""
    clients = some(county.units, which)
    sites = joined(clients, county.hosts)
    distance = between(clients, sites)
    other_industry = (clients.industry[:, None] != sites.industry[None, :]) | (
        clients.industry[:, None] == UNKNOWN
    )
    chained = (clients.chain[:, None] == sites.chain[None, :]) & (clients.chain[:, None] != UNKNOWN)
    share = np.where(chained, policy.same_chain_share, 1.0)
    hosts = np.arange(len(sites)) >= len(clients)
    own = np.eye(len(clients), len(sites), dtype=bool)
    return Costs(
        distance=distance,
        town=(clients.town[:, None] != sites.town[None, :]) * share * policy.other_town_km,
        industry=np.where(own, False, other_industry) * share * policy.other_industry_km,
        host=np.broadcast_to(hosts * policy.host_km, distance.shape),
        stay=np.asarray(_left(county, clients, sites, len(clients)) * policy.stay_km, np.float64),
        blocked=_blocked(county, policy, which, distance),
    )


def _left(county: County, clients: Sites, sites: Sites, first_host: int) -> Flags:
    """Who was in a group and joins a centre that was not of it."""
    before = county.before
    names = {name: number for number, name in enumerate(sorted(set(before.groups.values())))}
    was = np.array([names.get(before.groups.get(int(one), ""), -1) for one in clients.ids], np.int64)
    here = np.full(len(sites), -1, np.int64)
    here[:first_host] = was
    held = {host: names[name] for name, host in before.hosts.items() if name in names}
    for place in range(first_host, len(sites)):
        here[place] = held.get(int(sites.ids[place]), -1)
    return np.asarray((was[:, None] >= 0) & (was[:, None] != here[None, :]))


def _blocked(county: County, policy: Policy, which: Ints, distance: Floats) -> Flags:
    blocked = distance > policy.furthest_km + 1e-9
    place = np.full(len(county.units) + len(county.hosts), -1, np.int64)
    place[which] = np.arange(len(which))
    place[len(county.units) :] = len(which) + np.arange(len(county.hosts))
    for one, other in place[county.forbids]:
        if 0 <= one < len(which) and other >= 0:
            blocked[one, other] = True
        if 0 <= other < len(which) and one >= 0:
            blocked[other, one] = True
    closed = (county.hosts.members < 0) | (county.hosts.members >= policy.most_members)
    blocked[:, len(which) :] |= closed | (county.taken >= policy.most_units)
    np.fill_diagonal(blocked, False)
    return blocked
