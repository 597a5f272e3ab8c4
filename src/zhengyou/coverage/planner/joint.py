"""Divides the units with a few members into joint branches, existing branches, and those left over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from zhengyou.coverage.planner import start
from zhengyou.coverage.planner.annealing import LEFT, Model, anneal
from zhengyou.coverage.planner.atoms import Atoms, contract
from zhengyou.coverage.planner.costs import Costs, costs
from zhengyou.coverage.planner.county import County, Ints
from zhengyou.coverage.planner.repair import mend
from zhengyou.standards import Policy

NEAR = 24
FEWEST_MOVES, MOST_MOVES = 30_000, 400_000
_COLD = 0.05
_KEPT = 0.1  # of the heat of a search from nothing: one from the previous plan only mends

Tell = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Division:
    """which: indices of the units that were divided. groups: (anchor, units); hosted: (host, units), all as indices into
    the county. left: units left over. cost_km: of groups and hosts; those left over are not priced in it.
    """

    which: Ints
    groups: tuple[tuple[int, tuple[int, ...]], ...]
    hosted: tuple[tuple[int, tuple[int, ...]], ...]
    left: tuple[int, ...]
    cost_km: float


def solve(county: County, policy: Policy, *, seed: int, tell: Tell = lambda _share: None) -> Division:
    """The best of several searches, mended. tell: called with shares of the work done; may raise to give up."""
    which = county.joining
    priced = costs(county, policy, which)
    atoms = contract(county, policy, which, priced)
    model = model_of(atoms, policy)
    found = _search(county, policy, which, atoms, model, seed, tell)
    return _division(policy, which, priced, atoms, model, mend(model, found))


def model_of(atoms: Atoms, policy: Policy) -> Model:
    """The kernel's arrays."""
    count = len(atoms.units)
    costing = np.where(atoms.blocked, np.inf, atoms.cost)
    np.fill_diagonal(costing, np.inf)
    order = np.argsort(costing, axis=1, kind="stable")[:, :NEAR].astype(np.int32)
    near = np.where(np.isinf(np.take_along_axis(costing, order, axis=1)), -1, order).astype(np.int32)
    return Model(
        cost=np.ascontiguousarray(atoms.cost),
        blocked=np.ascontiguousarray(atoms.blocked),
        weight=atoms.weight,
        units=atoms.size,
        room=np.full(count, policy.most_members, np.int32),
        host_weight=atoms.host_members,
        host_units=atoms.host_units,
        left=policy.left_over_km * atoms.size.astype(np.float64),
        near=np.ascontiguousarray(near),
        least=policy.least_members,
        most_weight=policy.most_members,
        most_units=policy.most_units,
        opening=float(policy.opening_km),
        groups=count,
    )


def _search(
    county: County, policy: Policy, which: Ints, atoms: Atoms, model: Model, seed: int, tell: Tell
) -> Ints:
    if not atoms.units or not (model.near >= 0).any():
        return np.full(len(atoms.units), LEFT, np.int32)
    moves = min(max(policy.moves_per_unit * len(atoms.units), FEWEST_MOVES), MOST_MOVES)
    hot = max(policy.furthest_km, policy.opening_km, 1.0)
    before = _before(county, which, atoms, model)
    first = start.clustered(model, policy.furthest_km) if (before < 0).all() else start.kept(model, before)
    hot = hot if (before < 0).all() else _KEPT * hot
    best, least = first, np.inf
    for number in range(policy.seeds):
        tell(number / policy.seeds)
        found, cost = anneal(model, first, seed * 1000 + number, moves, hot, _COLD)
        if cost < least - 1e-9:
            best, least = found, cost
    tell(1.0)
    return np.asarray(best)


def _before(county: County, which: Ints, atoms: Atoms, model: Model) -> Ints:
    """The group of the previous plan of each atom, -1 for none; a host's group by the host's place."""
    hosts = {int(one): place for place, one in enumerate(county.hosts.ids)}
    numbers: dict[str, int] = {}
    found = np.full(len(atoms.units), -1, np.int32)
    for atom, clients in enumerate(atoms.units):
        name = county.before.groups.get(int(county.units.ids[which[clients[0]]]))
        if name is None:
            continue
        if name in county.before.hosts:
            place = hosts.get(county.before.hosts[name])
            found[atom] = -1 if place is None else model.groups + place
        else:
            found[atom] = numbers.setdefault(name, len(numbers))
    return found


def _division(
    policy: Policy, which: Ints, priced: Costs, atoms: Atoms, model: Model, group_of: Ints
) -> Division:
    total = priced.total
    lasting = total - priced.stay
    left = [int(which[one]) for one in atoms.outcast]
    hosted = {host: list(some) for host, some in atoms.hosted.items()}
    groups = []
    cost = 0.0
    for group in np.unique(group_of):
        clients = [one for atom in np.flatnonzero(group_of == group) for one in atoms.units[atom]]
        if group == LEFT:
            left.extend(int(which[one]) for one in clients)
        elif group >= model.groups:
            hosted.setdefault(int(group) - model.groups, []).extend(clients)
        else:
            sums = total[np.ix_(clients, clients)].sum(axis=0)
            anchor = clients[int(np.argmin(sums))]
            cost += policy.opening_km + float(lasting[clients, anchor].sum())
            groups.append((int(which[anchor]), tuple(sorted(int(which[one]) for one in clients))))
    cost += sum(float(lasting[some, len(which) + host].sum()) for host, some in hosted.items())
    return Division(
        which=which,
        groups=tuple(sorted(groups, key=lambda one: one[1])),
        hosted=tuple(
            (host, tuple(sorted(int(which[one]) for one in some))) for host, some in sorted(hosted.items())
        ),
        left=tuple(sorted(left)),
        cost_km=cost,
    )
