"""Reading history. The subject itself was read through a scope before; its history is part of it."""

from __future__ import annotations

import json

from zhengyou.changes.models import Change, Outbox

_BECAUSE = "the subject was read through the scope; its history belongs to it"


def history(kind: str, subject_id: int, *, limit: int | None = None) -> list[Change]:
    """The changes of one subject, newest first."""
    rows = (
        Change.objects.across_all(because=_BECAUSE)
        .filter(subject_kind=kind, subject_id=subject_id)
        .order_by("-id")
    )
    return list(rows[:limit] if limit else rows)


def provenance(kind: str, subject_id: int) -> dict[str, Change]:
    """For each field the change that it holds its value from; a creation stands for the fields it set."""
    latest: dict[str, Change] = {}
    for change in reversed(history(kind, subject_id)):
        if change.field == Change.CREATED:
            latest.update(
                dict.fromkeys((name for name, text in json.loads(change.new).items() if text), change)
            )
        else:
            latest[change.field] = change
    return latest


def of_batch(batch_id: int) -> list[Change]:
    """The changes of one import, in order."""
    return list(
        Change.objects.across_all(because="an import is read through its own scope").filter(batch_id=batch_id)
    )


def later_than(batch_id: int, kind: str, ids: set[int]) -> list[Change]:
    """Changes that came to the same subjects after the batch's last change: what an undo would overwrite."""
    rows = Change.objects.across_all(because="an import is read through its own scope")
    last = rows.filter(batch_id=batch_id).order_by("-id").values_list("id", flat=True).first() or 0
    later = rows.filter(subject_kind=kind, id__gt=last).exclude(batch_id=batch_id)
    return [change for change in later.iterator() if change.subject_id in ids]


def waiting(limit: int = 50_000) -> list[Outbox]:
    """The oldest outbox entries."""
    return list(Outbox.objects.across_all(because="derived figures follow every change")[:limit])
