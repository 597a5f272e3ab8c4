"""Compiles the search before anybody waits for it."""

from __future__ import annotations

import numpy as np

from zhengyou.coverage.planner.county import UNKNOWN, Before, County, Sites
from zhengyou.coverage.planner.planning import plan
from zhengyou.standards import load_planner


def warm() -> None:
    """Plans a county of a few units, which compiles everything and keeps it on disk, where that can be written."""
    plan(_small(), load_planner().adjusted({"moves_per_unit": 10, "seeds": 1}))


def _small() -> County:
    members = np.array([1, 1, 1, 2, 0, 0], np.int32)
    count = len(members)
    nothing, none = np.zeros((0, 2), np.int32), np.zeros(0, np.int32)
    return County(
        code="",
        units=_sites(np.arange(count, dtype=np.int64), members),
        level=np.zeros(count, np.int32),
        served=np.zeros(count, bool),
        hosts=_sites(np.zeros(0, np.int64), none),
        taken=none,
        pins=nothing,
        forbids=nothing,
        before=Before(),
    )


def _sites(ids: np.ndarray, members: np.ndarray) -> Sites:
    same = np.zeros(len(ids), np.int32)
    away = np.zeros(len(ids))
    return Sites(ids, away, away, same, same, same + UNKNOWN, same, same, members)
