"""The bodies that may take part in the work of a level, and those that a person works for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache

from django.db.models import Exists, QuerySet
from django.utils.translation import gettext as _

from zhengyou.organisations.models import Appointment, Body, Territory, in_force
from zhengyou.organisations.queries import territories
from zhengyou.organisations.rules import bodies as rules
from zhengyou.organisations.rules import roles
from zhengyou.scoping import Reach, Scope
from zhengyou.scoping.prefix import LABEL_WIDTH

OFFICE = "leading_group_office"
_BECAUSE = "which bodies a level has is public; no person of them is shown"


def level_of(scope: Scope) -> Territory | None:
    """The place whose work the person does; None for the operator, an administrator and a stranger."""
    if not scope.place:
        return None
    return Territory.objects.across_all(because="names of places are public").filter(path=scope.place).first()


def levels_of(scope: Scope, *, on: date) -> list[Territory]:
    """The levels whose matrix a person may read: that of the nearest office, those above it, the own township, those below."""
    own = level_of(scope)
    if own is None:
        return []
    line = territories.trail(own)
    offices = [row for row in line if row.level in rules.LEVELS]
    below = levels_below(own, on=on) if scope.reach is Reach.TERRITORY else []
    return [*offices[-1:], *offices[:-1], *([own] if own not in offices else []), *below]


def levels_below(level: Territory, *, on: date) -> list[Territory]:
    """The places directly below that have bodies of their own, in code order."""
    return list(territories.children(level, on=on).filter(level__in=rules.LEVELS))


def own_level(territory: Territory, *, on: date) -> list[Body]:
    """The bodies of a level in the order of the standard; of the nearest level above where it has none (a township)."""
    for length in range(len(territory.path), 0, -LABEL_WIDTH):
        found = _rows(on).filter(territory__path=territory.path[:length])
        if held := sorted(found, key=order):
            return held
    return []


def offices_below(territory: Territory, *, on: date) -> list[Body]:
    """The leading-group offices of the places directly below, in code order."""
    return list(_rows(on).filter(territory__parent=territory, kind=OFFICE).order_by("territory__code", "id"))


def may_take_part(territory: Territory, *, on: date) -> list[Body]:
    """Everybody whom a level may give a part: its own bodies, then the offices directly below."""
    return [*own_level(territory, on=on), *offices_below(territory, on=on)]


def of_person(scope: Scope, *, on: date) -> QuerySet[Body]:
    """The bodies for which a person speaks: that of the appointment, else those of the role's kind at the own place."""
    kind = roles.body_kind(scope.role)
    rows = _rows(on).filter(territory__path=scope.place)
    if not kind or not scope.place or scope.user_id is None:
        return rows.none()
    named = Appointment.objects.across_all(because="a person's own appointments").filter(
        in_force(on),
        user_id=scope.user_id,
        role=scope.role,
        territory__path=scope.place,
        body__isnull=False,
    )
    own = rows.filter(pk__in=named.values("body_id"))
    return own | rows.filter(~Exists(own.order_by()), kind=kind)


def offices_counted(places: Iterable[int], *, on: date) -> Mapping[int, int]:
    """{territory: number of leading-group offices directly below it}, for those that have any; one query."""
    rows = _rows(on).filter(territory__parent__in=set(places), kind=OFFICE).order_by()
    return Counter(place for place in rows.values_list("territory__parent", flat=True) if place is not None)


def named(taking: Sequence[Body], *, offices: Mapping[int, int]) -> list[str]:
    """The names of bodies in order; where all offices below a place are among them, they are named together.

    offices: as offices_counted gives it.
    """
    below: defaultdict[int, list[Body]] = defaultdict(list)
    for body in taking:
        if body.kind == OFFICE and body.territory.parent_id is not None:
            below[body.territory.parent_id].append(body)
    together = {
        place for place, group in below.items() if len(group) == offices.get(place) and len(group) > 1
    }
    found: list[str] = []
    for body in taking:
        place = body.territory.parent_id
        if body.kind != OFFICE or place not in together:
            found.append(body.name)
        elif body is below[place][0]:
            found.append(all_below(body.territory.level))
    return found


def all_below(level: str) -> str:
    """How all leading-group offices of one level below are called together."""
    words = {
        Territory.Level.CITY.value: _("所有市的领导小组办公室"),
        Territory.Level.COUNTY.value: _("所有县（市、区）的领导小组办公室"),
    }
    return words.get(level, _("所有下级办公室"))


def held(ids: Iterable[int]) -> dict[int, Body]:
    """{id: body} with their places."""
    rows = Body.objects.across_all(because=_BECAUSE).filter(pk__in=list(ids))
    return {row.pk: row for row in rows.select_related("territory")}


def order(body: Body) -> tuple[str, int, str]:
    """Bodies stand by the code of their place, then as the standard lists them."""
    kinds = _kinds()
    return body.territory.code, kinds.get(body.kind, len(kinds)), body.name


@cache
def _kinds() -> dict[str, int]:
    return {kind: place for place, kind in enumerate((*rules.NAMES, rules.INDUSTRY))}


def _rows(on: date) -> QuerySet[Body]:
    return Body.objects.across_all(because=_BECAUSE).filter(in_force(on)).select_related("territory")
