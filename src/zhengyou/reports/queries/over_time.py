"""Figures over time: what was frozen at each reporting date; before the first of those, the rounds of the census."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhengyou.analytics import queries as analytics
from zhengyou.analytics import snapshots
from zhengyou.analytics.numbers import Blank, Numbers
from zhengyou.analytics.readings import Reading
from zhengyou.census.models import Round
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope

_NOTES: Final = {
    Blank.SMALL: gettext_lazy("不足五人，或会推算出不足五人"),
    Blank.FACTS: gettext_lazy("当时没有留下可以重新分开计数的明细"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """The shares of one place at one date. label: which round or report it was. A share that is missing is not known.

    notes: why there is no share, of those that are not shown.
    frozen: whether it is the report of a date, which has a page of its own.
    """

    day: date
    label: str
    shares: dict[str, float | None]
    frozen: bool = False
    notes: dict[str, str] = field(default_factory=dict)

    def told(self, key: str) -> tuple[Moment, float | None, str]:
        """One line of a table: this moment, the share of a figure, and why there is none."""
        return self, self.shares.get(key), self.notes.get(key, "")


def moments(
    scope: Scope, territory: Territory, round_: Round, readings: Mapping[str, Reading]
) -> list[Moment]:
    """Oldest first, the last as things stand; a fixed number of queries.

    round_, readings: the current round and the place's figures of it.
    """
    points = snapshots.trend(scope, territory, now=(round_, readings))
    if len(points) > 1:
        return [
            Moment(
                point.date,
                point.snapshot.title if point.snapshot else _("现在"),
                {key: _share(numbers) for key, numbers in point.figures.items()},
                frozen=point.snapshot is not None,
                notes={
                    key: str(_NOTES[numbers])
                    for key, numbers in point.figures.items()
                    if isinstance(numbers, Blank)
                },
            )
            for point in points
        ]
    found: dict[int, Moment] = {}
    earlier = analytics.trend(scope, territory.path, but=round_)
    told = [(key, one, cell) for key, cells in earlier.items() for one, cell in cells]
    for key, one, cell in [*told, *((key, round_, cell) for key, cell in readings.items())]:
        label = _("第 %(code)s 轮") % {"code": one.code}
        found.setdefault(one.pk, Moment(one.as_of, label, {})).shares[key] = cell.share
    return sorted(found.values(), key=lambda one: one.day)


def _share(numbers: object) -> float | None:
    """Of what a moment shows: numbers, or why there are none."""
    if isinstance(numbers, Numbers) and numbers.denominator:
        return numbers.numerator / numbers.denominator
    return None
