"""Nobody works in the product before having seen what it holds about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from zhengyou.accounts import notice
from zhengyou.web.policy import Public, policy_of

OPEN = frozenset({"notice", "account_logout"})


def lead_to(request: HttpRequest, name: str) -> HttpResponse:
    """To the page with this address name, and back afterwards; htmx is told to leave the page as a whole."""
    back = request.get_full_path() if request.method == "GET" and not getattr(request, "htmx", False) else "/"
    url = f"{reverse(name)}?{urlencode({'next': back})}"
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


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
