"""The tile map of the level below: five shades of a figure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from django.urls import reverse
from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.reports.queries.figures import Figure

_HIGH_BANDS = (0.85, 0.90, 0.95, 0.99)  # for rates that stand near the whole
_EVEN_BANDS = (0.2, 0.4, 0.6, 0.8)
_NEAR_THE_WHOLE = frozenset({"due_rate", "above_scale_rate", "in_contact"})


def bands(key: str) -> tuple[float, float, float, float]:
    """The limits between the five shades of the tile map."""
    return _HIGH_BANDS if key in _NEAR_THE_WHOLE else _EVEN_BANDS


def legend(key: str) -> list[str]:
    """The words of the five shades."""
    limits = [f"{limit:.0%}" for limit in bands(key)]
    between = [f"{low[:-1]}–{high}" for low, high in pairwise(limits)]
    return [_("不足 %(limit)s") % {"limit": limits[0]}, *between, _("%(limit)s 以上") % {"limit": limits[-1]}]


def tiles(figures: Iterable[Figure]) -> list[dict[str, object]]:
    """One figure of each place below: on the province's own grid for cities, else in code order."""
    grid = standards.load_tiles()
    made: list[dict[str, object]] = []
    for one in figures:
        tile = grid.get(one.territory.code)
        level = 0 if one.share is None else 1 + sum(one.share >= limit for limit in bands(one.key))
        made.append(
            {
                "label": one.territory.name if tile is None else tile.name,
                "value": one.said,
                "level": level,
                "url": reverse("reports:overview", args=[one.territory.code]),
                "col": tile.col if tile else None,
                "row": tile.row if tile else None,
            }
        )
    return made
