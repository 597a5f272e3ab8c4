"""A slip is opened, usually on a telephone: choose a password, and in."""

from __future__ import annotations

from allauth.account.utils import perform_login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from zhengyou.accounts import guessing
from zhengyou.accounts.actions import slips
from zhengyou.accounts.forms import NewPasswordForm
from zhengyou.accounts.models import Slip
from zhengyou.accounts.queries import usable_slip
from zhengyou.scoping import Scope
from zhengyou.web.errors import Conflict
from zhengyou.web.policy import Public, page


@page(policy=Public("the slip is the key; whoever holds it has no password yet"))
@never_cache
@sensitive_post_parameters()
def slip(request: HttpRequest, secret: str) -> HttpResponse:
    """Shows whose slip it is and asks for a new password twice; then signs in."""
    if guessing.too_many(request):
        return _unusable(request, status=429)
    try:
        found = usable_slip(secret, at=timezone.now())
    except Slip.DoesNotExist:
        guessing.count(request)
        return _unusable(request, status=404)
    if found is None:
        return _unusable(request, status=410)
    form = NewPasswordForm(request.POST or None, scope=Scope.nothing(), user=found.user)
    if request.method == "POST" and form.is_valid():
        try:
            user = slips.redeem(secret=secret, password=form.cleaned_data["password"], at=timezone.now())
        except Conflict:
            return _unusable(request, status=410)
        logout(request)  # whoever was signed in on this machine before
        response: HttpResponse = perform_login(request, user)
        return response
    return render(request, "accounts/slip.html", {"form": form, "person": found.user})


def _unusable(request: HttpRequest, *, status: int) -> HttpResponse:
    """One page for unknown, used, void and expired slips; it names nobody."""
    return render(request, "accounts/slip_unusable.html", {"too_many": status == 429}, status=status)
