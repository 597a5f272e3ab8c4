"""What can happen to one unit on a screen: added, corrected, transferred, closed, opened again, given an instructor."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhengyou.accounts.models import User
from zhengyou.audit import actions as audit
from zhengyou.census.actions import sightings
from zhengyou.census.actions.single import (
    AlreadyHeld,
    Hand,
    differing,
    lock,
    refuse_future,
    values,
    whom_to_ask,
)
from zhengyou.census.models import Member, Unit
from zhengyou.census.queries import words
from zhengyou.census.rules import derived, expected
from zhengyou.organisations.models import Territory
from zhengyou.organisations.queries import territories
from zhengyou.scoping import Reach, Scope, below, confirm
from zhengyou.standards import load_unit_fields
from zhengyou.standards.rules import credit_code
from zhengyou.web.errors import Conflict, Forbidden, Refused

KIND: Final = "unit"
BESIDES: Final = ("organisation", "uscc_override", "owner_politics_consent")
_CODE_HERE = gettext_lazy("这个信用代码已经登记给“%(name)s”。")
_CODE_ELSEWHERE = gettext_lazy("这个信用代码已在别处登记，请联系%(office)s核对。")
_NAMES = "names and codes are compared over the whole county, so that no unit is registered twice"


def facts() -> tuple[str, ...]:
    """The attributes that a person may fill in: those of the fields table and what stands beside them."""
    own = [expected.attribute(field) for field in load_unit_fields().held if field.owner == "unit"]
    return (*own, *BESIDES)


@transaction.atomic
def add(
    *,
    facts: Mapping[str, Any],
    territory: Territory,
    by: Scope,
    at: datetime,
    entered_by: str = "self",
    another: bool = False,
) -> Unit:
    """Registers a unit.

    facts: {attribute: value} of `facts()`. another: a person says that a unit of the same name in the county is another one.
    Raises Refused (wrong code, contradiction), AlreadyHeld (code or name is there), Forbidden, OutsideScope.
    """
    if by.reach is Reach.UNITS:
        raise Forbidden
    hand = Hand(by, at, entered_by)
    territory = territories.standing(territory)
    unit = Unit(territory=territory, path=territory.path, entered_by=entered_by, **_allowed(facts))
    _settle(unit)
    _refuse_twins(unit, by, another=another)
    _save(unit, by, insert=True)
    confirm(unit, by)
    ledger = hand.ledger()
    known = {name: value for name, value in facts.items() if value not in (None, "")}
    ledger.created(KIND, unit.pk, values=values(unit, {**known, "territory": territory}), path=unit.path)
    ledger.write()
    sightings.see(unit)
    hand.audit("added", KIND, unit, unit.name, unit.path)
    return unit


@transaction.atomic
def correct(
    *, unit: Unit, changes: Mapping[str, Any], version: int, by: Scope, at: datetime, entered_by: str = "self"
) -> Unit:
    """Corrects facts; only what differs is written. changes: {attribute: value} of `facts()`.

    Raises Conflict (somebody was faster), Refused (closed, wrong code, contradiction), AlreadyHeld, OutsideScope.
    """
    row = confirm(lock(Unit, unit, version), by)
    _refuse_closed(row)
    found = differing(row, _allowed(changes))
    return _change(row, found, Hand(by, at, entered_by), "corrected") if found else row


@transaction.atomic
def transfer(*, unit: Unit, territory: Territory, on: date, version: int, by: Scope, at: datetime) -> Unit:
    """Moves the unit to another place inside the scope from a day on; the place before ends that day in the history.

    Raises Conflict; Refused (closed, the same place, a day in the future); OutsideScope.
    """
    row = confirm(lock(Unit, unit, version), by)
    _refuse_closed(row)
    hand = Hand(by, at, as_of=on)
    refuse_future(on, hand.today)
    if row.territory_id == territory.pk:
        raise Refused(_("它现在就在%(place)s，不用转移。") % {"place": territory.name})
    return _change(
        row, {"territory": (None, territory)}, hand, "transferred", on=on.isoformat(), to=territory.code
    )


@transaction.atomic
def close(*, unit: Unit, on: date, reason: str, version: int, by: Scope, at: datetime) -> Unit:
    """Takes the unit out of the census from a day on. It leaves every denominator and stays in the records.

    reason: code of the enum closing_reason. Raises Conflict; Refused (closed already, a day in the future); OutsideScope.
    """
    row = confirm(lock(Unit, unit, version), by)
    _refuse_closed(row)
    hand = Hand(by, at, as_of=on)
    refuse_future(on, hand.today)
    return _change(
        row, {"closed_on": (None, on), "closing_reason": ("", reason)}, hand, "closed", reason=reason
    )


@transaction.atomic
def reopen(*, unit: Unit, version: int, by: Scope, at: datetime) -> Unit:
    """Takes a closed unit back into the census. Raises Conflict, OutsideScope."""
    row = confirm(lock(Unit, unit, version), by)
    if row.closed_on is None:
        raise Conflict(_("“%(name)s”没有终止，不用恢复。") % {"name": row.name})
    if row.merged_into_id is not None:
        raise Conflict(_("“%(name)s”已经并入另一家单位。需要恢复时，请撤销合并。") % {"name": row.name})
    changes = {"closed_on": (row.closed_on, None), "closing_reason": (row.closing_reason, "")}
    return _change(row, changes, Hand(by, at), "reopened")


@transaction.atomic
def assign_instructor(*, unit: Unit, account: User | None, version: int, by: Scope, at: datetime) -> Unit:
    """Gives the unit to an instructor's account, or takes it back (None). That an instructor is sent follows from it.

    Raises Conflict, Refused (closed), Forbidden (who is no office), OutsideScope.
    """
    if by.reach not in {Reach.TERRITORY, Reach.EVERYTHING}:
        raise Forbidden
    row = confirm(lock(Unit, unit, version), by)
    _refuse_closed(row)
    changes: dict[str, Any] = {"instructor_account": account}
    if account is not None:
        changes |= {"instructor": True, "instructor_name": account.name}
    found = differing(row, changes)
    return _change(row, found, Hand(by, at), "instructor") if found else row


@transaction.atomic
def reveal_phone(*, unit: Unit, by: Scope, at: datetime) -> str:
    """The contact's number in plain text; who looked is kept in the log. Raises Forbidden."""
    if not by.sees("unit_contact"):
        raise Forbidden
    audit.record(
        "reveal.contact_phone",
        by=by,
        at=at,
        subject_kind=KIND,
        subject_id=unit.pk,
        subject=unit.name,
        path=unit.path,
    )
    return words.opened(unit.contact_phone)


def _change(
    row: Unit, changes: Mapping[str, tuple[Any, Any]], hand: Hand, action: str, **detail: Any
) -> Unit:
    """Writes the differing attributes with their history."""
    before = values(row, changes)
    previous = row.path
    for name, (_old, new) in changes.items():
        setattr(row, name, new)
    if "territory" in changes:
        row.territory = territories.standing(row.territory)
    row.path = row.territory.path
    row.version += 1
    row.entered_by = hand.entered_by
    _settle(row, touched=frozenset(changes))
    _save(row, hand.by)
    confirm(row, hand.by)
    if row.path != previous:
        _move_members(row)
        sightings.follow([row.pk])
    sightings.see(row)
    after = values(row, changes)
    ledger = hand.ledger()
    ledger.changed(
        KIND,
        row.pk,
        values={name: (before[name], after[name]) for name in after},
        path=row.path,
        previous_path=previous if previous != row.path else "",
    )
    ledger.write()
    hand.audit(action, KIND, row, row.name, row.path, **(detail or {"fields": sorted(after)}))
    return row


def _settle(unit: Unit, touched: frozenset[str] | None = None) -> None:
    """What follows from the facts, and what cannot be. Raises Refused."""
    unit.size_class = derived.size_class(
        org_kind=unit.org_kind,
        industry_code=unit.industry_code,
        employees=unit.employees,
        revenue=unit.revenue,
        assets=unit.assets,
    )
    if touched is None or touched & {"uscc", "uscc_override"}:
        _check_code(unit)
    if unit.organisation is not None and unit.has_org is not True:
        raise Refused(
            _("已经登记了党组织“%(name)s”，“是否建立党组织”应为“是”。") % {"name": unit.organisation.name}
        )
    if not unit.owner_politics:
        unit.owner_politics_consent = None
    elif (touched is None or "owner_politics" in touched) and unit.owner_politics_consent is None:
        raise Refused(_("登记出资人政治面貌须经本人同意，请填写同意的日期；没有征得同意的请留空。"))


def _check_code(unit: Unit) -> None:
    if not unit.uscc:
        unit.uscc_override = ""
        return
    checked = credit_code.check(unit.uscc)
    if checked.state == "refused":
        raise Refused(checked.message_zh)
    unit.uscc = checked.code
    if checked.state == "ok":
        unit.uscc_override = ""
    elif not unit.uscc_override:
        raise Refused(_("信用代码的校验位不符。请对照证照核对；核对无误的，写明理由后保留。"))


def _refuse_twins(unit: Unit, by: Scope, *, another: bool) -> None:
    """Nobody registers the same unit twice. Of a unit outside the scope only is said whom to ask."""
    rows = Unit.objects.across_all(because=_NAMES)
    if unit.uscc and (twin := rows.filter(uscc=unit.uscc).first()):
        raise _held_already(twin, unit, by, str(_CODE_HERE), str(_CODE_ELSEWHERE))
    if another:
        return
    county = unit.path[:12]
    named = rows.filter(below("path", county), name=unit.name, closed_on__isnull=True)
    if twin := named.order_by("pk").first():
        raise _held_already(
            twin,
            unit,
            by,
            _("“%(name)s”已经登记。如果是同名的另一家，请勾选下面的确认后再保存。"),
            _("同名的单位已在本县别处登记，请联系%(office)s核对；如果是另一家，请勾选确认后再保存。"),
        )


def _held_already(twin: Unit, unit: Unit, by: Scope, inside: str, outside: str) -> AlreadyHeld:
    if Unit.objects.within(by).filter(pk=twin.pk).exists():
        return AlreadyHeld(inside % {"name": twin.name}, held=twin.pk)
    return AlreadyHeld(outside % {"office": whom_to_ask(unit.path, twin.path)})


def _save(unit: Unit, by: Scope, *, insert: bool = False) -> None:
    try:
        with transaction.atomic():
            unit.save(force_insert=insert)
    except IntegrityError:
        rows = Unit.objects.across_all(because=_NAMES).exclude(pk=unit.pk)
        twin = rows.filter(uscc=unit.uscc).first() if unit.uscc else None
        if twin is None:
            raise
        raise _held_already(twin, unit, by, str(_CODE_HERE), str(_CODE_ELSEWHERE)) from None


def _move_members(unit: Unit) -> None:
    """Members without a branch stand where their unit stands."""
    rows = Member.objects.across_all(because="members without a branch go with their unit")
    rows.filter(unit=unit, branch__isnull=True).update(place=unit.path)


def _refuse_closed(unit: Unit) -> None:
    if unit.closed_on is not None:
        raise Refused(_("“%(name)s”已经终止。需要变更时，请先恢复。") % {"name": unit.name})


def _allowed(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Only attributes that a person may fill in; a programmer's slip is an error, not a silent loss."""
    unknown = set(changes) - set(facts())
    if unknown:
        raise ValueError(f"no facts of a unit: {sorted(unknown)}")
    return dict(changes)
