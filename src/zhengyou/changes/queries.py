"""Reading history. The subject itself was read through a scope before; its history is part of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from zhengyou.changes.models import Change, Outbox
from zhengyou.scoping import below

_BECAUSE = "the subject was read through the scope; its history belongs to it"


@dataclass(frozen=True, slots=True)
class Event:
    """Changes of one moment by one person from one source.

    what: (label, old, new). at_first: (label, value) that the record came into being with.
    """

    at: datetime
    actor: str
    source: str
    as_of: date | None
    what: list[tuple[str, str, str]]
    at_first: list[tuple[str, str]] = field(default_factory=list)


def events(
    rows: Iterable[Change],
    *,
    line: Callable[[Change], tuple[str, str, str] | None],
    hand: Callable[[Change], tuple[str, str]] = lambda row: (row.actor, row.source),
    first: Callable[[Change], list[tuple[str, str]]] | None = None,
) -> list[Event]:
    """Changes as events, in the order given.

    line: a change in words, (label, old, new), or None for what the reader may not know of. hand: (who, from where).
    first: what a record came into being with.
    """
    found: list[Event] = []
    for row in rows:
        told = line(row)
        if told is None:
            continue
        same = (row.at, *hand(row))
        last = found[-1] if found else None
        if last and (last.at, last.actor, last.source) == same:
            last.what.append(told)
        else:
            found.append(Event(*same, row.as_of, [told]))
        if first and row.field == Change.CREATED:
            found[-1].at_first.extend(first(row))
    return found


def history(kind: str, subject_id: int, *, limit: int | None = None) -> list[Change]:
    """The changes of one subject, newest first."""
    rows = (
        Change.objects.across_all(because=_BECAUSE)
        .filter(subject_kind=kind, subject_id=subject_id)
        .order_by("-id")
    )
    return list(rows[:limit] if limit else rows)


def last_seen(kind: str, subject_id: int) -> int:
    """The number of the latest change of a subject; 0 when there is none."""
    rows = history(kind, subject_id, limit=1)
    return rows[0].pk if rows else 0


def since(kind: str, subject_id: int, seen: int) -> list[Change]:
    """The changes after `seen`, oldest first."""
    return [row for row in reversed(history(kind, subject_id, limit=500)) if row.pk > seen]


def first_old(rows: Iterable[Change]) -> dict[str, str]:
    """{name in the change table: what stood there before the first of these changes}."""
    found: dict[str, str] = {}
    for row in rows:
        if row.field != Change.CREATED:
            found.setdefault(row.field, row.old)
    return found


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


def of_batch(batch_id: int) -> Iterator[Change]:
    """The changes of one import: what it created, then what it changed, in order, one at a time.

    What a record came into being with stays in the database.
    """
    rows = Change.objects.across_all(because="an import is read through its own scope").filter(
        batch_id=batch_id
    )
    fields = rows.exclude(field=Change.CREATED)
    yield from rows.filter(field=Change.CREATED).defer("new").iterator()
    yield from fields.iterator()


def later_than(batch_id: int, kind: str, ids: set[int]) -> list[Change]:
    """Changes that came to the same subjects after the batch's last change: what an undo would overwrite."""
    rows = Change.objects.across_all(because="an import is read through its own scope")
    last = rows.filter(batch_id=batch_id).order_by("-id").values_list("id", flat=True).first() or 0
    later = rows.filter(subject_kind=kind, id__gt=last).exclude(batch_id=batch_id)
    return [change for change in later.iterator() if change.subject_id in ids]


def waiting(limit: int = 50_000) -> list[Outbox]:
    """The oldest outbox entries."""
    return list(Outbox.objects.across_all(because="derived figures follow every change")[:limit])


def latest() -> int:
    """The number of the newest change of all; 0 when there is none."""
    rows = Change.objects.across_all(because="a number only, to tell later whether anything changed")
    return rows.order_by("-id").values_list("id", flat=True).first() or 0


def changed_below(path: str, kinds: Iterable[str], *, after: int) -> bool:
    """Whether anything of these kinds at or below the territory path changed after that number."""
    rows = Change.objects.across_all(because="yes or no only, of a place that was read through the scope")
    return rows.filter(below("path", path), id__gt=after, subject_kind__in=list(kinds)).exists()
