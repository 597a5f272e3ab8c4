"""Counties and policies as nobody would send them, and as somebody will."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from zhengyou.coverage.planner.county import UNKNOWN, Before, County, Level, Placing, Sites
from zhengyou.standards import Policy, load_planner

_KM = st.sampled_from([0.0, 0.5, 3.0, 7.9, 8.0, 8.1, 30.0])


@st.composite
def sites(draw: st.DrawFn, least: int, most: int, first_id: int, members: st.SearchStrategy[int]) -> Sites:
    """Units or hosts; some without coordinates, some all in one point."""
    count = draw(st.integers(least, most))

    def column(values: st.SearchStrategy[int]) -> np.ndarray:
        return np.array(draw(st.lists(values, min_size=count, max_size=count)), np.int32)

    placing = column(st.sampled_from([*Placing, Placing.OWN, Placing.OWN]))
    x, y = (np.array(draw(st.lists(_KM, min_size=count, max_size=count)), np.float64) for _ in range(2))
    nowhere = placing == Placing.UNKNOWN
    few = st.integers(UNKNOWN, 2)
    return Sites(
        ids=np.arange(first_id, first_id + count, dtype=np.int64),
        x=np.where(nowhere, np.nan, x),
        y=np.where(nowhere, np.nan, y),
        placing=placing,
        town=column(st.integers(0, 2)),
        park=column(few),
        industry=column(few),
        chain=column(few),
        members=column(members),
    )


@st.composite
def counties(draw: st.DrawFn, most: int = 14) -> County:
    """A county with contradictory wishes, giants, full and unknown hosts, and a previous plan that names units gone since."""
    units = draw(sites(0, most, 1, st.sampled_from([UNKNOWN, 0, 0, 1, 1, 1, 2, 2, 3, 49, 51, 400])))
    hosts = draw(sites(0, 3, 1001, st.sampled_from([UNKNOWN, 0, 1, 3, 20, 48, 50, 60])))
    count = len(units)
    due = units.members >= 3
    level = np.where(due, Level.BRANCH, Level.NONE)
    if draw(st.booleans()):  # a rule by which nobody founds alone, however many members it has
        level = np.zeros(count)
    every = st.integers(0, max(0, count - 1)), st.integers(0, max(0, count + len(hosts) - 1))
    pair = st.tuples(*every).filter(lambda two: two[0] != two[1])
    pairs = st.lists(pair, max_size=4 if count > 1 else 0)
    name = st.sampled_from(["G1", "G2", "G7"])
    former = draw(st.dictionaries(st.integers(1, most + 5), name, max_size=8))
    return County(
        code="411302",
        units=units,
        level=level.astype(np.int32),
        served=np.array(draw(st.lists(st.booleans(), min_size=count, max_size=count)), bool),
        hosts=hosts,
        taken=np.array(draw(st.lists(st.integers(0, 6), min_size=len(hosts), max_size=len(hosts))), np.int32),
        pins=np.array(draw(pairs), np.int32).reshape(-1, 2),
        forbids=np.array(draw(pairs), np.int32).reshape(-1, 2),
        before=Before(
            groups=former,
            hosts={"G7": 1001} if draw(st.booleans()) else {},
            areas=draw(st.dictionaries(st.integers(1, most + 5), st.sampled_from(["A1", "A2"]), max_size=6)),
        ),
    )


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Policies at and beyond the edge of sense, with a short search."""
    return load_planner().adjusted(
        {
            "most_units": draw(st.sampled_from([1, 2, 5])),
            "furthest_km": draw(st.sampled_from([0, 0.5, 8])),
            "least_members": draw(st.sampled_from([1, 3, 10])),
            "fewest": draw(st.sampled_from([0, 0.5, 1])),
            "instructor_units": draw(st.sampled_from([1, 3, 10])),
            "moves_per_unit": 20,
            "seeds": 1,
        }
    )
