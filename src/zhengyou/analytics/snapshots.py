"""Reading frozen figures: as it was then, or the same people counted on today's tree.

A census round is a gathering of facts: its cells go on following what is corrected until the next round opens, and always
stand on the tree as it is. A snapshot is a report: the cells of one day with the tree they stood on, which nothing changes.
So the figures over time are the snapshots and, last, the current round's cells; there is no third kind of history.

Who may read what. An office reads of a snapshot, as it was then, every place that lies in its own place today, and
whatever lay in such a place then, also what has left it since. On today's tree it reads the places of its own place, as
ever. A place that was merged lies where its taker lies. A secretary, an instructor and a stranger read no places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.analytics import journal, protecting, restatement, withholding
from zhengyou.analytics import queries as cells
from zhengyou.analytics.journal import Entries
from zhengyou.analytics.models import FrozenCell, FrozenPlace, Snapshot
from zhengyou.analytics.numbers import Blank, Numbers
from zhengyou.analytics.readings import Reading
from zhengyou.analytics.restatement import Figures
from zhengyou.census.models import Round
from zhengyou.organisations.models import Reorganisation, Territory, reorganisation
from zhengyou.scoping import Reach, Scope, is_below
from zhengyou.scoping.prefix import ancestors

_PLACED = "a frozen place is read by where it lies today, and what lay in it then belongs to it (see above)"

_BINDS = "a frozen figure binds everybody"


class Tree(StrEnum):
    """On which tree frozen figures are shown."""

    THEN = "then"
    TODAY = "today"


def listed(scope: Scope) -> list[Snapshot]:
    """All snapshots, the newest first."""
    return list(Snapshot.objects.within(scope).exclude(digest=""))


def on(scope: Scope, day: date) -> Snapshot | None:
    """The snapshot of a reporting date."""
    return Snapshot.objects.within(scope).exclude(digest="").filter(date=day).first()


def since(snapshot: Snapshot) -> Entries:
    """What was reorganised since, and holds. A page reads it once and passes it on to what it asks of the snapshot."""
    return journal.since(snapshot.reorganised)


def place(
    scope: Scope, snapshot: Snapshot, code: str, *, entries: Entries | None = None
) -> FrozenPlace | None:
    """The place with this code as it stood then, if the scope reads it."""
    found = _places().filter(snapshot=snapshot, code=code).first()
    return found if found and readable(scope, snapshot, [found.path], entries=entries) else None


def below(
    scope: Scope, snapshot: Snapshot, place: FrozenPlace, *, entries: Entries | None = None
) -> list[FrozenPlace]:
    """The places that stood directly below a place that the scope reads, in code order."""
    if not readable(scope, snapshot, [place.path], entries=entries):
        return []
    return list(_places().filter(snapshot=snapshot, parent=place.territory_id))


def places(
    scope: Scope, snapshot: Snapshot, territories: Iterable[int], *, entries: Entries | None = None
) -> list[FrozenPlace]:
    """These territories as they stood then, as far as the scope reads them, in code order."""
    rows = list(_places().filter(snapshot=snapshot, territory__in=list(territories)))
    inside = readable(scope, snapshot, [one.path for one in rows], entries=entries)
    return [one for one in rows if one.path in inside]


def above(
    scope: Scope, snapshot: Snapshot, place: FrozenPlace, *, entries: Entries | None = None
) -> list[FrozenPlace]:
    """The places above a place then, from the top, as far as the scope reads them."""
    paths = readable(scope, snapshot, ancestors(place.path)[:-1], entries=entries)
    return list(_places().filter(snapshot=snapshot, path__in=paths).order_by("path"))


def readable(
    scope: Scope, snapshot: Snapshot, paths: Iterable[str], *, entries: Entries | None = None
) -> set[str]:
    """Those of the paths, as they were then, that the scope reads; at most four queries."""
    wanted = set(paths)
    if scope.reach is Reach.EVERYTHING:
        return wanted
    if scope.reach is not Reach.TERRITORY or not wanted:
        return set()
    above = {one for path in wanted for one in ancestors(path)}
    then = _places().filter(snapshot=snapshot, path__in=above)
    now = restatement.today_of(then, since(snapshot) if entries is None else entries)
    own = {path for path, today in now.items() if is_below(today, scope.path)}
    return {path for path in wanted if own & set(ancestors(path))}


def figures(
    scope: Scope, snapshot: Snapshot, paths: Iterable[str], *, tree: Tree, entries: Entries | None = None
) -> dict[str, Figures]:
    """{path: {indicator: numbers}} of paths as they were then, or as they are today; a fixed number of queries.

    Paths that the scope does not read are left empty.
    """
    wanted = list(paths)
    found: dict[str, Figures] = {path: {} for path in wanted}
    entries = since(snapshot) if entries is None else entries
    if tree is Tree.TODAY:
        inside = [path for path in wanted if _is_own(scope, path)]
        return found | _restated([snapshot], inside, entries)[snapshot.pk]
    inside = sorted(readable(scope, snapshot, wanted, entries=entries))
    rows = FrozenCell.objects.across_all(because=_PLACED).filter(
        place__snapshot=snapshot, place__path__in=inside, dimension=""
    )
    held = list(rows.values_list("place", "place__path", "indicator", *Numbers._fields))
    kept = withholding.hidden([snapshot], {place for place, *_rest in held}, entries)
    for place, path, indicator, *numbers in held:
        found[path][indicator] = Blank.SMALL if (place, indicator) in kept else Numbers(*numbers)
    return found


def split(
    scope: Scope,
    snapshot: Snapshot,
    path: str,
    indicator: str,
    dimension: str,
    *,
    tree: Tree,
    entries: Entries | None = None,
) -> list[Reading] | None:
    """One figure of a path by the values of a dimension, as `queries.split`; a fixed number of queries.

    Empty where the scope does not read it, or nothing was kept. On today's tree None where somebody has crossed the place's
    border since: parts are kept of whole places. A figure of small groups has no dimensions (see queries.split): parts that
    were frozen of one before it was protected are withheld.
    """
    found = splits(scope, snapshot, path, [(indicator, dimension)], tree=tree, entries=entries)
    return None if found is None else found.get((indicator, dimension), [])


def splits(
    scope: Scope,
    snapshot: Snapshot,
    path: str,
    wanted: Iterable[tuple[str, str]],
    *,
    tree: Tree,
    entries: Entries | None = None,
) -> dict[tuple[str, str], list[Reading]] | None:
    """The same of many at once: {(indicator, dimension): readings}, what is empty left out; the queries of one."""
    entries = since(snapshot) if entries is None else entries
    pairs = set(wanted)
    rows = FrozenCell.objects.across_all(because=_PLACED).filter(
        place__snapshot=snapshot,
        indicator__in={indicator for indicator, _dimension in pairs},
        dimension__in={dimension for _indicator, dimension in pairs},
    )
    if tree is Tree.TODAY:
        if not _is_own(scope, path):
            return {}
        same = restatement.restated([snapshot], [path], entries)[snapshot.pk].same.get(path)
        if same is None:
            return None
        rows = rows.filter(place=same)
    else:
        rows = rows.filter(place__path__in=readable(scope, snapshot, [path], entries=entries))
    small = protecting.protected()
    found: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for key, by, value, *numbers in rows.values_list("indicator", "dimension", "value", *Numbers._fields):
        told = None if key in small else Numbers(*numbers)
        found[key, by].append(Reading(path, key, by, value, told, snapshot.frozen_at))
    return {pair: cells.in_order(some, pair[1]) for pair, some in found.items() if pair in pairs}


def _restated(
    held: Sequence[Snapshot], paths: Sequence[str], entries: Entries
) -> dict[int, dict[str, Figures]]:
    restated = restatement.restated(held, paths, entries)
    same = {place for one in restated.values() for place in one.same.values()}
    kept = withholding.hidden(held, same, entries)
    return {snapshot: withholding.shown(one, kept) for snapshot, one in restated.items()}


def reorganised(
    scope: Scope,
    snapshot: Snapshot,
    territories: Iterable[int],
    paths: Iterable[str],
    *,
    entries: Entries | None = None,
) -> list[Reorganisation]:
    """What has changed these places since, or the figures of these paths on today's tree: oldest first, taken back ones not.

    Names, dates and documents of such changes are public; what belongs to the record of one is not read from here.
    """
    inside = [path for path in paths if _is_own(scope, path)]
    entries = since(snapshot) if entries is None else entries
    if not entries:
        return []
    touched = {*territories, *restatement.restated([snapshot], inside, entries)[snapshot.pk].across}
    return [one.reorganisation for one in entries if one.places & touched]


Current = tuple[Round, Mapping[str, Reading]]
"""The current round with the figures of one place."""


@dataclass(frozen=True, slots=True)
class Point:
    """The figures of one moment: of a snapshot, or of the current round."""

    date: date
    snapshot: Snapshot | None
    figures: Figures


def trend(scope: Scope, territory: Territory, *, now: Current | None = None) -> list[Point]:
    """The territory over time, oldest first: each snapshot on today's tree, so that like is compared with like, then the
    figures as they stand, under the day on which they last changed; a fixed number of queries.

    now: the current round with the territory's figures, where the caller has read them already.
    """
    if not _is_own(scope, territory.path):
        return []
    held = listed(scope)[::-1]
    entries = journal.since(min(one.reorganised for one in held)) if held else []
    found = _restated(held, [territory.path], entries)
    points = [Point(one.date, one, found[one.pk][territory.path]) for one in held]
    now = now or _now(scope, territory)
    if now is None:
        return points
    round_, readings = now
    counted = [timezone.localdate(one.computed_at) for one in readings.values()]
    day = max([round_.as_of, *counted])
    return [*points, Point(day, None, {key: one.numbers or Blank.SMALL for key, one in readings.items()})]


def _now(scope: Scope, territory: Territory) -> Current | None:
    round_ = cells.current_round()
    if round_ is None:
        return None
    return round_, cells.figures(scope, round_, [territory.path])[territory.path]


def against_reversal(reorganisation: Reorganisation) -> list[str]:
    """A sentence for the latest snapshot that was frozen on the tree as the reorganisation left it, if there is one.

    One that was frozen before it was carried out stands on the tree that taking it back would restore, and stands in nobody's
    way, whatever its reporting date.
    """
    held = Snapshot.objects.across_all(because=_BINDS).exclude(digest="")
    last = held.filter(reorganised__gte=reorganisation.pk).order_by("-date").first()
    if last is None:
        return []
    return [
        _("调整以后，%(day)s 的数字已经按新的样子定格（%(title)s），不能再撤回。请另做一次调整。")
        % {"day": last.date.isoformat(), "title": last.title}
    ]


def against_day(tree: str, day: date) -> list[str]:
    """A sentence for the latest snapshot of this day or a later one, if places were to be reorganised as of this day.

    Its report shows them as they were until then, and nothing changes it any more.
    """
    if tree != reorganisation.Tree.TERRITORY:
        return []
    held = Snapshot.objects.across_all(because=_BINDS).exclude(digest="")
    last = held.filter(date__gte=day).order_by("-date").first()
    if last is None:
        return []
    return [
        _(
            "%(last)s 的数字已经按原来的区划定格（%(title)s），区划调整不能在这一天或以前生效。"
            "请填 %(last)s 以后的日期，批复上的日期可以写在说明里。"
        )
        % {"last": last.date.isoformat(), "title": last.title}
    ]


def _is_own(scope: Scope, path: str) -> bool:
    """Whether a path of today's tree lies in the scope's own place."""
    if scope.reach is Reach.EVERYTHING:
        return True
    return scope.reach is Reach.TERRITORY and is_below(path, scope.path)


def _places() -> QuerySet[FrozenPlace]:
    return FrozenPlace.objects.across_all(because=_PLACED)
