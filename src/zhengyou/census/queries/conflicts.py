"""What others changed since somebody opened a form."""

from __future__ import annotations

from zhengyou.changes import queries as changes
from zhengyou.changes.models import Change


def last_seen(kind: str, subject_id: int) -> int:
    """The number of the latest change of a subject; 0 when there is none."""
    rows = changes.history(kind, subject_id, limit=1)
    return rows[0].pk if rows else 0


def since(kind: str, subject_id: int, seen: int) -> list[Change]:
    """The changes after `seen`, oldest first."""
    return [row for row in reversed(changes.history(kind, subject_id, limit=500)) if row.pk > seen]


def first_old(rows: list[Change]) -> dict[str, str]:
    """{name in the change table: what stood there before the first of these changes}."""
    found: dict[str, str] = {}
    for row in rows:
        if row.field != Change.CREATED:
            found.setdefault(row.field, row.old)
    return found
