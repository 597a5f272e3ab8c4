"""Frozen figures of small groups after a reorganisation: what the figures that stand would tell together with them.

See rules/telling.py. The figures that stand are what an office works with, so it is the frozen ones that give way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from zhengyou.analytics import protecting, queries
from zhengyou.analytics.journal import Entries
from zhengyou.analytics.models import FrozenCell, Snapshot
from zhengyou.analytics.restatement import Border, borders_of
from zhengyou.analytics.rules import telling
from zhengyou.analytics.rules.restating import terms
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope

_BECAUSE = "what is withheld is decided for everybody alike"
_PUBLIC = "names and codes of places are public"

Key = tuple[int, str]
"""(frozen place, indicator)."""


@dataclass(frozen=True, slots=True)
class Crossed:
    """What has become of a frozen place. now: where it lies today, as a path.

    others: the frozen places whose figures lie between its figure then and the one of today. divided: those of which a part,
    nobody knows who, has crossed its border. joined: it is one with another place today.
    """

    now: str
    others: frozenset[int]
    divided: frozenset[int]
    joined: bool


def since(snapshots: Sequence[Snapshot], places: Collection[int], entries: Entries) -> dict[int, Crossed]:
    """{frozen place: what has become of it}, of these places and all that they hang on; of snapshots after which nothing was
    reorganised none. Two queries at most."""
    last = max((entry.reorganisation.pk for entry in entries), default=0)
    older = [one for one in snapshots if one.reorganised < last]
    found: dict[int, Crossed] = {}
    if not older or not places:
        return found
    for border in borders_of(older, entries, places=places):
        own = set(border.territories)
        waiting = own & set(places)
        while waiting:
            key = waiting.pop()
            found[key] = _crossed(border, key)
            waiting |= (found[key].others | found[key].divided) & own - set(found)
    return found


def _crossed(border: Border, key: int) -> Crossed:
    places = {place.key: place for place in border.standing}
    now = places[key].now
    others = set(terms(border.standing, now)) - {key}
    joined = border.paths[border.territories[key]] != now or any(
        place.now == now for place in border.standing if place.key != key
    )
    if joined:
        others |= {other for other, above in border.parents.items() if above == border.territories[key]}
    return Crossed(now, frozenset(others), frozenset(border.crossed([now])), joined)


def withheld(become: Mapping[int, Crossed], hidden: frozenset[Key]) -> frozenset[Key]:
    """What is withheld of these frozen places; at most five queries.

    hidden: what was withheld on its day already, of all these places.
    """
    if not become:
        return hidden
    held = _held(become)
    today = _today(become.values())
    found = set(hidden)
    needs: dict[Key, set[Key]] = {}
    for key, one in become.items():
        for indicator in held.get(key, ()):
            needs[key, indicator] = {(other, indicator) for other in one.others}
            divided = any(indicator in held.get(other, ()) for other in one.divided)
            if divided or indicator in today[one.now, one.joined]:
                found.add((key, indicator))
    return telling.withheld(found, needs)


def _held(places: Iterable[int]) -> dict[int, set[str]]:
    """{frozen place: the protected indicators of which somebody is counted}."""
    rows = FrozenCell.objects.across_all(because=_BECAUSE).filter(
        place__in=list(places), indicator__in=sorted(protecting.protected()), dimension=""
    )
    found: dict[int, set[str]] = {}
    for place, indicator in rows.values_list("place", "indicator"):
        found.setdefault(place, set()).add(indicator)
    return found


def _today(become: Iterable[Crossed]) -> dict[tuple[str, bool], set[str]]:
    """{(path, whether with the places right below): the indicators that are withheld there today}."""
    asked = {(one.now, one.joined) for one in become}
    below = _below([path for path, joined in asked if joined])
    round_ = queries.current_round()
    assert round_ is not None  # a snapshot was frozen of one
    paths = {*(path for path, _joined in asked), *(path for some in below.values() for path in some)}
    told = queries.figures(Scope.operator(), round_, sorted(paths))
    small = {
        path: {indicator for indicator, one in readings.items() if one.withheld}
        for path, readings in told.items()
    }
    return {
        (path, joined): small[path].union(*(small[one] for one in below.get(path, ()) if joined))
        for path, joined in asked
    }


def _below(paths: Collection[str]) -> dict[str, list[str]]:
    """{path: the paths right below it}, of those that have any."""
    found: dict[str, list[str]] = {}
    if paths:
        rows = Territory.objects.across_all(because=_PUBLIC).filter(parent__path__in=paths)
        for above, path in rows.values_list("parent__path", "path"):
            found.setdefault(above, []).append(path)
    return found
