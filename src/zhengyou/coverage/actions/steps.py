"""The next step towards an organisation, set for one unit or for many at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.audit import actions as audit
from zhengyou.census.models import Unit
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.coverage.models import FoundingStep
from zhengyou.scoping import Scope
from zhengyou.web.errors import Refused

KIND = "founding_step"


@transaction.atomic
def set_for(
    *, units: Iterable[int], step: str, person: str, due_on: date, note: str, by: Scope, at: datetime
) -> int:
    """Sets the same step, person and date for these units; returns how many.

    Raises Refused when a unit lies outside the scope (none is set then), the step is unknown or the date is past.
    """
    if standards.load_enums()["next_step"].zh(step) == "":
        raise Refused(_("请从列表中选择下一步。"))
    if due_on < at.date():
        raise Refused(_("期限不能早于今天。"))
    wanted = set(units)
    held = list(
        Unit.objects.within(by).filter(pk__in=wanted, closed_on__isnull=True).only("pk", "path", "name")
    )
    if not wanted or len(held) != len(wanted):
        raise Refused(_("请至少勾选一个单位；勾选的单位须都在您负责的范围内。"))
    before = {
        row.unit_id: row
        for row in FoundingStep.objects.within(by).filter(unit__in=wanted).select_for_update(of=("self",))
    }
    ledger = Ledger(Origin(by=by, at=at, source=_("网页登记")))
    rows = []
    for unit in held:
        old = before.get(unit.pk)
        new = {"step": step, "person": person, "due_on": due_on, "note": note}
        changed = {
            name: (getattr(old, name, None), value)
            for name, value in new.items()
            if getattr(old, name, None) != value
        }
        if changed:
            ledger.changed(KIND, unit.pk, values=changed, path=unit.path)
        rows.append(FoundingStep(unit=unit, set_by=by.label[:120], set_at=at, **new))
    FoundingStep.objects.across_all(because="units were read through the scope above").bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["unit"],
        update_fields=["step", "person", "due_on", "note", "set_by", "set_at"],
        batch_size=500,
    )
    ledger.write()
    audit.record(
        "founding_step.set", by=by, at=at, subject_kind=KIND, detail={"units": len(rows), "step": step}
    )
    return len(rows)
