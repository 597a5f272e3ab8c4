"""One territory at a glance, from precomputed cells: a fixed number of queries whatever its size, none of them over facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from zhengyou.analytics import queries as analytics
from zhengyou.campaigns.models import Phase
from zhengyou.census.models import Round
from zhengyou.organisations.models import Territory, in_force
from zhengyou.reports.queries import figures
from zhengyou.reports.queries.figures import FIRST, Figure
from zhengyou.reports.queries.over_time import Moment, moments
from zhengyou.scoping import Scope
from zhengyou.scoping.prefix import ancestors


@dataclass(frozen=True, slots=True)
class Row:
    """One territory of the level below with all its figures."""

    territory: Territory
    figures: list[Figure]

    def of(self, key: str) -> Figure:
        """One of them."""
        return next(one for one in self.figures if one.key == key)


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page needs. previous: the date that the figures are compared with."""

    territory: Territory
    round: Round
    previous: date | None
    first: list[Figure]
    others: list[Figure]
    rows: list[Row]
    moments: list[Moment]

    @property
    def figures(self) -> list[Figure]:
        """All of the territory's own."""
        return [*self.first, *self.others]


def place(scope: Scope, code: str) -> Territory | None:
    """The territory if it lies in the scope, else None. Without a code, the scope's own."""
    rows = Territory.objects.within(scope)
    if not code:
        return rows.filter(path=scope.path).first() if scope.path else rows.order_by("path").first()
    return rows.filter(code=code, path__startswith=scope.path).first()


def trail(scope: Scope, territory: Territory) -> list[tuple[str, str]]:
    """(name, address) of the territory's ancestors, from the scope's own place downwards."""
    paths = [path for path in ancestors(territory.path)[:-1] if path.startswith(scope.path)]
    above = Territory.objects.within(scope).filter(path__in=paths).order_by("path")
    return [(place.name, reverse("reports:overview", args=[place.code])) for place in above]


def below(scope: Scope, territory: Territory, *, on: date) -> list[Territory]:
    """The territories of the level below, in code order."""
    return list(Territory.objects.within(scope).filter(in_force(on), parent=territory).order_by("code"))


def overview(scope: Scope, territory: Territory, *, on: date) -> Overview | None:
    """The overview; None while no round was opened."""
    round_ = analytics.current_round()
    if round_ is None:
        return None
    children = below(scope, territory, on=on)
    cells = analytics.figures(scope, round_, [territory.path, *(child.path for child in children)])
    over_time = moments(scope, territory, round_, cells[territory.path])
    earlier = over_time[-2] if len(over_time) > 1 else None
    before = earlier.shares if earlier else {}
    keys = figures.all_keys(on)
    own = figures.of(territory, keys, cells[territory.path], before)
    return Overview(
        territory=territory,
        round=round_,
        previous=earlier.day if earlier else None,
        first=own[: len(FIRST)],
        others=own[len(FIRST) :],
        rows=[Row(child, figures.of(child, keys, cells[child.path], {})) for child in children],
        moments=over_time,
    )


def phase(on: date) -> Phase | None:
    """The campaign's phase today."""
    rows = Phase.objects.across_all(because="the campaign is the same for everyone").select_related(
        "campaign"
    )
    return rows.filter(starts_on__lte=on).exclude(ends_on__lt=on).order_by("-starts_on").first()
