"""Recording changes: the same rows from a screen and from a bulk import."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import repeat
from typing import Any, Final

from zhengyou import loading
from zhengyou.changes.models import Change, Outbox
from zhengyou.changes.texts import as_text
from zhengyou.scoping import Scope


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
    """Collects changes of many subjects and writes them at once, as plain rows: an import has a hundred thousand of them."""

    origin: Origin
    _changes: list[tuple[str, int, str, str, str, date | None, str]] = field(default_factory=list)
    _outbox: list[tuple[str, int, str, str]] = field(default_factory=list)

    def created(
        self,
        kind: str,
        subject_id: int,
        *,
        values: Mapping[str, Any],
        path: str = "",
        as_of: date | None = None,
    ) -> None:
        """A subject came into being with these values. as_of: where it differs from the origin's."""
        told = {name: as_text(value) for name, value in values.items()}
        self.all_created(kind, [subject_id], documents=[_JSON.encode(told)], paths=[path], days=[as_of])

    def all_created(
        self,
        kind: str,
        ids: Sequence[int],
        *,
        documents: Sequence[str],
        paths: Sequence[str],
        days: Sequence[date | None],
    ) -> None:
        """Many subjects came into being.

        documents: their values as the change table holds them: a JSON object each, every value as `as_text` gives it.
        """
        dates = [day or self.origin.as_of for day in days]
        new = repeat(Change.CREATED)
        self._changes.extend(zip(repeat(kind), ids, new, repeat(""), documents, dates, paths, strict=False))
        self._outbox.extend(zip(repeat(kind), ids, paths, repeat(""), strict=False))

    def changed(
        self,
        kind: str,
        subject_id: int,
        *,
        values: Mapping[str, tuple[Any, Any]],
        path: str = "",
        previous_path: str = "",
        as_of: date | None = None,
    ) -> None:
        """Fields of a subject changed: {field: (old, new)}. as_of: where it differs from the origin's."""
        day = as_of or self.origin.as_of
        for name, (old, new) in values.items():
            self._changes.append((kind, subject_id, name, as_text(old), as_text(new), day, path))
        if values:
            self._outbox.append((kind, subject_id, path, previous_path))

    def touched(self, kind: str, subject_id: int, *, path: str = "", previous_path: str = "") -> None:
        """A subject must be derived anew although none of its own fields changed."""
        self._outbox.append((kind, subject_id, path, previous_path))

    def write(self) -> None:
        """Writes what was collected, in the caller's transaction. May be called again with more."""
        origin = self.origin
        constants = {
            "source": origin.source[:200],
            "entered_by": origin.entered_by,
            "batch_id": origin.batch_id,
            "user_id": origin.by.user_id,
            "actor": origin.by.label[:120],
            "at": origin.at,
        }
        loading.insert(Change, _columns(_CHANGE, self._changes), constants=constants)
        loading.insert(Outbox, _columns(_OUTBOX, self._outbox))
        self._changes.clear()
        self._outbox.clear()


_CHANGE: Final = ("subject_kind", "subject_id", "field", "old", "new", "as_of", "path")
_OUTBOX: Final = ("subject_kind", "subject_id", "place", "previous_place")
_JSON: Final = json.JSONEncoder(ensure_ascii=False)


def _columns(names: Sequence[str], lines: Sequence[tuple[Any, ...]]) -> dict[str, Sequence[Any]]:
    return dict(zip(names, zip(*lines, strict=True), strict=True)) if lines else {}


def forget(ids: Iterable[int]) -> None:
    """Removes outbox entries that were followed."""
    Outbox.objects.across_all(because="entries already followed").filter(id__in=list(ids)).delete()
