"""Subjects of the packages below: one's own account, and a Party organisation."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from zhengyou.organisations.models import PartyOrganisation
from zhengyou.requests.queries import place_of_person
from zhengyou.requests.subjects import Subject
from zhengyou.scoping import Scope


def own_account(scope: Scope, subject_id: str) -> Subject | None:
    """One's own account and nobody else's."""
    if scope.user_id is None or subject_id != str(scope.user_id):
        return None
    return Subject(_("我的账号信息"), place_of_person(scope.user_id), reverse("my_data"))


def organisation(scope: Scope, subject_id: str) -> Subject | None:
    """A Party organisation inside the scope."""
    if not subject_id.isdecimal():
        return None
    found = PartyOrganisation.objects.within(scope).filter(pk=int(subject_id)).first()
    if found is None:
        return None
    return Subject(found.name, found.place, reverse("organisations:organisation", args=[found.pk]))
