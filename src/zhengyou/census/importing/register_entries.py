"""Entries of registers on their way in and out of an import: written with what they were before, given back on undo."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.census.lifecycle import ImportState
from zhengyou.census.models import Disagreement, ImportBatch, RegisterEntry, Unsurveyed
from zhengyou.web.errors import Refused

_BECAUSE: Final = "entries of units that were matched within the importer's scope"
_UNDOING: Final = "what an import wrote is taken back whole or not at all"
DEEPEST: Final = 5  # imports of one register in a row that can be taken back one after the other
CHUNK: Final = 500
_KEPT: Final = ("as_of", "fields", "overruled", "batch_id")
_WRITTEN: Final = ("as_of", "fields", "overruled", "former", "batch_id")


def source_of(register: str, as_of: date) -> str:
    """市场监管登记（2026-11-01）: kept with each fact, in one language whatever the person reads who imports."""
    return f"{standards.load_registers()[register].origin_zh}（{as_of.isoformat()}）"


def held(register: str, units: Iterable[int]) -> dict[int, RegisterEntry]:
    """{unit: its entry in a register}: one query."""
    rows = RegisterEntry.objects.across_all(because=_BECAUSE)
    return {row.unit_id: row for row in rows.filter(register=register, unit_id__in=list(units))}


def fresh(units: Iterable[int], *, today: date) -> dict[int, dict[str, str]]:
    """{unit: {field: register that holds it and still speaks for today}}: one query."""
    found: dict[int, dict[str, str]] = {}
    since = {
        code: register.holds_since(today).isoformat() for code, register in standards.load_registers().items()
    }
    rows = RegisterEntry.objects.across_all(because=_BECAUSE).filter(unit_id__in=list(units))
    for unit, register, fields in rows.values_list("unit_id", "register", "fields"):
        if register in since:
            believed = {key: register for key, day in fields.items() if day >= since[register]}
            found.setdefault(unit, {}).update(believed)
    return found


def write(
    register: str,
    told: Mapping[int, tuple[date, Mapping[str, str], frozenset[str]]],
    *,
    changed: Collection[int],
    batch_id: int,
) -> None:
    """Writes what a register says of units.

    told: {unit: (the day, {field: what the register says as text}, fields left to the census because the register was found
    wrong and says the same again)}. changed: units of which the import changed a fact. An entry that is only said again,
    with the same day, stays the earlier import's: that one can be taken back, and this one has nothing to take back.
    """
    before = held(register, told)
    rows = []
    for unit, (as_of, said, left) in told.items():
        old = before.get(unit)
        day = as_of.isoformat()
        fields = {**(old.fields if old else {}), **{key: day for key in said if key not in left}}
        overruled = {key: text for key, text in (old.overruled if old else {}).items() if key not in fields}
        latest = max(as_of, old.as_of) if old else as_of
        if (
            old
            and unit not in changed
            and (old.as_of, old.fields, old.overruled) == (latest, fields, overruled)
        ):
            continue
        rows.append(
            RegisterEntry(
                unit_id=unit,
                register=register,
                as_of=latest,
                fields=fields,
                overruled=overruled,
                former=_state(old) if old else None,
                batch_id=batch_id,
            )
        )
    RegisterEntry.objects.across_all(because=_BECAUSE).bulk_create(
        rows,
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["unit", "register"],
        update_fields=_WRITTEN,
    )


def _state(entry: RegisterEntry, depth: int = DEEPEST) -> dict[str, Any]:
    state = {name: getattr(entry, name) for name in _KEPT}
    return {**state, "as_of": entry.as_of.isoformat(), "former": _shortened(entry.former, depth - 1)}


def _shortened(former: Any, depth: int) -> Any:
    if former is None or depth <= 0:
        return None
    return {**former, "former": _shortened(former.get("former"), depth - 1)}


def refuse_undo(batch: ImportBatch) -> None:
    """A register imported again since: taking back the earlier import would mix the two. Raises Refused."""
    if batch.kind not in standards.load_registers():
        return
    later = ImportBatch.objects.across_all(because=_UNDOING).filter(
        kind=batch.kind, pk__gt=batch.pk, state=ImportState.COMMITTED
    )
    rows = RegisterEntry.objects.across_all(because=_UNDOING).filter(batch_id__in=later.values("pk"))
    for former, number in rows.values_list("former", "batch_id").iterator():
        if former is not None and _holds(former, batch.pk):
            raise Refused(
                _(
                    "第 %(number)s 批不能撤销：其中的单位后来又由第 %(later)s 批更新过登记数据。请先撤销第 %(later)s 批。"
                )
                % {"number": batch.pk, "later": number}
            )


def _holds(former: Mapping[str, Any], batch: int) -> bool:
    return former["batch_id"] == batch or (
        former.get("former") is not None and _holds(former["former"], batch)
    )


def step_back(entry: RegisterEntry) -> None:
    """The entry as it was before the import that wrote it last; one that there was not goes."""
    if entry.former is None:
        entry.delete()
    else:
        _as_before(entry).save(update_fields=_WRITTEN)


def _as_before(entry: RegisterEntry) -> RegisterEntry:
    former: dict[str, Any] = entry.former or {}
    entry.as_of = date.fromisoformat(former["as_of"])
    entry.fields, entry.overruled = former["fields"], former["overruled"]
    entry.batch_id, entry.former = former["batch_id"], former["former"]
    return entry


def take_back(batch: ImportBatch) -> None:
    """Entries as they were before the import; what it listed or found contradicting goes."""
    rows = RegisterEntry.objects.across_all(because=_UNDOING).filter(batch_id=batch.pk)
    rows.filter(former__isnull=True).delete()
    restored = [_as_before(entry) for entry in rows]
    RegisterEntry.objects.across_all(because=_UNDOING).bulk_update(restored, _WRITTEN, batch_size=CHUNK)
    Unsurveyed.objects.across_all(because=_UNDOING).filter(batch_id=batch.pk, reason="").delete()
    Disagreement.objects.across_all(because=_UNDOING).filter(batch_id=batch.pk, outcome="").delete()
