"""Records of this package that somebody may ask to have corrected. See web.subjects."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from zhengyou.census.models import Member, Unit
from zhengyou.encryption import mask_name
from zhengyou.scoping import Scope
from zhengyou.web.subjects import Subject


def unit(scope: Scope, subject_id: str) -> Subject | None:
    """A unit inside the scope."""
    if not subject_id.isdecimal():
        return None
    found = Unit.objects.within(scope).filter(pk=int(subject_id)).first()
    if found is None:
        return None
    return Subject(found.name, found.path, reverse("census:unit", args=[found.pk]), found.organisation_id)


def member(scope: Scope, subject_id: str) -> Subject | None:
    """A member inside the scope of a role that works with members; the request shows the name masked."""
    if not subject_id.isdecimal() or not scope.may("members.view"):
        return None
    found = Member.objects.within(scope).filter(pk=int(subject_id)).first()
    if found is None:
        return None
    label = _("党员 %(name)s") % {"name": mask_name(found.name)}
    return Subject(label, found.place, reverse("census:member", args=[found.pk]))
