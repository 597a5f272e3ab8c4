"""Places: always in code order, never beyond the scope's own place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.organisations.models import PartyOrganisation, Territory, in_force
from zhengyou.scoping import Reach, Scope, below
from zhengyou.scoping.prefix import ancestors
from zhengyou.web.errors import Conflict

_BECAUSE = "names and codes of places are public"


def every() -> QuerySet[Territory]:
    """All places, closed ones too, in code order."""
    return Territory.objects.across_all(because=_BECAUSE).order_by("code")


def standing(place: Territory) -> Territory:
    """The place as it stands now, held where it is until the caller's transaction ends: what is written stands where it stands.

    Raises Conflict when it was closed since the form was opened.
    """
    row = every().select_for_update(no_key=True).get(pk=place.pk)
    if row.valid_to is not None and place.valid_to is None:
        raise Conflict(_("%(name)s刚刚已经撤销。请刷新页面，另选地方。") % {"name": row.name})
    return row


def top(scope: Scope) -> Territory | None:
    """The scope's own place: an office's territory, that of a secretary's organisation, the operator's province.

    None for an instructor, an administrator without a place and a stranger.
    """
    if scope.reach is Reach.EVERYTHING:
        return every().filter(parent__isnull=True).order_by("path").first()
    if scope.reach is Reach.TERRITORY:
        return every().filter(path=scope.path).first()
    if scope.reach is Reach.ORGANISATION:
        own = (
            PartyOrganisation.objects.within(scope)
            .filter(path=scope.path)
            .select_related("territory")
            .first()
        )
        return own.territory if own else None
    return None


def below_scope(scope: Scope) -> QuerySet[Territory]:
    """The scope's own place and all below it, in code order; none for a scope without a place."""
    if scope.reach is Reach.EVERYTHING:
        return every()
    own = top(scope)
    return every().filter(below("path", own.path)) if own else every().none()


def by_code(scope: Scope, code: str) -> Territory:
    """The place with this code inside the scope. Raises Territory.DoesNotExist."""
    return below_scope(scope).get(code=code)


def children(territory: Territory, *, on: date | None = None) -> QuerySet[Territory]:
    """The places directly below, in code order; with `on` only those there on that day."""
    rows = every().filter(parent=territory)
    return rows.filter(in_force(on)) if on else rows


def zones_to_add(territory: Territory) -> list[tuple[str, str]]:
    """(code, name) of the functional zones that the standard knows below a city and nobody added yet."""
    offered = [
        (zone.code, zone.name) for zone in standards.load_divisions().zones if zone.parent == territory.code
    ]
    held = set(every().filter(code__in=[code for code, _name in offered]).values_list("code", flat=True))
    return [(code, name) for code, name in offered if code not in held]


def trail(territory: Territory) -> list[Territory]:
    """From the root down to the place itself."""
    return list(every().filter(path__in=ancestors(territory.path)).order_by("path"))


def choices(
    scope: Scope, *, level: str = "", within: Territory | None = None, on: date | None = None
) -> list[tuple[str, str]]:
    """(code, name) of the places of one level inside the scope, in code order, for drop-downs."""
    rows = below_scope(scope)
    if level:
        rows = rows.filter(level=level)
    if within is not None:
        rows = rows.filter(below("path", within.path))
    if on is not None:
        rows = rows.filter(in_force(on))
    return list(rows.values_list("code", "name"))


def names_by_path(paths: Iterable[str]) -> dict[str, str]:
    """{path: "宛城区 汉冶街道"}: names from the county down (a city or province by itself), in one query."""
    wanted = {path for path in paths if path}
    rows = every().filter(path__in={above for path in wanted for above in ancestors(path)})
    held = {row.path: row for row in rows}
    return {path: _name(path, held) for path in wanted if path in held}


def _name(path: str, held: dict[str, Territory]) -> str:
    line = [held[above] for above in ancestors(path) if above in held]
    lower = [row.name for row in line if row.level in {"county", "township"}]
    if (
        lower and line[-1].level == "township" and len(lower) == 1
    ):  # 济源: townships stand directly under the city
        lower.insert(0, line[-2].name)
    return " ".join(lower) or line[-1].name
