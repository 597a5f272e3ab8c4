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
    for place, organisations in at_each(places).items():
        held = {"organisation__in": organisations}
        Appointment.objects.across_all(because=_BECAUSE).filter(**held).update(place=place)
        Reminder.objects.across_all(because=_BECAUSE).filter(**held).update(place=place)
    for name in settings.ORGANISATION_FOLLOWERS:
        import_string(name)(places, ledger=ledger)


def at_each(places: Mapping[int, str]) -> dict[str, list[int]]:
    """{place: its organisations}, so that followers ask once for each place, not for each organisation."""
    found: dict[str, list[int]] = {}
    for organisation, place in places.items():
        found.setdefault(place, []).append(organisation)
    return found
