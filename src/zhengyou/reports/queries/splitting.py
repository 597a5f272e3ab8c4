"""One figure divided by a dimension."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zhengyou.analytics import queries as analytics
from zhengyou.analytics import snapshots
from zhengyou.analytics.dimensions import DIMENSIONS, Dimension
from zhengyou.analytics.indicators import INDICATORS
from zhengyou.analytics.readings import Reading
from zhengyou.census.models import Round
from zhengyou.organisations.models import Territory
from zhengyou.reports.queries.figures import Figure
from zhengyou.reports.queries.frozen import Frozen
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
    return _shares(analytics.split(scope, round_, territory.path, key, dimension), territory)


def split_frozen(scope: Scope, shown: Frozen, key: str, dimension: str) -> list[Share] | None:
    """The same of a frozen figure on the tree that is shown; None where its parts cannot be told there (see snapshots.split)."""
    found = snapshots.split(
        scope, shown.snapshot, shown.path, key, dimension, tree=shown.tree, entries=shown.entries
    )
    return None if found is None else _shares(found, Territory(code=shown.code, name=shown.name))


def split_all_frozen(
    scope: Scope, shown: Frozen, keys: Iterable[str]
) -> list[tuple[str, Dimension, list[Share]]] | None:
    """These figures by all that they can be divided by: (figure, dimension, shares), in the order of the keys.

    None as for one. The queries of one.
    """
    asked = [(key, dimension) for key in keys for dimension in dimensions(key)]
    pairs = [(key, dimension.key) for key, dimension in asked]
    found = snapshots.splits(scope, shown.snapshot, shown.path, pairs, tree=shown.tree, entries=shown.entries)
    if found is None:
        return None
    place = Territory(code=shown.code, name=shown.name)
    return [(key, dimension, _shares(found.get((key, dimension.key), []), place)) for key, dimension in asked]


def _shares(readings: list[Reading], territory: Territory) -> list[Share]:
    return [
        Share(one.value, DIMENSIONS[one.dimension].words(one.value), Figure(one.indicator, territory, one))
        for one in readings
    ]
