"""Party organisations and places as subjects of requests, visits and contact points. See web.subjects."""

from __future__ import annotations

from django.urls import reverse

from zhengyou.organisations.models import PartyOrganisation
from zhengyou.organisations.queries import territories
from zhengyou.scoping import Scope
from zhengyou.web.subjects import Subject


def organisation(scope: Scope, subject_id: str) -> Subject | None:
    """A Party organisation inside the scope."""
    if not subject_id.isdecimal():
        return None
    found = PartyOrganisation.objects.within(scope).filter(pk=int(subject_id)).first()
    if found is None:
        return None
    return Subject(found.name, found.place, reverse("organisations:organisation", args=[found.pk]), found.pk)


def territory(scope: Scope, subject_id: str) -> Subject | None:
    """A place inside the scope, by its code."""
    found = territories.below_scope(scope).filter(code=subject_id).first()
    return Subject(found.name, found.path) if found else None
