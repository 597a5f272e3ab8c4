"""Who is signed in: as Django tells it, remembered by this process until anything about people is written."""

from __future__ import annotations

import copy
from typing import Any, Final

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from zhengyou.accounts.models import User
from zhengyou.web.freshness import stamps_of
from zhengyou.web.remembered import Remembered

_KNOWN: Final = Remembered[User]()


class PersonMiddleware(AuthenticationMiddleware):
    """Django's own, but for asking the database each time."""

    def process_request(self, request: HttpRequest) -> None:
        """Sets request.user, looked up when somebody asks."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: person(request))  # type: ignore[assignment]


def person(request: Any) -> User | AnonymousUser:
    """The person of the request's session; each request gets an object of its own."""
    if not hasattr(request, "_cached_user"):
        request._cached_user = _known(request) or _asked(request)
    found: User | AnonymousUser = request._cached_user
    return found


def _known(request: HttpRequest) -> User | None:
    """Whom this process knows, if the session still proves it: the proof hangs on the password and the person's stamp."""
    session = request.session
    if session.get(auth.BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    found = _KNOWN.find(stamps_of(request)[0], session.get(auth.SESSION_KEY))
    proof = session.get(auth.HASH_SESSION_KEY, "")
    if found is None or not constant_time_compare(proof, found.get_session_auth_hash()):
        return None
    return copy.copy(found)


def _asked(request: HttpRequest) -> User | AnonymousUser:
    stamp = stamps_of(request)[0] if auth.SESSION_KEY in request.session else ""
    found = auth.get_user(request)
    if isinstance(found, User):
        _KNOWN.keep(stamp, request.session[auth.SESSION_KEY], copy.copy(found))
    return found
