"""What is held about you and why: seen once for each version, readable at any time."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from zhengyou.accounts import notice as text
from zhengyou.accounts.actions import accounts
from zhengyou.accounts.models import User
from zhengyou.accounts.places import place_of
from zhengyou.web.policy import ScopedRequest, SignedIn, page


@page(policy=SignedIn())
def notice(request: ScopedRequest) -> HttpResponse:
    """Shows the notice; its button records that it was seen and goes on."""
    user = cast(User, request.user)
    onward = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure()):
        onward = ""
    if request.method == "POST":
        accounts.acknowledge_notice(
            user=user, version=text.VERSION, by=request.scope, at=timezone.now(), path=place_of(request)
        )
        return redirect(onward or settings.LOGIN_REDIRECT_URL)
    context = {
        "version": text.VERSION,
        "text": text.TEMPLATE,
        "seen": user.notice_version == text.VERSION,
        "seen_at": user.notice_seen_at,
        "next": onward,
    }
    return render(request, "accounts/notice.html", context)
