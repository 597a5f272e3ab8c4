"""Everything that is held, as values that can be compared; and whether each path stands where it belongs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import transaction

from zhengyou.analytics.actions import cells
from zhengyou.analytics.compiling import COUNTS
from zhengyou.analytics.models import Cell
from zhengyou.audit.models import Event, Seal
from zhengyou.census.models import Member, Round, Sighting, Unit
from zhengyou.changes.models import Change, Outbox
from zhengyou.coverage.models import UnitCoverage
from zhengyou.organisations.actions import reorganising
from zhengyou.organisations.models import (
    Appointment,
    JournalLine,
    PartyOrganisation,
    PathMove,
    Reorganisation,
    Territory,
)
from zhengyou.organisations.queries import tree
from zhengyou.organisations.rules.reorganising import Plan
from zhengyou.scoping import Scope, ScopedModel

WHY = "a test looks at everything"
HISTORY = {Change, Outbox, Event, Seal, Reorganisation, PathMove, JournalLine}
COUNTERS = {"web.Stamp"}
ON = date(2026, 11, 2)


def everything() -> dict[str, Any]:
    """{model: rows}, but for what only ever grows, and versions, which tell open forms that something happened."""
    held: dict[str, Any] = {}
    for model in apps.get_models():
        if not issubclass(model, ScopedModel) or model in HISTORY or model._meta.label in COUNTERS:
            continue
        own = {"computed_at", "id"} if model is Cell else {"version"}
        names = [field.attname for field in model._meta.concrete_fields if field.attname not in own]
        rows = model.objects.across_all(because=WHY).order_by().values_list(*names)
        held[model._meta.label] = sorted(str(row) for row in rows)
    return held


def astray() -> list[str]:
    """Sentences on whatever does not stand where it belongs; [] when all is whole."""
    found = list(tree.findings())

    def wrong(what: str, rows: Any) -> None:
        found.extend(f"{what} {row}" for row in rows)

    territory_at = dict(Territory.objects.across_all(because=WHY).values_list("pk", "path"))
    place_of = dict(PartyOrganisation.objects.across_all(because=WHY).values_list("pk", "place"))
    units = Unit.objects.across_all(because=WHY)
    wrong("unit", [unit for unit in units if unit.path != territory_at[unit.territory_id]])
    for member in Member.objects.across_all(because=WHY).select_related("unit"):
        place = place_of[member.branch_id] if member.branch_id else member.unit.path if member.unit else ""
        if member.place != place:
            found.append(f"member {member}: {member.place}, not {place}")
    for model in (UnitCoverage, Sighting):
        rows = model.objects.across_all(because=WHY).select_related("unit")
        wrong(model.__name__, [row for row in rows if row.path != row.unit.path])
    open_ones = set(
        Territory.objects.across_all(because=WHY).filter(valid_to=None).values_list("pk", flat=True)
    )
    in_force = Appointment.objects.across_all(because=WHY).filter(valid_to=None, organisation=None)
    wrong("appointment over a closed place", [one for one in in_force if one.territory_id not in open_ones])
    return found


def miscounted(round_: Round) -> list[Any]:
    """Cells of the present round that differ from a new count."""

    def held() -> set[Any]:
        rows = Cell.objects.across_all(because=WHY).filter(round=round_).order_by()
        return set(rows.values_list("path", "indicator", "dimension", "value", *COUNTS))

    kept = held()
    with transaction.atomic():
        cells.build(round_, at=round_.opened_at)
        counted = held()
        transaction.set_rollback(True)
    return sorted(kept ^ counted)


def plan(kind: str, subject: Any, target: Any = None, **more: Any) -> Plan:
    """A plan for a test, effective on ON."""
    which = "territory" if isinstance(subject, Territory) else "organisation"
    held: dict[str, Any] = {"document": "豫政文〔2026〕9号", "on": ON} | more
    return Plan(which, kind, subject.pk, target=target.pk if target else None, **held)


def do(wanted: Plan, *, by: Scope, at: datetime) -> Reorganisation:
    """Carries a plan out."""
    return reorganising.carry_out(plan=wanted, key=uuid4(), by=by, at=at)
