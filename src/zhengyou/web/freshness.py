"""Whole pages that are answered again without being made again, as long as nothing that pages show was written.

`@unless_changed` stands directly above a view that only reads. What it answers hangs on: who asks under which appointment, what
the session has chosen, the address with its query, the language, the day, the edition of the program, and the stamps (stamping),
which every committed write changes in its own transaction. The stamps are read before the page is, so no page is older than
its tag says. The whole of it makes the page's tag (ETag). With the same tag in If-None-Match the answer is 304; else the page
as it was last made under that tag in this process; else it is made.

Everything in front of a view has run before: sign-in, idleness, appointment, policy, notice, second factor. Forms carry a token
bound to the browser's CSRF cookie: what is kept has none, each answer gets its own, and the tag is bound to the cookie, so that a
page a browser shows again holds a token that still counts. A page with a message to show, or asked for by htmx, is always made.
"""

from __future__ import annotations

import re
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any, Final, TypeVar, cast
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.http import parse_etags

from zhengyou import __version__
from zhengyou.web.policy import ScopedRequest
from zhengyou.web.stamping import FACTS, MODULUS, PEOPLE

V = TypeVar("V", bound=Callable[..., HttpResponseBase])

KEPT_BYTES: Final = 8 * 1024 * 1024
"""How much of packed pages one process keeps; the one longest unasked goes first."""
_TOKEN: Final = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")[A-Za-z0-9]{64}(?=")')
_GAP: Final = b"\0"
_OF_SIGN_IN: Final = frozenset(
    {"began", "used", "account_authentication_methods", SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY}
)
"""Of a session, what no page shows: times and proofs, which differ from one sign-in of a person to the next."""


def unless_changed(view: V) -> V:
    """Declares that a view only reads watched tables, and shows nothing but them, the day and the request's own."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "GET" or getattr(request, "htmx", False) or len(get_messages(request)):
            return view(request, *args, **kwargs)
        token = get_token(request)  # from here on the browser has a cookie to bind to
        state = _state(cast(ScopedRequest, request))
        tag = f'W/"{_digest(state + request.META["CSRF_COOKIE"])}"'
        if _matches(request, tag):
            return HttpResponseNotModified(headers={"ETag": tag})
        key = _digest(state)
        kept = _PAGES.get(key)
        if kept is not None:
            body = zlib.decompress(kept).replace(_GAP, token.encode())
            return HttpResponse(body, headers={"ETag": tag})
        response = view(request, *args, **kwargs)
        if _may_be_kept(request, response):
            content = cast(HttpResponse, response).content
            _PAGES.put(key, zlib.compress(_TOKEN.sub(_GAP, content), 1))
            response.headers["ETag"] = tag
        return response

    answer.conditional = True  # type: ignore[attr-defined]  # the guard sweeps over these
    return cast(V, answer)


def _matches(request: HttpRequest, tag: str) -> bool:
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    return any(one.removeprefix("W/") == tag.removeprefix("W/") for one in asked)


def _may_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    return (
        response.status_code == 200
        and isinstance(response, HttpResponse)
        and response.headers.get("Content-Type", "").startswith("text/html")
        and not response.cookies
        and "Cache-Control" not in response.headers
        and not len(get_messages(request))
        and _GAP not in response.content
    )


def _state(request: ScopedRequest) -> str:
    """All that decides what the page shows, as one text."""
    return "\n".join(
        (
            _edition(),
            str(request.user.pk),
            str(request.appointment.pk if request.appointment else ""),
            repr(sorted((name, value) for name, value in request.session.items() if name not in _OF_SIGN_IN)),
            request.LANGUAGE_CODE,
            timezone.localdate().isoformat(),
            request.build_absolute_uri(),
            *stamps_of(request),
        )
    )


def stamps_of(request: HttpRequest) -> tuple[str, str]:
    """The stamps as they were when the request came, read once: before anything that hangs on them."""
    found: tuple[str, str] | None = getattr(request, "stamps", None)
    if found is None:
        found = request.stamps = stamps()  # type: ignore[attr-defined]
    return found


def stamps() -> tuple[str, str]:
    """The state of people and of facts as this connection sees it now. Equal texts: nothing was written in between.

    Where there is no stamp, no two states are equal: nothing is kept, rather than kept too long.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT about, sum(number) FROM web_stamp GROUP BY about")
        found = {about: str(int(number) % MODULUS) for about, number in cursor.fetchall()}
    return found.get(PEOPLE) or uuid4().hex, found.get(FACTS) or uuid4().hex


def _digest(text: str) -> str:
    return salted_hmac("zhengyou.web.freshness", text, algorithm="sha256").hexdigest()[:32]


@cache
def _edition() -> str:
    """Changes with the program: templates, code and words are as new as the newest file."""
    files = Path(settings.PACKAGE_DIR).rglob("*")
    newest = max(file.stat().st_mtime_ns for file in files if file.suffix in {".py", ".html", ".mo"})
    return f"{__version__} {newest}"


class _Pages:
    """Packed pages of one process by their key, bounded by bytes."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def put(self, key: str, page: bytes) -> None:
        with self._lock:
            self._bytes += len(page) - len(self._held.pop(key, b""))
            self._held[key] = page
            while self._bytes > KEPT_BYTES:
                self._bytes -= len(self._held.popitem(last=False)[1])

    def clear(self) -> None:
        with self._lock:
            self._held.clear()
            self._bytes = 0


_PAGES: Final = _Pages()


def forget() -> None:
    """Drops what this process keeps. Nothing needs it but measurements and tests: what is kept is never wrong."""
    _PAGES.clear()
