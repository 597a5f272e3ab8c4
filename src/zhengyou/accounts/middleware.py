"""What holds for everybody who is signed in: nothing is left behind on the machine, idleness ends it, the notice comes first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zhengyou.accounts import notice, sessions
from zhengyou.web.policy import Public, policy_of

OPEN = frozenset({"notice", "account_logout"})


def lead_to(request: HttpRequest, name: str) -> HttpResponse:
    """To the page with this address name, and back afterwards; htmx is told to leave the page as a whole."""
    back = request.get_full_path() if request.method == "GET" and not getattr(request, "htmx", False) else "/"
    url = f"{reverse(name)}?{urlencode({'next': back})}"
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


class CacheMiddleware:
    """What a signed-in person saw is nobody else's: pages are asked for anew, and go from the machine on signing out.

    Not no-store, which would empty a half-filled form on the way back to it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = request.user.is_authenticated
        response = self.get_response(request)
        if before or request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        if before and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"cache"'
        return response


class IdleMiddleware:
    """Signs out whoever has left the machine."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = timezone.now()
            if sessions.is_idle(request.session, at=now):
                logout(request)
                minutes = settings.SESSION_IDLE_AGE // 60
                messages.info(
                    request,
                    _("超过 %(minutes)s 分钟没有操作，已自动退出。请重新登录。") % {"minutes": minutes},
                )
            else:
                sessions.use(request.session, at=now)
        return self.get_response(request)


class NoticeMiddleware:
    """Stands behind the policy: whoever gets here is let in, but reads the notice first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """None to go on, or the way to the notice."""
        if not request.user.is_authenticated or isinstance(policy_of(view), Public):
            return None
        if request.user.notice_version == notice.VERSION:
            return None
        if request.resolver_match and request.resolver_match.url_name in OPEN:
            return None
        return lead_to(request, "notice")
