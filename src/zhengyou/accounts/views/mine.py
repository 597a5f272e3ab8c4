"""My data: see it, take it away, have it corrected, end my sessions."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhengyou.accounts import my_data as held
from zhengyou.accounts.actions import accounts
from zhengyou.accounts.models import User
from zhengyou.accounts.places import place_of
from zhengyou.audit import actions as audit
from zhengyou.web.policy import ScopedRequest, SignedIn, page


@page(policy=SignedIn())
@never_cache
def my_data(request: ScopedRequest) -> HttpResponse:
    """Everything held about the person, and why."""
    return render(request, "accounts/my_data.html", {"held": held.gather(cast(User, request.user))})


@page(policy=SignedIn())
@never_cache
def my_data_export(request: ScopedRequest) -> HttpResponse:
    """The same as a JSON file."""
    user, now = cast(User, request.user), timezone.now()
    answer = JsonResponse(held.as_json(user, at=now), json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    audit.record(
        "my_data.exported",
        by=request.scope,
        at=now,
        subject_kind="user",
        subject_id=user.pk,
        subject=user.name,
        path=place_of(request),
    )
    return answer


@page(policy=SignedIn())
@require_POST
def sign_out_everywhere(request: ScopedRequest) -> HttpResponse:
    """Ends all sessions of the person, on every machine, this one included."""
    user = cast(User, request.user)
    accounts.sign_out_everywhere(user=user, by=request.scope, at=timezone.now(), path=place_of(request))
    logout(request)
    messages.success(request, _("已在所有设备上退出。"))
    return redirect("account_login")
