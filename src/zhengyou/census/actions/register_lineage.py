"""What registers said of a record while it was merged into another goes to that record when the two are parted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from zhengyou.census.importing import register_entries as entries
from zhengyou.census.importing import undoing
from zhengyou.census.importing.kinds.merged_codes import LINEAGE
from zhengyou.census.importing.kinds.units import settle
from zhengyou.census.lifecycle import ImportState
from zhengyou.census.models import ImportBatch, Merge, RegisterEntry, Unit
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.changes.models import Change
from zhengyou.changes.texts import as_text
from zhengyou.scoping import Scope

KIND: Final = "unit"
_OWN: Final = "the merge was reached through the scope"

Items = list[dict[str, Any]]


def of(merge: Merge) -> Items:
    """What was noted with the merge, the latest first; imports that were undone since have taken theirs back."""
    noted: Items = merge.taken.get(LINEAGE, [])
    batches = ImportBatch.objects.across_all(because=_OWN).filter(state=ImportState.COMMITTED)
    standing = set(batches.filter(pk__in=[one["batch"] for one in noted]).values_list("pk", flat=True))
    return [one for one in reversed(noted) if one["batch"] in standing]


def take_off(items: Items, kept: Unit, *, by: Scope, at: datetime) -> None:
    """Puts the kept unit's facts and entries back to what they were without these rows; what was changed since stays.

    The unit is saved and read again.
    """
    for item in items:
        rows = Change.objects.across_all(because=_OWN).filter(
            subject_kind=KIND, subject_id=kept.pk, batch_id=item["batch"], field__in=item["said"]
        )
        changed = {}
        for field, old, new in rows.order_by("-pk").values_list("field", "old", "new"):
            if as_text(getattr(kept, field)) == new:
                changed[field] = old
        if _put(kept, changed, _origin(item, by, at, source=str(_("撤销合并")))):
            kept.save()
            kept.refresh_from_db()
        entry = entries.held(item["register"], [kept.pk]).get(kept.pk)
        if entry is not None:
            _lighten(entry, item)


def give(items: Items, removed: Unit, *, by: Scope, at: datetime) -> None:
    """Sets on the record, for the caller to save, what the registers said of it meanwhile."""
    for item in reversed(items):
        day = date.fromisoformat(item["as_of"])
        source = entries.source_of(item["register"], day)
        _put(removed, item["said"], _origin(item, by, at, source=source, as_of=day))


def enter(items: Items, removed: Unit) -> None:
    """Writes the entries of these rows for the record."""
    for item in reversed(items):
        told = {removed.pk: (date.fromisoformat(item["as_of"]), item["said"], frozenset[str]())}
        entries.write(item["register"], told, changed=(), batch_id=item["batch"])


def _origin(
    item: Mapping[str, Any], by: Scope, at: datetime, *, source: str, as_of: date | None = None
) -> Origin:
    """Under the batch that brought it: undoing that one takes it from wherever it is now."""
    return Origin(by=by, at=at, source=source, as_of=as_of, batch_id=item["batch"])


def _put(unit: Unit, values: Mapping[str, str], origin: Origin) -> bool:
    changed = {}
    for field, text in values.items():
        old = as_text(getattr(unit, field))
        if old != text:
            undoing.put(unit, field, text)
            changed[field] = (old, text)
    if changed:
        settle(unit)
        ledger = Ledger(origin)
        ledger.changed(KIND, unit.pk, values=changed, path=unit.path)
        ledger.write()
    return bool(changed)


def _lighten(entry: RegisterEntry, item: Mapping[str, Any]) -> None:
    """The entry as it was before the row, or, when it was written again since, without what only that row had said."""
    if entry.batch_id == item["batch"]:
        entries.step_back(entry)
        return
    entry.fields = {
        key: day for key, day in entry.fields.items() if key not in item["said"] or day != item["as_of"]
    }
    entry.save(update_fields=["fields"])
