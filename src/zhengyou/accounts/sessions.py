"""Sessions that end with idleness or with the day, and whose rows do not tell when somebody was at work.

A session holds two coarse times, rounded down to STEP: when it began and when it was last used. They lie in the
signed data of the session, are rewritten once in STEP at most, are shown and exported nowhere and go with the session.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

STEP = 5 * 60  # seconds
BEGAN = "began"
USED = "used"
_ROW = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Django's sessions in the database; the end is counted from the beginning, whatever is written in between."""

    def load(self) -> dict[str, Any]:
        """The data of the session, as Django's own loads it, without making a model of the row: every request does this."""
        with connection.cursor() as cursor:
            now = connection.ops.adapt_datetimefield_value(timezone.now())
            cursor.execute(_ROW, [self.session_key, now])
            found = cursor.fetchone()
        return self.decode(found[0]) if found else super().load()

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """When the session ends at the latest: never put off by a request, so that the row does not tell of one."""
        began = self.get(BEGAN)
        if began is None:
            return super().get_expiry_date(**kwargs)
        return datetime.fromtimestamp(began * STEP, tz=UTC) + timedelta(seconds=self.get_session_cookie_age())


def listen() -> None:
    """Connects once, when the app is ready."""
    user_logged_in.connect(_begin, dispatch_uid="zhengyou-session-begins")


def is_idle(session: SessionBase, *, at: datetime) -> bool:
    """Whether nobody has used the session for SESSION_IDLE_AGE; rounding may add up to STEP, and takes nothing away."""
    used = session.get(USED)
    return used is not None and (_step(at) - used - 1) * STEP >= settings.SESSION_IDLE_AGE


def use(session: SessionBase, *, at: datetime) -> None:
    """Notes the use, when the note would differ."""
    if session.get(USED) != _step(at):
        session[USED] = _step(at)
    if BEGAN not in session:
        session[BEGAN] = _step(at)


def _begin(request: HttpRequest, **kwargs: Any) -> None:
    at = datetime.now(tz=UTC)
    request.session[BEGAN] = request.session[USED] = _step(at)


def _step(at: datetime) -> int:
    return int(at.timestamp()) // STEP
