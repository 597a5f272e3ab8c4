"""Reading requests; of problems see queries.problems."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from zhengyou import standards
from zhengyou.organisations.models import Appointment, Territory, in_force
from zhengyou.requests.models import Request
from zhengyou.scoping import Reach, Scope
from zhengyou.scoping.prefix import ancestors

ANSWER = "requests.answer"
MEND = "units.edit"
"""Whoever owes an answer can also mend what is wrong."""

_OFFICES = "which office answers is found over all offices; no person of them is shown"


def listed(scope: Scope, *, state: str = "", kind: str = "", text: str = "") -> QuerySet[Request]:
    """Own requests, and for those who answer the ones of their territory, by due date.

    state: "open" or "answered"; "" all.
    """
    rows = readable(scope).select_related("asked_by")
    if state == "open":
        rows = rows.filter(answered_at__isnull=True)
    elif state == "answered":
        rows = rows.filter(answered_at__isnull=False)
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.filter(Q(subject__icontains=text) | Q(text__icontains=text))
    return rows.order_by("due_on", "id")


def readable(scope: Scope) -> QuerySet[Request]:
    """The requests this person may read: own ones, and with the right to answer those of the territory."""
    rows = Request.objects.within(scope).exclude(kind=Request.Kind.PROBLEM)
    return rows if scope.may(ANSWER) else rows.filter(asked_by_id=scope.user_id)


def may_answer(scope: Scope, row: Request) -> bool:
    """Whether this person may answer: an office with the right, never the one who asked."""
    office = scope.reach in {Reach.TERRITORY, Reach.EVERYTHING}
    asks = row.kind != Request.Kind.PROBLEM and row.asked_by_id != scope.user_id
    return office and scope.may(ANSWER) and asks


def still_open(scope: Scope, *, kind: str, subject_kind: str, subject_id: str) -> bool:
    """Whether the person has asked the same before and waits for the answer."""
    rows = Request.objects.within(scope).filter(asked_by_id=scope.user_id, answered_at__isnull=True)
    return rows.filter(kind=kind, subject_kind=subject_kind, subject_id=subject_id).exists()


def nearest_office(place: str, *, not_user: int | None, on: date) -> str:
    """Path of the lowest territory at or above `place` where somebody can answer and mend; '' when there is nobody."""
    access = standards.load_access()
    roles = [
        role.code
        for role in access.roles
        if role.reach == Reach.TERRITORY and {ANSWER, MEND} <= access.rights(role.code)
    ]
    offices = Appointment.objects.across_all(because=_OFFICES).filter(
        in_force(on), role__in=roles, territory__path__in=ancestors(place)
    )
    if not_user is not None:
        offices = offices.exclude(user_id=not_user)
    found = offices.filter(user__is_active=True).order_by(Length("territory__path").desc())
    return found.values_list("territory__path", flat=True).first() or ""


def place_of_person(user_id: int) -> str:
    """Where somebody stands: the latest appointment's place, else the top territory, so that an office is found."""
    own = Appointment.objects.across_all(because="a person's own appointments").filter(user_id=user_id)
    latest = own.order_by("-valid_from", "-id").values_list("place", flat=True).first()
    top = Territory.objects.across_all(because="names and codes of places are public").order_by("path")
    return latest or top.values_list("path", flat=True).first() or ""
