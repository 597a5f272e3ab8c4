"""People with an appointment in scope, and whose account an office may help with."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from zhengyou.accounts.models import User
from zhengyou.organisations.models import Appointment, Body, Territory, in_force
from zhengyou.organisations.rules import roles
from zhengyou.scoping import Reach, Scope, below, is_below


def in_reach(scope: Scope) -> QuerySet[Appointment]:
    """Appointments that the scope may manage or see as colleagues, ended ones too, in code order."""
    rows = Appointment.objects.within(scope)
    if scope.reach is not Reach.EVERYTHING:  # the three administrators are no office's to manage
        rows = rows.exclude(role__in=roles.ADMINISTRATORS)
    return rows.select_related("user", "territory", "organisation", "body").order_by("place", "role", "id")


def listed(
    scope: Scope,
    *,
    today: date,
    q: str = "",
    role: str = "",
    place: Territory | None = None,
    ended: bool = False,
) -> QuerySet[Appointment]:
    """Appointments that fit; those in force unless `ended`. q: part of the person's name or sign-in name."""
    rows = in_reach(scope)
    rows = (
        rows.filter(valid_to__lte=today) if ended else rows.filter(in_force(today) | Q(valid_from__gt=today))
    )
    if q:
        rows = rows.filter(Q(user__name__icontains=q) | Q(user__username__icontains=q))
    if role:
        rows = rows.filter(role=role)
    if place is not None:
        rows = rows.filter(below("place", place.path))
    return rows


def person(scope: Scope, user_id: int) -> User:
    """A person with an appointment in reach, past ones too. Raises User.DoesNotExist."""
    return User.objects.get(pk=user_id, pk__in=in_reach(scope).values("user_id"))


def roles_to_give(scope: Scope) -> list[str]:
    """Codes of the roles that the scope may give; the operator all."""
    if scope.reach is Reach.EVERYTHING:
        return [code for code, _name in roles.role_choices()]
    return roles.given_by(scope.role)


def may_change(scope: Scope, appointment: Appointment) -> bool:
    """Whether the scope may give, and so end, an appointment like this one."""
    if scope.reach is Reach.EVERYTHING:
        return True
    if not roles.may_give(scope.role, appointment.role):
        return False
    return scope.reach is Reach.TERRITORY and is_below(appointment.place, scope.path)


def may_manage(scope: Scope, user: User, *, on: date) -> bool:
    """Whether the scope may renew this person's way in: only when it could give every role the person holds.

    Else a county could make itself a slip for somebody who also holds a role in the province.
    """
    rows = Appointment.objects.across_all(because="a role held elsewhere forbids it, whoever may see it")
    held = rows.filter(user=user).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    return all(may_change(scope, appointment) for appointment in held)


def bodies(scope: Scope, territory: Territory) -> QuerySet[Body]:
    """The bodies of a place."""
    return Body.objects.within(scope).filter(territory=territory)
