"""One territory at a glance, from precomputed cells: a fixed number of queries whatever its size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.analytics import queries as analytics
from zhengyou.analytics.indicators import INDICATORS
from zhengyou.analytics.readings import Reading
from zhengyou.campaigns.models import Phase
from zhengyou.census.models import Round
from zhengyou.organisations.models import Territory, in_force
from zhengyou.scoping import Scope
from zhengyou.scoping.prefix import ancestors

FIRST_ROW = ("due_rate", "org_cover", "work_cover", "above_scale_rate")
SECOND_ROW = ("solo_rate", "association_cover", "federation_cover")
_HIGH_BANDS = (0.85, 0.90, 0.95, 0.99)  # for rates that stand near the whole
_EVEN_BANDS = (0.2, 0.4, 0.6, 0.8)
_NEAR_THE_WHOLE = frozenset({"due_rate", "above_scale_rate"})


def name_of(key: str) -> str:
    """The indicator's name in the reader's language."""
    words = INDICATORS[key]
    return words.name_en if get_language() == "en" else words.name_zh


def share(cell: Reading | None) -> float | None:
    """The rate, None when the denominator is 0 or nothing is counted yet."""
    return cell.share if cell else None


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator of one territory, beside the round before."""

    key: str
    name: str
    share: float | None
    numerator: int
    denominator: int
    unknown: int
    left_out: int
    before: float | None
    url: str

    @property
    def note(self) -> str:
        """Counts, what is unknown, the round before: one short line."""
        parts = [
            _("%(part)s / %(whole)s 家") % {"part": f"{self.numerator:,}", "whole": f"{self.denominator:,}"}
        ]
        if self.unknown:
            parts.append(_("未知 %(number)s 家") % {"number": f"{self.unknown:,}"})
        if self.before is not None:
            parts.append(_("上轮 %(share)s") % {"share": f"{self.before:.1%}"})
        return " · ".join(parts)


@dataclass(frozen=True, slots=True)
class Row:
    """One territory of the level below."""

    territory: Territory
    figures: list[Figure]

    @property
    def first(self) -> list[Figure]:
        """The main figures, for the table; the others are on the map and on the territory's own page."""
        return self.figures[: len(FIRST_ROW)]


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


def figure(key: str, territory: Territory, cell: Reading | None, before: Reading | None = None) -> Figure:
    """A cell as the page shows it."""
    return Figure(
        key=key,
        name=name_of(key),
        share=share(cell),
        numerator=cell.numerator or 0 if cell else 0,
        denominator=cell.denominator or 0 if cell else 0,
        unknown=cell.unknown or 0 if cell else 0,
        left_out=cell.left_out or 0 if cell else 0,
        before=share(before),
        url=reverse("reports:figure", args=[key, territory.code]),
    )


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page needs."""

    territory: Territory
    round: Round
    previous: Round | None
    first: list[Figure]
    second: list[Figure]
    rows: list[Row]
    trend: list[tuple[Round, dict[str, Reading]]]


def overview(scope: Scope, territory: Territory, *, on: date) -> Overview | None:
    """The overview; None while no round was opened."""
    round_ = analytics.current_round()
    if round_ is None:
        return None
    children = below(scope, territory, on=on)
    paths = [territory.path, *(child.path for child in children)]
    cells = analytics.figures(scope, round_, paths)
    over_time = _over_time(scope, territory)
    earlier = [entry for entry in over_time if entry[0].pk != round_.pk]
    before = earlier[-1][1] if earlier else {}
    own = cells[territory.path]

    def figures(keys: tuple[str, ...]) -> list[Figure]:
        return [figure(key, territory, own.get(key), before.get(key)) for key in keys]

    rows = [
        Row(child, [figure(key, child, cells[child.path].get(key)) for key in (*FIRST_ROW, *SECOND_ROW)])
        for child in children
    ]
    return Overview(
        territory=territory,
        round=round_,
        previous=earlier[-1][0] if earlier else None,
        first=figures(FIRST_ROW),
        second=figures(SECOND_ROW),
        rows=rows,
        trend=over_time,
    )


def _over_time(scope: Scope, territory: Territory) -> list[tuple[Round, dict[str, Reading]]]:
    rounds: dict[int, tuple[Round, dict[str, Reading]]] = {}
    for key, points in analytics.trend(scope, territory.path).items():
        for round_, cell in points:
            rounds.setdefault(round_.pk, (round_, {}))[1][key] = cell
    return list(rounds.values())


def bands(key: str) -> tuple[float, float, float, float]:
    """The limits between the five shades of the tile map."""
    return _HIGH_BANDS if key in _NEAR_THE_WHOLE else _EVEN_BANDS


def legend(key: str) -> list[str]:
    """The words of the five shades."""
    limits = [f"{limit:.0%}" for limit in bands(key)]
    between = [f"{low[:-1]}–{high}" for low, high in pairwise(limits)]
    return [_("不足 %(limit)s") % {"limit": limits[0]}, *between, _("%(limit)s 以上") % {"limit": limits[-1]}]


def tiles(overview: Overview, key: str) -> list[dict[str, object]]:
    """The tile map of the level below: on the province's own grid for cities, else in code order."""
    grid = standards.load_tiles()
    column = (*FIRST_ROW, *SECOND_ROW).index(key)
    made: list[dict[str, object]] = []
    for row in overview.rows:
        one = row.figures[column]
        tile = grid.get(row.territory.code)
        made.append(
            {
                "label": row.territory.name if tile is None else tile.name,
                "value": "" if one.share is None else f"{one.share:.1%}",
                "level": 0 if one.share is None else 1 + sum(one.share >= limit for limit in bands(key)),
                "url": reverse("reports:overview", args=[row.territory.code]),
                "col": tile.col if tile else None,
                "row": tile.row if tile else None,
            }
        )
    return made


def phase(on: date) -> Phase | None:
    """The campaign's phase today."""
    rows = Phase.objects.across_all(because="the campaign is the same for everyone").select_related(
        "campaign"
    )
    return rows.filter(starts_on__lte=on).exclude(ends_on__lt=on).order_by("-starts_on").first()
