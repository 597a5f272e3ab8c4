"""Frozen cells summed along today's tree, through the journal of reorganisations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from zhengyou.analytics import recounting
from zhengyou.analytics.journal import Entries
from zhengyou.analytics.models import FrozenCell, FrozenPlace, Snapshot
from zhengyou.analytics.numbers import Blank, Numbers
from zhengyou.analytics.rules.restating import (
    Divided,
    Followed,
    Gone,
    Standing,
    Step,
    crossing,
    follow,
    terms,
)
from zhengyou.organisations.models import Territory

_BECAUSE = "sums for paths that the caller found in the scope"
_PUBLIC = "names and codes of places are public"

Cells = Mapping[int, Mapping[str, Numbers]]
"""{frozen place: {indicator: whole cell}}. One that is missing counts nobody."""

Figures = dict[str, Numbers | Blank]
"""{indicator: numbers}. One that is missing counts nobody."""


@dataclass(frozen=True, slots=True)
class Restated:
    """figures: {path today: figures}. across: territories that lie on another side of one of the paths than they did then.

    same: {path today: frozen place whose cells are the figures as they stand}, of paths whose border nobody has crossed.
    """

    figures: dict[str, Figures]
    across: frozenset[int]
    same: dict[str, int]


def today_of(places: QuerySet[FrozenPlace], entries: Entries) -> dict[str, str]:
    """{path then: path where those who stood there lie today}; a place that was merged lies where its taker lies.

    places: of one snapshot. entries: what was done since.
    """
    steps = [step for entry in entries for step in entry.steps]
    rows = list(places.values_list("path", "territory_id", "territory__path"))
    paths = _paths({place: today for _path, place, today in rows}, steps)
    return {path: paths[follow(place, steps).rest] for path, place, _today in rows}


def restated(snapshots: Sequence[Snapshot], targets: Sequence[str], entries: Entries) -> dict[int, Restated]:
    """{snapshot: what it says of paths of today's tree}, in a fixed number of queries, however many snapshots and paths.

    entries: what was done since the first of the snapshots.
    """
    if not snapshots or not targets:
        return {one.pk: Restated({path: {} for path in targets}, frozenset(), {}) for one in snapshots}
    borders = borders_of(snapshots, entries, targets=targets)
    signs = {
        (border.snapshot, target): terms(border.standing, target) for border in borders for target in targets
    }
    crossed = {key: goals for border in borders for key, goals in border.crossed(targets).items()}
    cells = _cells({*crossed, *(key for some in signs.values() for key in some)})
    parts = recounting.parts(crossed)
    found = {}
    for border in borders:
        own = {target: signs[border.snapshot, target] for target in targets}
        figures = {
            target: border.shifted(target, _summed(some, cells), parts, cells) for target, some in own.items()
        }
        found[border.snapshot] = Restated(figures, border.across(own), border.same(own))
    return found


@dataclass(frozen=True, slots=True)
class Border:
    """The frozen places of a snapshot on whose two sides a border of today's tree may run.

    territories, parents: {frozen place: territory, the one above it then}. divided: {frozen place: {territory: who went there}}.
    paths: {territory: path today}.
    """

    snapshot: int
    standing: list[Standing]
    territories: dict[int, int]
    parents: dict[int, int | None]
    divided: dict[int, Mapping[int, Gone]]
    paths: Mapping[int, str]

    def shifted(
        self, target: str, total: dict[str, Numbers], parts: recounting.Parts, cells: Cells
    ) -> Figures:
        """The sums, with those whom a division took elsewhere on the side where they are today.

        Of whom no facts were kept it is not known who went: a figure can be told only where there was nobody to go.
        """
        now = {place.key: place.now for place in self.standing}
        unsayable = set()
        for key, goals in self.crossed([target]).items():
            for goal in goals:
                sign = crossing(now[key], self.paths[goal], target)
                for indicator, numbers in parts[key, goal].items():
                    if isinstance(numbers, Numbers):
                        total[indicator] = total.get(indicator, Numbers()).plus(numbers, sign)
                    elif indicator in cells.get(key, {}):
                        unsayable.add(indicator)
        found: Figures = {key: numbers for key, numbers in total.items() if any(numbers)}
        return found | dict.fromkeys(unsayable, Blank.FACTS)

    def same(self, signs: Mapping[str, Mapping[int, int]]) -> dict[str, int]:
        """As in Restated."""
        found = {}
        for target, some in signs.items():
            if len(some) == 1 and not self.across({target: some}):
                found[target] = next(iter(some))
        return found

    def across(self, signs: Mapping[str, Mapping[int, int]]) -> frozenset[int]:
        """The territories of Restated."""
        now = {place.key: place.now for place in self.standing}
        found = {
            self.territories[key]
            for target, some in signs.items()
            for key in some
            if now[key] != target or self.paths[self.territories[key]] != target
        }
        for key, goals in self.crossed(signs).items():
            found |= {self.territories[key], *goals}
        return frozenset(found)

    def crossed(self, targets: Iterable[str]) -> dict[int, dict[int, Gone]]:
        """{frozen place: {territory: who came there}} of those who crossed the border of any of these paths."""
        now = {place.key: place.now for place in self.standing}
        every = list(targets)
        found: dict[int, dict[int, Gone]] = {}
        for key, goals in self.divided.items():
            for goal, gone in goals.items():
                if any(crossing(now[key], self.paths[goal], target) for target in every):
                    found.setdefault(key, {})[goal] = gone
        return found


def borders_of(
    snapshots: Sequence[Snapshot],
    entries: Entries,
    *,
    targets: Sequence[str] = (),
    places: Collection[int] = (),
) -> list[Border]:
    """Of each snapshot, with these paths of today's tree and these frozen places; two queries at most."""
    steps: dict[int, list[Step]] = {
        one.pk: [
            step for entry in entries if entry.reorganisation.pk > one.reorganised for step in entry.steps
        ]
        for one in snapshots
    }
    every = [step for entry in entries for step in entry.steps]
    touched = {place for step in every for place in (step.source, step.target)}
    rows = list(
        FrozenPlace.objects.across_all(because=_BECAUSE)
        .filter(snapshot__in=steps)
        .filter(
            Q(territory__path__in=targets)
            | Q(pk__in=places)
            | ~Q(territory__parent=F("parent"))
            | Q(territory__in=touched)
            | Q(parent__in=touched)
        )
        .values_list("snapshot", "pk", "territory", "territory__path", "parent", "parent__path")
    )
    known = {place: path for *_two, place, path, _above, _its in rows}
    paths = _paths(known | {above: path for *_four, above, path in rows if above}, every)
    return [_border(pk, steps[pk], [row[1:] for row in rows if row[0] == pk], paths) for pk in steps]


def _border(
    snapshot: int,
    steps: Sequence[Step],
    rows: Sequence[tuple[int, int, str, int | None, str]],
    paths: Mapping[int, str],
) -> Border:
    def followed(place: int) -> Followed:
        return follow(place, steps)

    standing = [
        Standing(key, paths[followed(place).rest], paths[followed(above).rest] if above else "")
        for key, place, _path, above, _its in rows
    ]
    split = {step.source for step in steps if isinstance(step, Divided)}
    divided = {key: gone for key, place, *_rest in rows if split and (gone := followed(place).gone)}
    territories = {key: place for key, place, *_rest in rows}
    parents = {key: above for key, _place, _path, above, _its in rows}
    return Border(snapshot, standing, territories, parents, divided, paths)


def _paths(known: Mapping[int, str], steps: Sequence[Step]) -> dict[int, str]:
    """{territory: path today} of those known and of all that took in others since."""
    takers = {step.target for step in steps} - set(known)
    if not takers:
        return dict(known)
    rows = Territory.objects.across_all(because=_PUBLIC).filter(pk__in=takers)
    return {**known, **dict(rows.values_list("pk", "path"))}


def _cells(places: set[int]) -> dict[int, dict[str, Numbers]]:
    found: dict[int, dict[str, Numbers]] = {}
    rows = FrozenCell.objects.across_all(because=_BECAUSE).filter(place__in=places, dimension="")
    for place, indicator, *numbers in rows.values_list("place", "indicator", *Numbers._fields):
        found.setdefault(place, {})[indicator] = Numbers(*numbers)
    return found


def _summed(signs: Mapping[int, int], cells: Cells) -> dict[str, Numbers]:
    total: dict[str, Numbers] = {}
    for key, sign in signs.items():
        for indicator, numbers in cells.get(key, {}).items():
            total[indicator] = total.get(indicator, Numbers()).plus(numbers, sign)
    return total
