"""Whoever writes cells does it alone."""

from __future__ import annotations

from typing import Final

from django.db import connection

_LOCK: Final = 7_202_611


def take() -> None:
    """Waits until nobody else writes cells; lasts until the transaction ends, which must be open.

    Readers and whoever changes facts are not held up. On SQLite the transaction itself is the turn.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
