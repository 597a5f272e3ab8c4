"""Language, refusals and policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from zhengyou.scoping import OutsideScope, Reach
from zhengyou.web import refusals
from zhengyou.web.errors import Conflict, Forbidden, Refused
from zhengyou.web.policy import Needs, Public, ScopedRequest, policy_of

Answer = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Chinese unless the person switched: the browser's own language does not decide in a county office."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        known = {code for code, _ in settings.LANGUAGES}
        translation.activate(chosen if chosen in known else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


def _drop_nul(request: HttpRequest) -> None:
    """Takes NULs out of what the address asks: no text of ours holds one, and PostgreSQL takes none."""
    if not any("\0" in text for name, texts in request.GET.lists() for text in (name, *texts)):
        return
    plain = QueryDict(mutable=True)
    for name, texts in request.GET.lists():
        plain.setlist(name.replace("\0", ""), [text.replace("\0", "") for text in texts])
    request.GET = QueryDict(plain.urlencode())


def _came_from(request: HttpRequest) -> str:
    """The page of this site that a form or a link stood on; '' when the browser does not say."""
    said = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(said, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(said)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _back(request: HttpRequest) -> str:
    """Where to go on after signing in: a page that a browser can open, never an address that only takes a form."""
    if request.method in {"GET", "HEAD"} and not getattr(request, "htmx", False):
        return request.get_full_path()
    return _came_from(request) or "/"


def _above(path: str) -> str:
    """The nearest page above an address: /directives/3/ for /directives/3/mend/."""
    parts = path.strip("/").split("/")
    for end in range(len(parts) - 1, 0, -1):
        above = f"/{'/'.join(parts[:end])}/"
        try:
            resolve(above)
        except Resolver404:
            continue
        return above
    return "/"


class RefusalMiddleware:
    """Turns the named exceptions into pages."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """An address that only takes what a form sends, opened by hand: a page that leads back, not the browser's own."""
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET":
            return response
        page = render(request, "405.html", {"back": _above(request.path)}, status=405)
        page.headers["Allow"] = response.headers.get("Allow", "POST")
        return page

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Wrong state 409, wrong person 403, bad input outside a form 400."""
        if isinstance(error, Conflict):
            return render(request, "409.html", {"sentence": error.sentence, "back": error.back}, status=409)
        if isinstance(error, Forbidden):
            return render(request, "403.html", status=403)
        if isinstance(error, Refused):
            return render(request, "400.html", {"sentence": error.sentence}, status=400)
        if isinstance(error, OutsideScope):
            return render(request, "404.html", status=404)
        return None


class PolicyMiddleware:
    """Lets a request reach its view only if the view's policy lets this person in."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """None to go on; a redirect to sign in; or a refusal."""
        if "\0" in request.path_info:
            raise Http404
        _drop_nul(request)
        policy = policy_of(view)
        if policy is None:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} declares no policy")
        if isinstance(policy, Public):
            return None
        if not request.user.is_authenticated:
            sign_in = redirect_to_login(_back(request))
            if getattr(request, "htmx", False):
                return HttpResponse(status=401, headers={"HX-Redirect": sign_in.url})
            return sign_in
        if isinstance(policy, Needs):
            scope = cast(ScopedRequest, request).scope
            if not any(scope.may(right) for right in policy.rights):
                if scope.reach is Reach.NOTHING:
                    raise Http404
                if policy.noted:
                    refusals.note(cast(ScopedRequest, request), policy.noted)
                return render(request, "403.html", status=403)
        return None
