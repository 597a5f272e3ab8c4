"""Which frozen figures of small groups are withheld: those that were on their day, by the same rule (rules/protection.py).

Once places were reorganised, those as well that together with the figures that stand would tell of whoever crossed a border
(see subtracting.py). On today's tree a figure of small groups is shown only where nobody has crossed the border of its place
since: else it would be the sum of frozen cells, and the difference of both would be the figure of whoever crossed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Q

from zhengyou.analytics import protecting, subtracting
from zhengyou.analytics.journal import Entries
from zhengyou.analytics.models import FrozenCell, FrozenPlace, Snapshot
from zhengyou.analytics.numbers import Blank, Numbers
from zhengyou.analytics.restatement import Figures, Restated
from zhengyou.scoping.prefix import ancestors

_BECAUSE = "what is withheld is decided for everybody alike"

Hidden = frozenset[tuple[int, str]]
"""(frozen place, indicator)."""


def hidden(snapshots: Sequence[Snapshot], places: Collection[int], entries: Entries) -> Hidden:
    """What is withheld of these frozen places of these snapshots; a fixed number of queries, none without such figures.

    entries: what was reorganised since the first of the snapshots.
    """
    if not protecting.protected() or not places:
        return frozenset()
    become = subtracting.since(snapshots, places, entries)
    return subtracting.withheld(become, _on_the_day({*places, *become}))


def _on_the_day(places: Collection[int]) -> Hidden:
    """What was withheld before anything was reorganised; three queries."""
    indicators = protecting.protected()
    rows = FrozenPlace.objects.across_all(because=_BECAUSE)
    way = Q(pk__in=[])
    asked = rows.filter(pk__in=places).values_list("snapshot", "path")
    for snapshot in {one for one, _path in asked}:
        above = {up for one, path in asked if one == snapshot for up in ancestors(path)}
        way |= Q(snapshot=snapshot, path__in=above)
    family = Q(place__in=places)
    for pk, snapshot, territory in rows.filter(way).values_list("pk", "snapshot", "territory"):
        family |= Q(place=pk) | Q(place__snapshot=snapshot, place__parent=territory)
    cells = FrozenCell.objects.across_all(because=_BECAUSE).filter(
        family, indicator__in=sorted(indicators), dimension=""
    )
    figures: dict[int, dict[protecting.Key, Numbers]] = {}
    keys: dict[tuple[int, str], int] = {}
    for snapshot, place, path, indicator, *numbers in cells.values_list(
        "place__snapshot", "place", "place__path", "indicator", *Numbers._fields
    ):
        figures.setdefault(snapshot, {})[path, indicator] = Numbers(*numbers)
        keys[snapshot, path] = place
    return frozenset(
        (keys[snapshot, path], indicator)
        for snapshot, some in figures.items()
        for path, indicator in protecting.hidden(some)
    )


def shown(restated: Restated, kept: Hidden) -> dict[str, Figures]:
    """Restated figures as they may be shown."""
    small = protecting.protected()
    found: dict[str, Figures] = {}
    for path, figures in restated.figures.items():
        same = restated.same.get(path)
        found[path] = {
            key: Blank.SMALL
            if key in small and numbers is not Blank.FACTS and (same is None or (same, key) in kept)
            else numbers
            for key, numbers in figures.items()
        }
    return found
