"""Precomputed figures, and those that were frozen."""

from zhengyou.analytics.models.cell import Cell
from zhengyou.analytics.models.snapshot import FrozenCell, FrozenFacts, FrozenPlace, Snapshot
from zhengyou.analytics.models.statistics import StatisticsTable

__all__ = ["Cell", "FrozenCell", "FrozenFacts", "FrozenPlace", "Snapshot", "StatisticsTable"]
