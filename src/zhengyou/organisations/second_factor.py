"""A role that may see or do much is used with a second factor only: whoever has none is led to set one up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhengyou.accounts.middleware import lead_to
from zhengyou.accounts.models import User
from zhengyou.accounts.queries import has_second_factor
from zhengyou.organisations.rules.roles import needs_second_factor
from zhengyou.web.freshness import stamps_of
from zhengyou.web.policy import Public, ScopedRequest, SignedIn, page, policy_of
from zhengyou.web.remembered import Remembered

OPEN = frozenset(
    {
        "second_factor_needed",
        "change_role",
        "notice",
        "account_logout",
        "account_reauthenticate",
        "account_change_password",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_reauthenticate",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_generate_recovery_codes",
    }
)
"""Addresses that a person without a second factor needs in order to get one, or to act in another role."""


class SecondFactorMiddleware:
    """Stands behind the policy and the notice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """None to go on, or the way to the page that says what is needed."""
        if isinstance(policy_of(view), Public) or not is_missing(cast(ScopedRequest, request)):
            return None
        if request.resolver_match and request.resolver_match.url_name in OPEN:
            return None
        return lead_to(request, "second_factor_needed")


def is_missing(request: ScopedRequest) -> bool:
    """Whether the role acted in wants a second factor that the person does not have."""
    if request.appointment is None or not needs_second_factor(request.appointment.role):
        return False
    stamp, person = stamps_of(request)[0], request.user.pk
    having = _HAVING.find(stamp, person)
    if having is None:
        having = _HAVING.keep(stamp, person, has_second_factor(cast(User, request.user)))
    return not having


_HAVING: Final = Remembered[bool]()


@page(policy=SignedIn())
def second_factor_needed(request: ScopedRequest) -> HttpResponse:
    """Says why, and leads on to the set-up."""
    if not is_missing(request):
        return redirect("home")
    return render(request, "organisations/second_factor_needed.html")
