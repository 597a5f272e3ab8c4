"""Recording changes: the same rows from a screen and from a bulk import."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zhengyou.changes.models import Change, Outbox
from zhengyou.scoping import Scope

BATCH = 5000


@dataclass(frozen=True, slots=True)
class Origin:
    """Where facts come from: what each change row repeats.

    source: a short sentence such as "南阳市摸底表.xlsx" or "网页登记".
    entered_by: code of the enum `entered_by` (self, helped, paper, import).
    as_of: the date the facts hold for.
    """

    by: Scope
    at: datetime
    source: str
    entered_by: str = "self"
    as_of: date | None = None
    batch_id: int | None = None


@dataclass(slots=True)
class Ledger:
    """Collects changes of many subjects and writes them with two statements' worth of batches."""

    origin: Origin
    _changes: list[Change] = field(default_factory=list)
    _outbox: list[Outbox] = field(default_factory=list)

    def created(self, kind: str, subject_id: int, *, values: Mapping[str, Any], path: str = "") -> None:
        """A subject came into being with these values."""
        text = json.dumps({name: as_text(value) for name, value in values.items()}, ensure_ascii=False)
        self._add(kind, subject_id, Change.CREATED, "", text, path)
        self._outbox.append(Outbox(subject_kind=kind, subject_id=subject_id, place=path))

    def changed(
        self,
        kind: str,
        subject_id: int,
        *,
        values: Mapping[str, tuple[Any, Any]],
        path: str = "",
        previous_path: str = "",
    ) -> None:
        """Fields of a subject changed: {field: (old, new)}."""
        for name, (old, new) in values.items():
            self._add(kind, subject_id, name, as_text(old), as_text(new), path)
        if values:
            self._outbox.append(
                Outbox(subject_kind=kind, subject_id=subject_id, place=path, previous_place=previous_path)
            )

    def touched(self, kind: str, subject_id: int, *, path: str = "") -> None:
        """A subject must be derived anew although none of its own fields changed."""
        self._outbox.append(Outbox(subject_kind=kind, subject_id=subject_id, place=path))

    def write(self) -> None:
        """Writes what was collected, in the caller's transaction."""
        Change.objects.across_all(because="bulk insert of rows just made").bulk_create(
            self._changes, batch_size=BATCH
        )
        Outbox.objects.across_all(because="bulk insert of rows just made").bulk_create(
            self._outbox, batch_size=BATCH
        )
        self._changes.clear()
        self._outbox.clear()

    def _add(self, kind: str, subject_id: int, name: str, old: str, new: str, path: str) -> None:
        origin = self.origin
        self._changes.append(
            Change(
                subject_kind=kind,
                subject_id=subject_id,
                field=name,
                old=old,
                new=new,
                source=origin.source[:200],
                entered_by=origin.entered_by,
                as_of=origin.as_of,
                batch_id=origin.batch_id,
                user_id=origin.by.user_id,
                actor=origin.by.label[:120],
                at=origin.at,
                path=path,
            )
        )


def as_text(value: Any) -> str:
    """A value as the change table holds it: '' unknown, ISO dates, plain decimals, 1/0, JSON for lists."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def forget(ids: Iterable[int]) -> None:
    """Removes outbox entries that were followed."""
    Outbox.objects.across_all(because="entries already followed").filter(id__in=list(ids)).delete()
