"""One figure divided by a dimension."""

from __future__ import annotations

from dataclasses import dataclass

from zhengyou.analytics import queries as analytics
from zhengyou.analytics.dimensions import DIMENSIONS, Dimension
from zhengyou.analytics.indicators import INDICATORS
from zhengyou.census.models import Round
from zhengyou.organisations.models import Territory
from zhengyou.reports.queries.figures import Figure
from zhengyou.scoping import Scope


@dataclass(frozen=True, slots=True)
class Share:
    """One value of the dimension, in words; '' is unknown."""

    value: str
    label: str
    figure: Figure

    @property
    def option(self) -> str:
        """The value as an address carries it, so that "unknown" and "no choice" are two things."""
        return f"={self.value}"


def dimensions(key: str) -> list[Dimension]:
    """What a figure can be divided by."""
    return [DIMENSIONS[one] for one in INDICATORS[key].dimensions]


def split(scope: Scope, round_: Round, territory: Territory, key: str, dimension: str) -> list[Share]:
    """The values of which something is counted, in the order of their list; one query."""
    words = DIMENSIONS[dimension].words
    return [
        Share(cell.value, words(cell.value), Figure(key, territory, cell))
        for cell in analytics.split(scope, round_, territory.path, key, dimension)
    ]
