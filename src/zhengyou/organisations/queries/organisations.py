"""Organisations of the Party line, in the order of their places' codes."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from zhengyou.organisations.models import OrganisationLink, PartyOrganisation, Territory
from zhengyou.organisations.rules.terms import lead_days
from zhengyou.scoping import Scope, below
from zhengyou.scoping.prefix import ancestors

SORTS = {"name": ("name", "id"), "level": ("level", "place", "path"), "founded": ("founded", "place", "path")}
IN_ORDER = ("place", "path")


def listed(
    scope: Scope,
    *,
    today: date,
    q: str = "",
    level: str = "",
    due: str = "",
    place: Territory | None = None,
    closed: bool = False,
    sort: str = "",
) -> QuerySet[PartyOrganisation]:
    """Organisations that fit; in code order of their places unless sorted by name, level or founding date.

    q: part of the name or code, of the secretary's name too where the role may read it.
    due: "overdue" or "soon".
    """
    rows = PartyOrganisation.objects.within(scope).select_related("superior", "territory")
    rows = rows.filter(valid_to__isnull=not closed)
    if q:
        named = Q(name__icontains=q) | Q(code__iexact=q)
        rows = rows.filter(named | Q(secretary__icontains=q) if scope.sees("secretary_personal") else named)
    if level:
        rows = rows.filter(level=level)
    if place is not None:
        rows = rows.filter(below("place", place.path))
    if due:
        rows = rows.filter(_due(due, today))
    return rows.order_by(*_order(sort))


def _order(sort: str) -> tuple[str, ...]:
    order = SORTS.get(sort.removeprefix("-"), IN_ORDER)
    if sort.startswith("-") and order is not IN_ORDER:
        return (f"-{order[0]}", *order[1:])
    return order


def _due(due: str, today: date) -> Q:
    if due == "overdue":
        return Q(election_due__lte=today)
    return Q(election_due__gt=today, election_due__lte=today + timedelta(days=lead_days()))


def line_above(organisation: PartyOrganisation) -> list[PartyOrganisation]:
    """Superiors, top first: names only, as a secretary and an office both know them."""
    rows = PartyOrganisation.objects.across_all(
        because="the names of the superiors belong to the organisation"
    )
    return list(rows.filter(path__in=ancestors(organisation.path)[:-1]).order_by("path"))


def reachable(scope: Scope, rows: list[PartyOrganisation]) -> set[int]:
    """Ids of those that the scope may open."""
    within = PartyOrganisation.objects.within(scope)
    return set(within.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))


def below_it(scope: Scope, organisation: PartyOrganisation) -> QuerySet[PartyOrganisation]:
    """Direct subordinates inside the scope, in order."""
    rows = PartyOrganisation.objects.within(scope).select_related("territory")
    return rows.filter(superior=organisation, valid_to__isnull=True).order_by(*IN_ORDER)


def links(organisation: PartyOrganisation) -> QuerySet[OrganisationLink]:
    """Under whom it stood and when, newest first."""
    rows = OrganisationLink.objects.across_all(
        because="the organisation was read through the scope; its links belong to it"
    )
    return rows.filter(organisation=organisation).select_related("superior").order_by("-valid_from", "-id")


def offered(scope: Scope, *, q: str, limit: int = 20) -> list[PartyOrganisation]:
    """Open organisations whose name or code holds the text: what a picker offers."""
    rows = PartyOrganisation.objects.within(scope).filter(valid_to__isnull=True)
    return list(rows.filter(Q(name__icontains=q) | Q(code__iexact=q)).order_by(*IN_ORDER)[:limit])


def named(scope: Scope, text: str) -> list[PartyOrganisation]:
    """Open organisations that a text names exactly: by name or by code."""
    rows = PartyOrganisation.objects.within(scope).filter(valid_to__isnull=True)
    return list(rows.filter(Q(name=text) | Q(code=text)).order_by(*IN_ORDER)[:5])
