"""Gives each request its scope: the person, acting under one appointment at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from zhengyou.accounts.models import User
from zhengyou.organisations.models import Appointment
from zhengyou.organisations.scopes import appointments_of, scope_for
from zhengyou.scoping import Scope
from zhengyou.web.freshness import stamps_of
from zhengyou.web.policy import ScopedRequest
from zhengyou.web.remembered import Remembered

SESSION_KEY = "appointment"


class ScopeMiddleware:
    """Sets request.scope, request.appointment and request.appointments."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, plain: HttpRequest) -> HttpResponse:
        request = cast(ScopedRequest, plain)
        request.scope = Scope.nothing()
        request.appointment = None
        request.appointments = []
        if request.user.is_authenticated:
            user = request.user
            request.appointments = _appointments(request)
            chosen = request.session.get(SESSION_KEY)
            acting = next((one for one in request.appointments if one.pk == chosen), None)
            if acting is None and request.appointments:
                acting = request.appointments[0]
            request.appointment = acting
            request.scope = scope_for(user, acting)
        return self.get_response(request)


_HELD: Final = Remembered[list[Appointment]]()


def _appointments(request: ScopedRequest) -> list[Appointment]:
    """The person's appointments of today, remembered until anything about people is written."""
    stamp, today = stamps_of(request)[0], timezone.localdate()
    user = cast(User, request.user)
    found = _HELD.find(stamp, (user.pk, today))
    if found is None:
        found = _HELD.keep(stamp, (user.pk, today), appointments_of(user, on=today))
    return list(found)
