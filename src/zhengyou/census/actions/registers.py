"""What an office decides about registers: who is right when a workbook says otherwise, and what need not be surveyed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.audit import actions as audit
from zhengyou.census.actions import units
from zhengyou.census.importing.register_entries import source_of
from zhengyou.census.models import Disagreement, RegisterEntry, Unit, Unsurveyed
from zhengyou.census.rules.expected import attribute
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.changes.texts import as_text
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Reach, Scope, confirm
from zhengyou.web.errors import Conflict, Forbidden, Refused

REGISTER: Final = "register"
CENSUS: Final = "census"
_OWN: Final = "entries of a unit that was read through the scope and is confirmed"


@transaction.atomic
def settle(*, disagreement: Disagreement, right: str, by: Scope, at: datetime) -> Disagreement:
    """An office says who is right: the register (nothing changes) or the census (the unit takes the workbook's value).

    The register's wrong value does not come back with its next export unless the register says something new.
    right: REGISTER or CENSUS. Raises Conflict (settled already), Forbidden, Refused (the value cannot be), OutsideScope.
    """
    _require_office(by)
    row = confirm(disagreement, by)
    moved = Disagreement.objects.across_all(because=_OWN).filter(pk=row.pk, outcome="")
    if not moved.update(outcome=right, settled_at=at, settled_by=by.label[:120]):
        raise Conflict(_("这一条已经有人处理过了。请刷新页面查看。"))
    if right == CENSUS:
        unit = row.unit
        _overrule(unit, row.field, row.register)
        units.correct(
            unit=unit,
            changes={_attribute(row.field): value_of(row.field, row.said)},
            version=unit.version,
            by=by,
            at=at,
        )
    row.outcome, row.settled_at, row.settled_by = right, at, by.label[:120]
    detail = {"field": row.field, "right": right, "register": row.register}
    _audit("register.settled", row.unit, by, at, detail)
    return row


@transaction.atomic
def release(*, unit: Unit, field: str, by: Scope, at: datetime) -> None:
    """An office finds a register wrong: the fact may be corrected by hand until the register says something new.

    Raises Forbidden, Refused (no register holds it), OutsideScope.
    """
    _require_office(by)
    confirm(unit, by)
    if not _overrule(unit, field):
        raise Refused(_("这一项不是登记数据，可以直接更正。"))
    _audit("register.overruled", unit, by, at, {"field": field})


def _overrule(unit: Unit, field: str, register: str = "") -> bool:
    """Takes a fact out of the entries that hold it and remembers what they said."""
    entries = RegisterEntry.objects.across_all(because=_OWN).select_for_update().filter(unit=unit)
    if register:
        entries = entries.filter(register=register)
    found = False
    for entry in entries:
        if field in entry.fields:
            found = True
            entry.fields = {key: day for key, day in entry.fields.items() if key != field}
            entry.overruled = {**entry.overruled, field: as_text(getattr(unit, _attribute(field)))}
            entry.save(update_fields=["fields", "overruled"])
    return found


@transaction.atomic
def set_aside(*, rows: Iterable[int], reason: str, by: Scope, at: datetime) -> int:
    """Says of units that only a register knows why they are not to be surveyed; "" takes them back. Returns how many.

    rows: ids inside the scope, others are passed over. Raises Forbidden, Refused (none ticked).
    """
    _require_office(by)
    ids = list(Unsurveyed.objects.within(by).filter(pk__in=list(rows)).values_list("pk", flat=True))
    if not ids:
        raise Refused(_("请先勾选单位。"))
    chosen = Unsurveyed.objects.across_all(because="ids just read through the scope").filter(pk__in=ids)
    if reason:
        chosen.update(reason=reason, set_aside_on=timezone.localdate(at), set_aside_by=by.label[:120])
    else:
        chosen.update(reason="", set_aside_on=None, set_aside_by="")
    audit.record(
        "register.set_aside",
        by=by,
        at=at,
        subject_kind="unit",
        subject=_("登记有、台账没有"),
        path=by.path if by.reach is Reach.TERRITORY else "",
        detail={"count": len(ids), "reason": reason},
    )
    return len(ids)


@transaction.atomic
def add(
    *,
    found: Unsurveyed | None,
    facts: Mapping[str, Any],
    territory: Territory,
    by: Scope,
    at: datetime,
    entered_by: str = "self",
    another: bool = False,
) -> Unit:
    """Registers a unit as units.add does; what a register already said of it (found) is taken from there, not asked."""
    unit = units.add(facts=facts, territory=territory, by=by, at=at, entered_by=entered_by, another=another)
    if found is None or unit.uscc != found.uscc:
        return unit
    taken = [key for key in standards.load_registers()[found.register].taken if key in found.facts]
    values = {}
    for key in taken:
        name = _attribute(key)
        old = getattr(unit, name)
        if old in (None, ""):
            setattr(unit, name, value_of(key, found.facts[key]))
            values[key] = (old, getattr(unit, name))
    unit.save(update_fields=[_attribute(key) for key in values])
    source = source_of(found.register, found.as_of)
    origin = Origin(by=by, at=at, source=source, entered_by="import", as_of=found.as_of)
    ledger = Ledger(origin)
    ledger.changed("unit", unit.pk, values=values, path=unit.path)
    ledger.write()
    day = found.as_of.isoformat()
    same = {key: day for key in taken if as_text(getattr(unit, _attribute(key))) == found.facts[key]}
    RegisterEntry(unit=unit, register=found.register, as_of=found.as_of, fields=same).save()
    return unit


def value_of(field: str, text: str) -> Any:
    """A text of the change table as the unit's column holds it."""
    column = Unit._meta.get_field(_attribute(field))
    assert isinstance(column, models.Field)
    if isinstance(column, models.CharField):
        return text
    return column.to_python(text) if text else None


def _attribute(field: str) -> str:
    return attribute(standards.load_unit_fields()[field])


def _require_office(by: Scope) -> None:
    if by.reach not in {Reach.TERRITORY, Reach.EVERYTHING} or not by.may("units.edit"):
        raise Forbidden


def _audit(action: str, unit: Unit, by: Scope, at: datetime, detail: dict[str, Any]) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        subject_kind="unit",
        subject_id=unit.pk,
        subject=unit.name,
        path=unit.path,
        detail=detail,
    )
