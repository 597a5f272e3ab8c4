"""What of this package stands in a place and keeps it from being closed."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from zhengyou.organisations.models import Appointment, PartyOrganisation, Territory
from zhengyou.scoping import below


def of_territory(territory: Territory, *, on: date) -> list[str]:
    """Sentences: organisations and people that are still there."""
    because = "whatever stands in the place keeps it open, whoever may see it"
    inside = below("place", territory.path)
    organisations = (
        PartyOrganisation.objects.across_all(because=because).filter(inside, valid_to__isnull=True).count()
    )
    people = Appointment.objects.across_all(because=because).filter(
        inside, Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    )
    found = []
    if organisations:
        found.append(_("这里还有 %(count)s 个党组织，请先变更它们的所在地。") % {"count": organisations})
    if count := people.count():
        found.append(_("这里还有 %(count)s 项任职，请先结束。") % {"count": count})
    return found
