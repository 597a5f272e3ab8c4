"""From an appointment to the scope that everything else takes as a value."""

from __future__ import annotations

from datetime import date

from zhengyou import standards
from zhengyou.accounts.models import User
from zhengyou.organisations.models import Appointment, in_force
from zhengyou.scoping import Reach, Scope

_OWN = "a person's own appointments are read to make the scope itself"


def appointments_of(user: User, *, on: date) -> list[Appointment]:
    """The person's appointments in force, oldest first, with their places: one query."""
    rows = Appointment.objects.across_all(because=_OWN)
    return list(
        rows.filter(in_force(on), user=user)
        .select_related("territory", "organisation", "body")
        .order_by("id")
    )


def scope_for(user: User, appointment: Appointment | None) -> Scope:
    """The scope of one person acting under one appointment; a stranger's scope without any."""
    if appointment is None:
        return Scope.nothing(user.pk)
    access = standards.load_access()
    role = access.role(appointment.role)
    reach = Reach(role.reach)
    if reach is Reach.ORGANISATION and appointment.organisation is not None:
        path, place = appointment.organisation.path, appointment.organisation.place
    elif appointment.territory is not None:
        path = place = appointment.territory.path
    else:
        return Scope.nothing(user.pk)
    return Scope(
        reach=reach,
        user_id=user.pk,
        role=role.code,
        path=path,
        place=place,
        groups=access.groups(role.code),
        rights=access.rights(role.code),
        # Kept with every change: in one language, whatever the person reads at that moment.
        label=f"{user.name}（{appointment.named('zh')}）",
    )
