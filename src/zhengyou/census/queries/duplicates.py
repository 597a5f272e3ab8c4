"""Pairs of units that look alike: as a list, in words, and what of them waits for a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from zhengyou.census.models import Likeness, Merge, Unit
from zhengyou.census.queries import words
from zhengyou.census.rules import evidence
from zhengyou.organisations.models import Territory
from zhengyou.organisations.queries import territories
from zhengyou.scoping import Reach, Scope, below
from zhengyou.standards import Level, load_linkage
from zhengyou.web.todo import Waiting

COUNTY: Final = 12  # characters of a path: a county, and what lies in it
_WRITTEN: Final = frozenset({"same_form", "near", "similar", "other_prefix", "same_core"})


@dataclass(frozen=True, slots=True)
class Sign:
    """One piece of evidence in words. speaks: "for" or "against" their being one."""

    text: str
    speaks: str
    bits: float


@dataclass(frozen=True, slots=True)
class Line:
    """One pair in the list."""

    pair: Likeness
    place: str
    signs: list[Sign]
    likely: bool


def pairs(scope: Scope) -> QuerySet[Likeness]:
    """The pairs of which the scope reaches both units, wherever these have moved since the pair was found."""
    own = Unit.objects.within(scope).values("pk")
    rows = Likeness.objects.within(scope)
    if scope.reach is not Reach.EVERYTHING:
        rows = rows.filter(first__in=own, second__in=own)
    return rows.select_related(
        "first__territory", "second__territory", "first__merged_into", "second__merged_into"
    )


def listed(
    scope: Scope, *, state: str = Likeness.State.OPEN, place: Territory | None = None, q: str = ""
) -> QuerySet[Likeness]:
    """In code order of the places that hold both, the clearest first in each. Open ones of closed units wait for nobody."""
    rows = pairs(scope).filter(state=state)
    if state == Likeness.State.OPEN:
        rows = rows.filter(first__closed_on__isnull=True, second__closed_on__isnull=True)
    if place is not None:
        rows = rows.filter(below("path", place.path))
    if q:
        rows = rows.filter(first__name__icontains=q) | rows.filter(second__name__icontains=q)
    return rows.order_by("path", "-weight", "pk")


def lines(found: Iterable[Likeness]) -> list[Line]:
    """The pairs with place and evidence in words, two queries more whatever the number."""
    rows = list(found)
    places = territories.names_by_path({row.path for row in rows})
    return [
        Line(row, places.get(row.path, ""), signs(row), row.weight >= load_linkage().likely_from)
        for row in rows
    ]


def after(scope: Scope, pair: Likeness) -> Likeness | None:
    """The open pair that stands behind this one in the list, the first one at its end; None when there is no other."""
    ids = list(listed(scope).values_list("pk", flat=True)[:1000])
    others = [pk for pk in ids if pk != pair.pk]
    if not others:
        return None
    behind = ids[ids.index(pair.pk) + 1 :] if pair.pk in ids else []
    return pairs(scope).get(pk=(behind or others)[0])


def signs(pair: Likeness) -> list[Sign]:
    """What speaks for and against, the strongest first."""
    rules = load_linkage()
    found = [
        Sign(_told(level, pair), "for" if level.bits > 0 else "against", level.bits)
        for level in evidence.levels(pair.evidence, rules)
        if level.bits > 0 or level.comparison != "kind" or abs(level.bits) >= 1
    ]
    return sorted(found, key=lambda sign: -sign.bits)


def grown(pair: Likeness) -> list[str]:
    """Why a pair that was set apart is shown again."""
    rules = load_linkage()
    levels = [rules.level(name, pair.evidence.get(name, "")) for name in pair.again]
    return [level.label(words.language()) for level in levels if level]


def _told(level: Level, pair: Likeness) -> str:
    if level.comparison == "name" and level.code in _WRITTEN:
        parts = evidence.differing(pair.first.name, pair.second.name)
        if parts:
            return _("名称只差%(parts)s") % {"parts": "、".join(map(_part, parts))}
    return level.label(words.language())


def _part(part: tuple[str, str]) -> str:
    one, other = part
    if one and other:
        return _("“%(one)s”与“%(other)s”") % {"one": one, "other": other}
    return _("“%(one)s”") % {"one": one or other}


def merged_into(scope: Scope, unit: Unit) -> list[Merge]:
    """The merges that brought other records into this one and still stand, newest first."""
    rows = Merge.objects.within(scope).filter(kept=unit, undone_at__isnull=True)
    return list(rows.select_related("removed"))


def merge_of(scope: Scope, unit: Unit) -> Merge | None:
    """The merge by which this record went into another; None when it stands by itself."""
    if unit.merged_into_id is None:
        return None
    rows = Merge.objects.within(scope).filter(removed=unit, undone_at__isnull=True)
    return rows.select_related("kept").first()


def on_record(scope: Scope, unit: Unit) -> dict[str, Any]:
    """What a unit's page says of merges and of records that look like it."""
    if scope.reach not in {Reach.TERRITORY, Reach.EVERYTHING}:
        return {}
    if unit.merged_into_id is not None:
        return {"merge": merge_of(scope, unit)}
    return {"merged": merged_into(scope, unit)} if unit.closed_on is None else {}


def waiting(scope: Scope, *, today: date) -> list[Waiting]:  # noqa: ARG001 - every source is called with it
    """For the lowest office that sees both: pairs to judge, one line, on no particular day."""
    if scope.reach is not Reach.TERRITORY or not scope.may("units.edit"):
        return []
    rows = listed(scope)
    if len(scope.path) < COUNTY:
        rows = rows.filter(path=scope.path)  # what lies in one county waits for the county
    count = rows.count()
    if not count:
        return []
    text = _("%(count)s 对单位可能登记了两次，等您判断") % {"count": count}
    return [Waiting(None, text, reverse("census:duplicates"), _("去判断"))]
