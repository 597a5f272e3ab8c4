"""Made-up counties: townships in a plane, parks, industries, few members, some existing branches."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from zhengyou.coverage.planner.county import UNKNOWN, Before, County, Level, Placing, Sites
from zhengyou.coverage.planner.distances import joined, some
from zhengyou.coverage.planner.plan import Kind, Plan

SIDE_KM = 36.0
SHARES = (0.55, 0.22, 0.12, 0.06, 0.03, 0.02)  # of units with 0, 1, 2 … full members


def made_county(units: int, *, seed: int) -> County:
    """A county of so many enterprises, the same for the same seed; every twentieth is known by its township only."""
    random = np.random.default_rng(seed)
    sites = made_sites(random, units, first_id=1)
    hosts = made_sites(random, max(1, units // 60), first_id=1_000_001)
    hosts.members[:] = random.integers(3, 25, len(hosts))
    return county_of(sites, hosts, taken=random.integers(1, 5, len(hosts)), served=random.random(units) < 0.1)


def made_sites(random: np.random.Generator, count: int, *, first_id: int) -> Sites:
    """Units of a county: half in parks, the others around the middles of their townships."""
    layout = np.random.default_rng(7)
    middles = layout.uniform(0, SIDE_KM, (15, 2))
    town = random.integers(0, len(middles), count)
    parked = random.random(count) < 0.3
    spread = np.where(parked, 0.4, 2.0)[:, None]
    shift = np.where(parked[:, None], [[1.5, 1.0]], [[0.0, 0.0]])
    places = middles[town] + shift + random.normal(0, 1, (count, 2)) * spread
    placing = np.where(random.random(count) < 0.05, Placing.TOWN, Placing.OWN)
    places = np.where((placing == Placing.TOWN)[:, None], middles[town], places)
    industry = random.integers(0, 12, count)
    return Sites(
        ids=np.arange(first_id, first_id + count, dtype=np.int64),
        x=places[:, 0].copy(),
        y=places[:, 1].copy(),
        placing=placing.astype(np.int32),
        town=town.astype(np.int32),
        park=np.where(parked, town, UNKNOWN).astype(np.int32),
        industry=industry.astype(np.int32),
        chain=(industry // 4).astype(np.int32),
        members=random.choice(len(SHARES), count, p=SHARES).astype(np.int32),
    )


def county_of(
    units: Sites,
    hosts: Sites,
    *,
    taken: np.ndarray | None = None,
    served: np.ndarray | None = None,
    pins: list[tuple[int, int]] | None = None,
    forbids: list[tuple[int, int]] | None = None,
    before: Before | None = None,
) -> County:
    """A county of these units, in which a branch is due from three members on."""
    return County(
        code="410000",
        units=units,
        level=np.where(units.members >= 3, Level.BRANCH, Level.NONE).astype(np.int32),
        served=np.zeros(len(units), bool) if served is None else served,
        hosts=hosts,
        taken=np.ones(len(hosts), np.int32) if taken is None else taken.astype(np.int32),
        pins=np.array(pins or [], np.int32).reshape(-1, 2),
        forbids=np.array(forbids or [], np.int32).reshape(-1, 2),
        before=before or Before(),
    )


def before_of(county: County, plan: Plan) -> Before:
    """What a plan leaves to the one that follows it."""
    ids = county.units.ids
    return Before(
        groups={int(ids[unit]): group.id for group in plan.groups for unit in group.units},
        hosts={one.id: int(county.hosts.ids[one.anchor]) for one in plan.groups if one.kind is Kind.HOSTED},
        areas={int(ids[unit]): area.id for area in plan.areas for unit in area.units},
    )


def changed(county: County, plan: Plan, *, share: float, seed: int) -> County:
    """The county some months on: of this share of its units a third is gone, a third has other numbers of members, and
    as many are new."""
    random = np.random.default_rng(seed)
    count = len(county.units)
    touched = random.permutation(count)[: round(share * count)]
    third = len(touched) // 3
    kept = np.setdiff1d(np.arange(count), touched[:third]).astype(np.int32)
    units = some(county.units, kept)
    for unit in touched[third : 2 * third]:
        units.members[kept == unit] = random.integers(0, 3)
    new = made_sites(random, len(touched) - 2 * third, first_id=int(county.units.ids.max()) + 1)
    served = np.concatenate([county.served[kept], np.zeros(len(new), bool)])
    after = county_of(joined(units, new), county.hosts, taken=county.taken, served=served)
    return replace(after, before=before_of(county, plan))
