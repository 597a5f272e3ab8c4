"""What can happen to one member on a screen: added, corrected, transferred, taken off the roll, put back; numbers revealed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.census.actions import transfers
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
from zhengyou.census.rules import dates
from zhengyou.census.rules.expected import attribute
from zhengyou.encryption import blind_index, mask_name
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.scoping import Scope, confirm
from zhengyou.standards import load_member_fields
from zhengyou.standards.rules import resident_id
from zhengyou.web.errors import Conflict, Forbidden, Refused

KIND: Final = "member"
BESIDES: Final = ("mobile_where", "out_of_contact_since", "voluntary_reason")
REVEALED_BY: Final = {
    "id_number": "reveal_id",
    "phone": "member_personal",
}  # which field group shows which number
_ONE_ROLL = "an identity number stands once on all rolls"


def facts() -> tuple[str, ...]:
    """The attributes that a person may fill in."""
    return (*(attribute(field) for field in load_member_fields().held), *BESIDES)


@transaction.atomic
def add(*, facts: Mapping[str, Any], by: Scope, at: datetime, entered_by: str = "self") -> Member:
    """Puts a member on a roll. facts: {attribute: value} of `facts()`, branch and unit among them.

    Birth date and gender follow from the identity number when it is given. Raises Refused (no branch and no unit, wrong
    number, dates that cannot be), AlreadyHeld (the number stands on a roll), OutsideScope.
    """
    hand = Hand(by, at, entered_by)
    member = Member(entered_by=entered_by, **_allowed(facts))
    follows = _settle(member, hand.today, {*facts})
    _refuse_twin(member, by)
    _save(member, by, insert=True)
    confirm(member, by)
    known = {name: None for name in (*facts, *follows) if getattr(member, name) not in (None, "")}
    ledger = hand.ledger()
    ledger.created(KIND, member.pk, values=values(member, known), path=member.place)
    ledger.write()
    _audit(hand, "added", member)
    return member


@transaction.atomic
def correct(
    *,
    member: Member,
    changes: Mapping[str, Any],
    version: int,
    by: Scope,
    at: datetime,
    entered_by: str = "self",
) -> Member:
    """Corrects facts; only what differs is written. Branch and unit have their own way: `transfer`.

    Raises Conflict, Refused, AlreadyHeld, OutsideScope.
    """
    row = confirm(lock(Member, member, version), by)
    _refuse_closed(row)
    found = differing(row, _allowed(changes))
    return _change(row, found, Hand(by, at, entered_by), "corrected") if found else row


@transaction.atomic
def transfer(
    *,
    member: Member,
    branch: PartyOrganisation | None,
    unit: Unit | None,
    on: date,
    version: int,
    by: Scope,
    at: datetime,
) -> Member:
    """Moves the member to another branch or another unit inside the scope, from a day on.

    Raises Conflict; Refused (off the roll, nothing new, a day in the future, neither branch nor unit); OutsideScope.
    """
    row = confirm(lock(Member, member, version), by)
    _refuse_closed(row)
    hand = Hand(by, at, as_of=on)
    refuse_future(on, hand.today)
    found = differing(row, {"branch": branch, "unit": unit})
    if not found:
        raise Refused(_("支部和工作单位都没有变化，不用转接。"))
    before = transfers.whence(row)
    moved = _change(row, found, hand, "transferred", on=on.isoformat())
    if moved.branch_id != before["from_branch_id"]:
        transfers.record(member=moved, before=before, on=on, by=by, at=at)
    return moved


@transaction.atomic
def close(*, member: Member, on: date, reason: str, version: int, by: Scope, at: datetime) -> Member:
    """Takes the member off the roll from a day on; the record stays.

    reason: code of the enum leaving_reason. Raises Conflict; Refused (off already, a day in the future); OutsideScope.
    """
    row = confirm(lock(Member, member, version), by)
    _refuse_closed(row)
    hand = Hand(by, at, as_of=on)
    refuse_future(on, hand.today)
    closed = _change(
        row, {"closed_on": (None, on), "closing_reason": ("", reason)}, hand, "closed", reason=reason
    )
    transfers.over(closed, by=by, at=at)
    return closed


@transaction.atomic
def reopen(*, member: Member, version: int, by: Scope, at: datetime) -> Member:
    """Puts the member back on the roll. Raises Conflict, AlreadyHeld (on another roll meanwhile), OutsideScope."""
    row = confirm(lock(Member, member, version), by)
    if row.closed_on is None:
        raise Conflict(_("这位党员就在名册上，不用恢复。"))
    _refuse_twin(row, by)
    changes = {"closed_on": (row.closed_on, None), "closing_reason": (row.closing_reason, "")}
    return _change(row, changes, Hand(by, at), "reopened")


@transaction.atomic
def reveal(*, member: Member, what: str, purpose: str, by: Scope, at: datetime) -> str:
    """A number in plain text; who looked and what for is kept in the log.

    what: a key of REVEALED_BY. Raises Forbidden (role), Refused (no purpose).
    """
    if not (by.may("members.reveal") and by.sees(REVEALED_BY[what])):
        raise Forbidden
    if not purpose.strip():
        raise Refused(_("请写明查看的用途。"))
    hand = Hand(by, at)
    audit.record(
        f"reveal.{what}",
        by=by,
        at=hand.at,
        subject_kind=KIND,
        subject_id=member.pk,
        subject=mask_name(member.name),
        path=member.place,
        detail={"purpose": purpose.strip()},
    )
    return words.opened(getattr(member, what))


def _change(
    row: Member, changes: Mapping[str, tuple[Any, Any]], hand: Hand, action: str, **detail: Any
) -> Member:
    """Writes the differing attributes with their history."""
    before = {name: getattr(row, name) for name in ("birth_date", "gender")}
    recorded = values(row, {**changes, **before})
    place, unit = row.place, row.unit_id
    for name, (_old, new) in changes.items():
        setattr(row, name, new)
    follows = _settle(row, hand.today, set(changes))
    if "id_number" in changes:
        _refuse_twin(row, hand.by)
    row.version += 1
    row.entered_by = hand.entered_by
    _save(row, hand.by)
    confirm(row, hand.by)
    after = values(row, dict.fromkeys((*changes, *follows)))
    ledger = hand.ledger()
    ledger.changed(
        KIND,
        row.pk,
        values={name: (recorded[name], new) for name, new in after.items()},
        path=row.place,
        previous_path=place if place != row.place else "",
    )
    if unit is not None and unit != row.unit_id:
        ledger.touched("unit", unit, path=place)
    ledger.write()
    _audit(hand, action, row, **(detail or {"fields": sorted(after)}))
    return row


def _save(member: Member, by: Scope, *, insert: bool = False) -> None:
    try:
        with transaction.atomic():
            member.save(force_insert=insert)
    except IntegrityError:
        _refuse_twin(member, by)  # somebody put the number on a roll at this very moment
        raise


def _settle(member: Member, today: date, touched: set[str]) -> list[str]:
    """What follows from the facts, and what cannot be; returns the attributes that followed. Raises Refused."""
    if member.branch is not None:
        member.place = member.branch.place
    elif member.unit is not None:
        member.place = member.unit.path
    else:
        raise Refused(_("请写明所在党支部；还没有支部的，写明工作单位。"))
    if member.branch is not None and member.branch.valid_to is not None:
        raise Refused(_("“%(name)s”已经撤销，请选现在的支部。") % {"name": member.branch.name})
    if not member.voluntary:
        member.voluntary_reason = ""
    if not member.out_of_contact:
        member.out_of_contact_since = ""
    if member.mobile_status in {"", "none"}:
        member.mobile_where = ""
    _refuse_impossible(member)
    return _follow_number(member, today) if touched & {"id_number", "birth_date", "gender"} else []


def _refuse_impossible(member: Member) -> None:
    if member.joined_on and member.full_on and dates.is_after(member.joined_on, member.full_on):
        raise Refused(_("转正日期早于加入党组织的日期，请核对。"))
    if member.category == "probationary" and member.full_on:
        raise Refused(_("填了转正日期，人员类别却是预备党员，请改其中一处。"))


def _follow_number(member: Member, today: date) -> list[str]:
    """Birth date and gender from the identity number; another one that was typed is a contradiction."""
    number = words.opened(member.id_number)
    if not number:
        return []
    checked = resident_id.check(number, today=today)
    if not checked.ok:
        raise Refused(checked.message_zh)
    member.id_number = checked.number
    born = checked.birth_date.isoformat() if checked.birth_date else ""
    if member.birth_date and not dates.agree(member.birth_date, born):
        raise Refused(_("出生日期与公民身份号码不一致，请核对。"))
    if member.gender and checked.gender and member.gender != checked.gender:
        raise Refused(_("性别与公民身份号码不一致，请核对。"))
    follows = [
        name
        for name, value in (("birth_date", born), ("gender", checked.gender))
        if getattr(member, name) != value
    ]
    member.birth_date, member.gender = born, checked.gender or ""
    return follows


def _refuse_twin(member: Member, by: Scope) -> None:
    """A number stands once on all rolls. Of a roll outside the scope only is said whom to ask."""
    number = words.opened(member.id_number)
    if not number:
        return
    index = blind_index(number, purpose="id_number_index")
    rows = Member.objects.across_all(because=_ONE_ROLL).filter(id_number_index=index, closed_on__isnull=True)
    twin = rows.exclude(pk=member.pk).select_related("branch").first()
    if twin is None:
        return
    if Member.objects.within(by).filter(pk=twin.pk).exists():
        where = twin.branch.name if twin.branch else _("没有登记支部")
        sentence = _("这个公民身份号码已在名册上：%(name)s（%(where)s）。需要变更支部的，请在那里转接。")
        raise AlreadyHeld(sentence % {"name": twin.name, "where": where}, held=twin.pk)
    sentence = _("这个公民身份号码已在别处的名册上。请联系%(office)s核对，由原支部先转出。")
    raise AlreadyHeld(sentence % {"office": whom_to_ask(member.place, twin.place)})


def _refuse_closed(member: Member) -> None:
    if member.closed_on is not None:
        raise Refused(_("这位党员已不在名册上。需要变更时，请先恢复。"))


def _audit(hand: Hand, action: str, member: Member, **detail: Any) -> None:
    hand.audit(action, KIND, member, mask_name(member.name), member.place, **detail)


def _allowed(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Only attributes that a person may fill in; a programmer's slip is an error, not a silent loss."""
    unknown = set(changes) - set(facts())
    if unknown:
        raise ValueError(f"no facts of a member: {sorted(unknown)}")
    return dict(changes)
