"""What stands where its organisation stands: follows in the same transaction when organisations get another place."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils.module_loading import import_string

from zhengyou.changes.actions import Ledger
from zhengyou.organisations.models import Appointment, Reminder

_BECAUSE = "an organisation was moved; whatever stands where it stands goes with it, whoever may see it"


def follow(places: Mapping[int, str], *, ledger: Ledger) -> None:
    """Appointments and reminders of these organisations, then what the functions in settings.ORGANISATION_FOLLOWERS keep.

    places: {organisation: territory path it has now}. Call it after the organisations were saved, before ledger.write().
    """
    if not places:
        return
    for organisation, place in places.items():
        Appointment.objects.across_all(because=_BECAUSE).filter(organisation=organisation).update(place=place)
        Reminder.objects.across_all(because=_BECAUSE).filter(organisation=organisation).update(place=place)
    for name in settings.ORGANISATION_FOLLOWERS:
        import_string(name)(places, ledger=ledger)
