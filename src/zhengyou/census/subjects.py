"""Records of this package that somebody may ask to have corrected. See web.subjects."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from zhengyou.census.models import Member, Unit
from zhengyou.encryption import mask_name
from zhengyou.organisations.queries import territories
from zhengyou.scoping import Scope
from zhengyou.web.row_ids import row_id
from zhengyou.web.subjects import Subject


def unit(scope: Scope, subject_id: str) -> Subject | None:
    """A unit inside the scope."""
    pk = row_id(subject_id)
    found = Unit.objects.within(scope).filter(pk=pk).first() if pk is not None else None
    if found is None:
        return None
    return Subject(found.name, found.path, reverse("census:unit", args=[found.pk]), found.organisation_id)


def units_named(scope: Scope, text: str, limit: int) -> list[tuple[str, Subject, str]]:
    """Open units inside the scope whose name or code holds the text, each with its place, in the order of places."""
    rows = Unit.objects.within(scope).filter(closed_on__isnull=True)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(uscc__iexact=text))
    found = list(rows.order_by("path", "id").only("name", "path", "organisation")[:limit])
    places = territories.names_by_path(row.path for row in found)
    return [
        (str(row.pk), Subject(row.name, row.path, organisation=row.organisation_id), places[row.path])
        for row in found
    ]


def member(scope: Scope, subject_id: str) -> Subject | None:
    """A member inside the scope of a role that works with members; the request shows the name masked."""
    pk = row_id(subject_id)
    if pk is None or not scope.may("members.view"):
        return None
    found = Member.objects.within(scope).filter(pk=pk).first()
    if found is None:
        return None
    label = _("党员 %(name)s") % {"name": mask_name(found.name)}
    return Subject(label, found.place, reverse("census:member", args=[found.pk]))
