"""What can happen to an organisation: founded, corrected, moved, dissolved, its roll declared complete."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.encryption.fields import Sealed
from zhengyou.organisations.actions import moving, reorganising, replanting
from zhengyou.organisations.models import Appointment, OrganisationLink, PartyOrganisation, Territory
from zhengyou.organisations.queries import territories
from zhengyou.organisations.rules.reorganising import Plan
from zhengyou.partial_dates import first_day
from zhengyou.scoping import Reach, Scope, confirm
from zhengyou.web.errors import Refused

KIND = "organisation"
ON_SCREEN = "网页登记"
FACTS = (
    *(
        "name",
        "code",
        "level",
        "territory",
        "founded",
        "founding_document",
        "term_years",
        "last_election",
        "term_ends",
    ),
    *(
        "secretary",
        "secretary_birth",
        "secretary_education",
        "secretary_post",
        "secretary_phone",
        "secretary_source",
    ),
    *("deputy", "deputy_full_time", "workers_full", "workers_part"),
)
_LINKS = "links are read and kept with the organisation they belong to"


@transaction.atomic
def found(
    *,
    facts: Mapping[str, Any],
    territory: Territory,
    superior: PartyOrganisation | None,
    by: Scope,
    at: datetime,
    source: str = ON_SCREEN,
    entered_by: str = "self",
) -> PartyOrganisation:
    """Registers an organisation under its superior (None: the top of a line of its own).

    facts: {attribute: value} of FACTS. It counts from its founding date, when that is known, else from today.
    Raises Refused (superior dissolved, line too deep, founded in the future), OutsideScope.
    """
    if superior is not None:
        replanting.lock_lines(superior.path)
        superior = confirm(replanting.lock(superior), by)
        _refuse_closed(superior)
    territory = territories.standing(territory)
    organisation = PartyOrganisation(
        **{name: value for name, value in facts.items() if name != "territory"},
        territory=territory,
        place=territory.path,
        superior=superior,
        path=replanting.free_path(superior),
    )
    organisation.valid_from = _opened(organisation, at)
    organisation.settle_election_due()
    organisation.save(force_insert=True)
    OrganisationLink(organisation=organisation, superior=superior, valid_from=organisation.valid_from).save(
        force_insert=True
    )
    confirm(organisation, by)
    held = {name: getattr(organisation, name) for name in FACTS if name != "territory"}
    ledger = Ledger(Origin(by=by, at=at, source=source, entered_by=entered_by))
    ledger.created(
        KIND,
        organisation.pk,
        values={**held, "territory": territory.pk, "superior": superior.pk if superior else None},
        path=organisation.place,
    )
    ledger.write()
    _audit("organisation.founded", organisation, by, at)
    return organisation


@transaction.atomic
def correct(
    *,
    organisation: PartyOrganisation,
    changes: Mapping[str, Any],
    version: int,
    by: Scope,
    at: datetime,
    source: str = ON_SCREEN,
    entered_by: str = "self",
    as_of: date | None = None,
) -> PartyOrganisation:
    """Corrects facts; only what differs is written.

    changes: {attribute: value} of FACTS. version: the one the person saw.
    Raises Conflict (somebody was faster), Refused (dissolved, founded after its dissolution), OutsideScope.
    """
    row = confirm(replanting.lock(organisation, version), by)
    _refuse_closed(row)
    differing = {
        name: (_comparable(getattr(row, name)), value) for name, value in changes.items() if name in FACTS
    }
    differing = {name: pair for name, pair in differing.items() if pair[0] != pair[1]}
    if not differing:
        return row
    before = {name: _recorded(row, name) for name in differing}
    previous_place = row.place
    for name, (_old, new) in differing.items():
        setattr(row, name, new)
    if "territory" in differing:
        row.territory = territories.standing(row.territory)
    row.place = row.territory.path
    if "founded" in differing:
        _redate(row, at)
    row.settle_election_due()
    row.version += 1
    row.save()
    confirm(row, by)
    ledger = Ledger(Origin(by=by, at=at, source=source, entered_by=entered_by, as_of=as_of))
    ledger.changed(
        KIND,
        row.pk,
        values={name: (before[name], _recorded(row, name)) for name in differing},
        path=row.place,
        previous_path=previous_place if previous_place != row.place else "",
    )
    if row.place != previous_place:
        moving.follow({row.pk: row.place}, ledger=ledger)
    ledger.write()
    _audit("organisation.corrected", row, by, at, fields=sorted(differing))
    return row


@transaction.atomic
def move_superior(
    *,
    organisation: PartyOrganisation,
    superior: PartyOrganisation | None,
    on: date,
    version: int,
    by: Scope,
    at: datetime,
) -> PartyOrganisation:
    """Places the organisation, and with it all below, under another superior from a date on; kept in the journal.

    The old link ends on that date and stays in the history. Raises Conflict, OutsideScope, Refused (a circle,
    a date before the present link began or in the future, a dissolved superior).
    """
    reorganising.lock()
    row = confirm(replanting.lock(organisation, version), by)
    if superior is not None:
        confirm(superior, by)
    plan = Plan(KIND, "move", row.pk, on, target=superior.pk if superior else None)
    reorganising.carry_out(plan=plan, key=uuid4(), by=by, at=at)
    row.refresh_from_db()
    return row


@transaction.atomic
def close(
    *,
    organisation: PartyOrganisation,
    on: date,
    version: int,
    by: Scope,
    at: datetime,
    source: str = ON_SCREEN,
) -> PartyOrganisation:
    """Dissolves the organisation from a date on; its secretaries' appointments end with it.

    Raises Conflict, OutsideScope, Refused (something depends on it, a date before it was founded or to come).
    """
    replanting.lock_lines(organisation.path)
    row = confirm(replanting.lock(organisation, version), by)
    _refuse_closed(row)
    _refuse_own(row, by)
    _refuse_future(on, at)
    if on < row.valid_from:
        raise Refused(_("撤销日期不能早于成立日期 %(day)s。请改日期。") % {"day": row.valid_from.isoformat()})
    reasons = dependants(row, on=on)
    if reasons:
        raise Refused(" ".join(reasons))
    row.valid_to = on
    row.version += 1
    row.save(update_fields=["valid_to", "version"])
    links = OrganisationLink.objects.across_all(because=_LINKS).filter(organisation=row)
    links.filter(valid_to__isnull=True).update(valid_to=on)
    _end_appointments(row, on)
    confirm(row, by)
    ledger = Ledger(Origin(by=by, at=at, source=source, as_of=on))
    ledger.changed(KIND, row.pk, values={"valid_to": (None, on)}, path=row.place)
    ledger.write()
    _audit("organisation.closed", row, by, at, on=on.isoformat())
    return row


@transaction.atomic
def declare_roll_complete(
    *, organisation: PartyOrganisation, on: date, by: Scope, at: datetime, source: str = ON_SCREEN
) -> PartyOrganisation:
    """A person states that the roll of members is complete as of a date: founding then counts the roll.

    Raises Refused (dissolved, a date in the future), OutsideScope.
    """
    row = confirm(replanting.lock(organisation), by)
    _refuse_closed(row)
    _refuse_future(on, at)
    old = row.roll_complete_on
    if old == on:
        return row
    row.roll_complete_on = on
    row.version += 1
    row.save(update_fields=["roll_complete_on", "version"])
    confirm(row, by)
    ledger = Ledger(Origin(by=by, at=at, source=source, as_of=on))
    ledger.changed(KIND, row.pk, values={"roll_complete_on": (old, on)}, path=row.place)
    ledger.write()
    _audit("organisation.roll_complete", row, by, at, on=on.isoformat())
    return row


def may_reorganise(scope: Scope, organisation: PartyOrganisation) -> bool:
    """Whether the scope may move or dissolve it: a secretary not the own organisation, only those below it."""
    return scope.reach is not Reach.ORGANISATION or organisation.path != scope.path


def dependants(organisation: PartyOrganisation, *, on: date) -> list[str]:
    """Sentences that say what still depends on the organisation: those below it, then what settings name."""
    found_sentences = []
    below_it = replanting.rows().filter(superior=organisation, valid_to__isnull=True).count()
    if below_it:
        found_sentences.append(
            _("还有 %(count)s 个下级党组织，请先变更它们的上级或撤销它们。") % {"count": below_it}
        )
    for name in settings.ORGANISATION_DEPENDANTS:
        found_sentences += import_string(name)(organisation, on=on)
    return found_sentences


def _redate(row: PartyOrganisation, at: datetime) -> None:
    """A corrected founding date moves the day it counts from, and its first link with it."""
    opened = _opened(row, at) if row.founded else row.valid_from
    first = (
        OrganisationLink.objects.across_all(because=_LINKS)
        .filter(organisation=row)
        .order_by("valid_from", "id")[0]
    )
    if first.valid_to is not None and opened > first.valid_to:
        raise Refused(
            _("成立时间不能晚于第一次变更上级的日期 %(day)s。请核对。") % {"day": first.valid_to.isoformat()}
        )
    row.valid_from = opened
    first.valid_from = opened
    first.save(update_fields=["valid_from"])


def _opened(row: PartyOrganisation, at: datetime) -> date:
    opened = first_day(row.founded) or _today(at)
    if opened > _today(at):
        raise Refused(_("成立时间 %(day)s 还没有到。请核对。") % {"day": row.founded})
    return opened


def _end_appointments(row: PartyOrganisation, on: date) -> None:
    held = Appointment.objects.across_all(because="a dissolved organisation has no secretary").filter(
        organisation=row
    )
    for appointment in held.filter(valid_to__isnull=True):
        appointment.valid_to = max(on, appointment.valid_from)
        appointment.save(update_fields=["valid_to"])


def _comparable(value: Any) -> Any:
    return value.open() if isinstance(value, Sealed) else value


def _recorded(row: PartyOrganisation, name: str) -> Any:
    """As the change table keeps it: a reference by its id."""
    return row.territory_id if name == "territory" else getattr(row, name)


def _refuse_closed(row: PartyOrganisation) -> None:
    if row.valid_to is not None:
        raise Refused(_("“%(name)s”已经撤销，不能再变更。") % {"name": row.name})


def _refuse_own(row: PartyOrganisation, by: Scope) -> None:
    if not may_reorganise(by, row):
        raise Refused(_("本组织的撤销和上级变更由上级党组织或领导小组办公室办理。"))


def _refuse_future(on: date, at: datetime) -> None:
    if on > _today(at):
        raise Refused(_("日期 %(day)s 还没有到，请填已经发生的日期。") % {"day": on.isoformat()})


def _today(at: datetime) -> date:
    return timezone.localdate(at)


def _audit(action: str, row: PartyOrganisation, by: Scope, at: datetime, **detail: Any) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        subject_kind=KIND,
        subject_id=row.pk,
        subject=row.name,
        path=row.place,
        detail=detail,
    )
