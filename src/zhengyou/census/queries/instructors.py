"""Who may be the instructor of a unit."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from zhengyou.accounts.models import User
from zhengyou.organisations.models import Appointment, in_force
from zhengyou.scoping.prefix import ancestors


def of_place(path: str, *, on: date) -> QuerySet[User]:
    """People who are instructors of the place or of one above it on that day, by name."""
    appointed = Appointment.objects.across_all(
        because="instructors of a county serve its townships' units as well"
    )
    serving = appointed.filter(in_force(on), role="instructor", place__in=ancestors(path)).values("user")
    return User.objects.filter(pk__in=serving, is_active=True).order_by("name", "username")
