"""Frozen figures of one place: as it was then, or on today's tree, and beside each other where the two differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from zhengyou.analytics import snapshots
from zhengyou.analytics.indicators import INDICATORS
from zhengyou.analytics.journal import Entries
from zhengyou.analytics.models import FrozenPlace, Snapshot
from zhengyou.analytics.numbers import Blank, Numbers
from zhengyou.analytics.readings import Reading
from zhengyou.analytics.restatement import Figures
from zhengyou.analytics.snapshots import Tree
from zhengyou.organisations.models import Reorganisation, Territory
from zhengyou.reports.queries import figures, overview
from zhengyou.reports.queries.figures import FIRST, Figure
from zhengyou.scoping import Scope
from zhengyou.scoping.prefix import ancestors

_PUBLIC: Final = "names and codes of places are public"
_ABSENT: Final = Numbers()


@dataclass(frozen=True, slots=True)
class Side:
    """One figure on one tree. said, note: in words, as figures are told everywhere."""

    numbers: Numbers | Blank
    said: str
    note: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One figure on the tree that is shown, and on the other one where that says something else."""

    key: str
    name: str
    shown: Side
    other: Side | None


@dataclass(frozen=True, slots=True)
class Line:
    """One place with its figures. name: as it was called on the tree that is shown."""

    code: str
    name: str
    url: str
    pairs: list[Pair]


@dataclass(frozen=True, slots=True)
class Frozen:
    """Everything the page needs. path: of the place on the tree.

    reorganised: what lies between the day and today, of these places; entries: of all places.
    """

    snapshot: Snapshot
    tree: Tree
    trees: list[Tree]
    path: str
    code: str
    name: str
    trail: list[tuple[str, str]]
    own: list[Pair]
    lines: list[Line]
    reorganised: list[Reorganisation]
    entries: Entries

    @property
    def first(self) -> list[Pair]:
        """The main figures."""
        return self.own[: len(FIRST)]

    @property
    def others(self) -> list[Pair]:
        """The other figures."""
        return self.own[len(FIRST) :]


def read(scope: Scope, snapshot: Snapshot, code: str, tree: Tree) -> Frozen | None:
    """The place on the tree, or on the other one where it is not on this; None where the scope reads it on neither."""
    now = overview.place(scope, code)
    entries = snapshots.since(snapshot)
    then = snapshots.place(scope, snapshot, now.code if now else code, entries=entries)
    trees = [one for one, place in ((Tree.THEN, then), (Tree.TODAY, now)) if place is not None]
    if not trees:
        return None
    tree = tree if tree in trees else trees[0]
    places = _Places(scope, snapshot, then, now, tree, entries)
    keys = figures.all_keys(snapshot.date)
    reorganised = places.reorganised()
    top = places.order[0]
    path = (places.then[top] if tree is Tree.THEN else places.now[top]).path
    head, *rows = [_line(places, pk, keys, both=bool(reorganised)) for pk in places.order]
    return Frozen(
        snapshot=snapshot,
        tree=tree,
        trees=trees,
        path=path,
        code=head.code,
        name=head.name,
        trail=_trail(scope, snapshot, then if tree is Tree.THEN else None, now, tree, entries),
        own=head.pairs,
        lines=rows,
        reorganised=reorganised,
        entries=entries,
    )


def address(snapshot: Snapshot, code: str, tree: Tree) -> str:
    """Of the page of a place."""
    return f"{reverse('reports:snapshot_of', args=[snapshot.date.isoformat(), code])}?tree={tree}"


class _Places:
    """A place and those directly below it on one tree, by territory, with what each of them is on the other."""

    def __init__(
        self,
        scope: Scope,
        snapshot: Snapshot,
        then: FrozenPlace | None,
        now: Territory | None,
        tree: Tree,
        entries: Entries,
    ) -> None:
        self.scope, self.snapshot, self.tree, self.entries = scope, snapshot, tree, entries
        self.then: dict[int, FrozenPlace] = {}
        self.now: dict[int, Territory] = {}
        if tree is Tree.THEN:
            assert then is not None
            self._stood(then)
        else:
            assert now is not None
            self._stand(now)
        self.order = list(self.then if tree is Tree.THEN else self.now)
        self.figures = {
            Tree.THEN: self._figures([one.path for one in self.then.values()], Tree.THEN),
            Tree.TODAY: self._figures([one.path for one in self.now.values()], Tree.TODAY),
        }

    def _figures(self, paths: list[str], tree: Tree) -> dict[str, Figures]:
        return snapshots.figures(self.scope, self.snapshot, paths, tree=tree, entries=self.entries)

    def _stood(self, then: FrozenPlace) -> None:
        rows = [then, *snapshots.below(self.scope, self.snapshot, then, entries=self.entries)]
        self.then = {one.territory_id: one for one in rows}
        today = Territory.objects.within(self.scope).filter(
            pk__in=self.then, path__startswith=self.scope.path, valid_to__isnull=True
        )
        self.now = {one.pk: one for one in today}

    def _stand(self, now: Territory) -> None:
        below = (
            Territory.objects.within(self.scope).filter(parent=now, valid_to__isnull=True).order_by("code")
        )
        self.now = {one.pk: one for one in (now, *below)}
        held = snapshots.places(self.scope, self.snapshot, self.now, entries=self.entries)
        self.then = {one.territory_id: one for one in held}

    def reorganised(self) -> list[Reorganisation]:
        """Of any of these places."""
        paths = [one.path for one in self.now.values()]
        return snapshots.reorganised(self.scope, self.snapshot, self.order, paths, entries=self.entries)

    def side(self, tree: Tree, pk: int, key: str) -> Side | None:
        """One figure on one tree; None where the place is not on it, or not the reader's."""
        place = self.then.get(pk) if tree is Tree.THEN else self.now.get(pk)
        if place is None:
            return None
        return _said(self.snapshot, key, self.figures[tree][place.path].get(key, _ABSENT))


def _line(places: _Places, pk: int, keys: Sequence[str], *, both: bool) -> Line:
    place = places.then[pk] if places.tree is Tree.THEN else places.now[pk]
    other = Tree.TODAY if places.tree is Tree.THEN else Tree.THEN
    pairs = []
    for key in keys:
        shown = places.side(places.tree, pk, key)
        beside = places.side(other, pk, key) if both else None
        assert shown is not None
        differs = beside is not None and beside.numbers != shown.numbers
        pairs.append(Pair(key, INDICATORS[key].name, shown, beside if differs else None))
    return Line(place.code, place.name, address(places.snapshot, place.code, places.tree), pairs)


def _said(snapshot: Snapshot, key: str, numbers: Numbers | Blank) -> Side:
    if numbers is Blank.FACTS:
        return Side(numbers, _("不能重算"), _("当时没有留下可以重新分开计数的明细"))
    kept = numbers if isinstance(numbers, Numbers) else None
    reading = Reading("", key, "", "", kept, snapshot.frozen_at)
    told = Figure(key, Territory(), None if numbers == _ABSENT else reading)
    return Side(numbers, told.said, told.note)


def _trail(
    scope: Scope,
    snapshot: Snapshot,
    then: FrozenPlace | None,
    now: Territory | None,
    tree: Tree,
    entries: Entries,
) -> list[tuple[str, str]]:
    """(name, address) of the places above, on the tree that is shown, as far as the scope reads them."""
    if then is not None:
        above = snapshots.above(scope, snapshot, then, entries=entries)
        return [(one.name, address(snapshot, one.code, tree)) for one in above]
    assert now is not None
    paths = [path for path in ancestors(now.path)[:-1] if path.startswith(scope.path)]
    rows = Territory.objects.across_all(because=_PUBLIC).filter(path__in=paths).order_by("path")
    return [(one.name, address(snapshot, one.code, tree)) for one in rows]


def numbers_of(side: Side) -> list[int | None]:
    """The four numbers for a workbook; None where they are not shown."""
    return list(side.numbers) if isinstance(side.numbers, Numbers) else [None] * len(Numbers._fields)
