"""Party organisations and places as subjects of requests, visits and contact points. See web.subjects."""

from __future__ import annotations

from django.urls import reverse

from zhengyou.organisations.models import PartyOrganisation
from zhengyou.organisations.queries import organisations, territories
from zhengyou.scoping import Scope
from zhengyou.web.row_ids import row_id
from zhengyou.web.subjects import Subject


def organisation(scope: Scope, subject_id: str) -> Subject | None:
    """A Party organisation inside the scope."""
    pk = row_id(subject_id)
    found = PartyOrganisation.objects.within(scope).filter(pk=pk).first() if pk is not None else None
    if found is None:
        return None
    return Subject(found.name, found.place, reverse("organisations:organisation", args=[found.pk]), found.pk)


def territory(scope: Scope, subject_id: str) -> Subject | None:
    """A place inside the scope, by its code."""
    found = territories.below_scope(scope).filter(code=subject_id).first()
    return Subject(found.name, found.path) if found else None


def organisations_named(scope: Scope, text: str, limit: int) -> list[tuple[str, Subject, str]]:
    """Open Party organisations inside the scope whose name or code holds the text, each with its place."""
    rows = organisations.offered(scope, q=text, limit=limit)
    places = territories.names_by_path(row.place for row in rows)
    return [
        (str(row.pk), Subject(row.name, row.place, organisation=row.pk), places.get(row.place, ""))
        for row in rows
    ]


def territories_named(scope: Scope, text: str, limit: int) -> list[tuple[str, Subject, str]]:
    """Open places inside the scope whose name holds the text, in code order."""
    rows = territories.below_scope(scope).filter(name__icontains=text, valid_to__isnull=True)[:limit]
    return [(row.code, Subject(row.name, row.path), row.get_level_display()) for row in rows]
