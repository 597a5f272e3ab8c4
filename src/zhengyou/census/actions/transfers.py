"""Transfers of members between branches: proposed by who receives, released or refused by who lets go, recorded with a day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.census.lifecycle import TRANSFERS, TransferState
from zhengyou.census.models import Member, Transfer, Unit
from zhengyou.census.queries.transfers import covers
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.encryption import blind_index
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.scoping import Scope, confirm
from zhengyou.web.errors import Conflict, Forbidden, Refused

ON_SCREEN: Final = "网页登记"
_ONE_ROLL: Final = "an identity number stands once on all rolls; whose it is stays untold"
_MOVING: Final = "the transfer was read through the scope; it moves by one conditional update"
_MEMBER: Final = "the member of a transfer that the branch before has released"


@transaction.atomic
def propose(
    *, id_number: str, branch: PartyOrganisation, unit: Unit | None, on: date, by: Scope, at: datetime
) -> Transfer:
    """Asks the branch where a member stands, whichever it is, to release the member to a branch of one's own scope.

    Proposed before: that one is given back. Raises Forbidden, OutsideScope, Refused (no such member outside the scope, or a
    day in the future).
    """
    if not by.may("members.edit"):
        raise Forbidden
    confirm(branch, by)
    if branch.valid_to is not None:
        raise Refused(_("“%(name)s”已经撤销，请选现在的支部。") % {"name": branch.name})
    if on > timezone.localdate(at):
        raise Refused(_("日期 %(day)s 还没有到，请填已经发生的日期。") % {"day": on.isoformat()})
    index = blind_index(id_number, purpose="id_number_index")
    rows = Member.objects.across_all(because=_ONE_ROLL).filter(id_number_index=index, closed_on__isnull=True)
    member = rows.select_related("branch", "unit").first() if index else None
    if member is None or Member.objects.within(by).filter(pk=member.pk).exists():
        raise Refused(_("没有需要转接的党员。请核对公民身份号码。"))
    open_ones = Transfer.objects.across_all(because=_MOVING).filter(
        member=member, to_branch=branch, state=TransferState.PROPOSED
    )
    if (there := open_ones.first()) is not None:
        return there
    row = Transfer(
        **whence(member),
        to_branch=branch,
        to_unit=unit,
        to_place=branch.place,
        moved_on=on,
        source=ON_SCREEN,
        proposed_by=by.user_id,
        proposer=by.label[:120],
        proposed_at=at,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return open_ones.get()  # somebody of the same branch asked at this very moment
    confirm(row, by)
    _audit("proposed", row, by, at, path=row.to_place)
    return row


@transaction.atomic
def release(*, transfer: Transfer, by: Scope, at: datetime) -> Transfer:
    """The branch before lets the member go: from now on the member stands in the other branch.

    Raises Forbidden (another side), Conflict (decided already; the member has moved or left meanwhile).
    """
    row = _locked(transfer)
    _require_giver(row, by)
    rows = Member.objects.across_all(because=_MEMBER).select_for_update(of=("self",))
    member = rows.select_related("branch", "unit").get(pk=row.member_id)
    if member.closed_on is not None or member.branch_id != row.from_branch_id:
        raise Conflict(_("这名党员的支部已经变了，不用再放行。请刷新页面查看。"))
    if row.to_branch is not None and row.to_branch.valid_to is not None:
        raise Conflict(_("对方的支部已经撤销，不能转接。请写明原因，不放行。"))
    _move(row, "release", by, at)
    _put(member, row, by, at)
    _audit("released", row, by, at, path=row.from_place)
    return row


@transaction.atomic
def refuse(*, transfer: Transfer, reason: str, by: Scope, at: datetime) -> Transfer:
    """The branch before keeps the member and says why. Raises Forbidden, Refused (no reason), Conflict."""
    row = _locked(transfer)
    _require_giver(row, by)
    if not reason.strip():
        raise Refused(_("请写明不放行的原因，对方会看到。"))
    _move(row, "refuse", by, at, reason=reason.strip()[:200])
    _audit("refused", row, by, at, path=row.from_place)
    return row


@transaction.atomic
def withdraw(*, transfer: Transfer, by: Scope, at: datetime) -> Transfer:
    """Who proposed it takes it back. Raises Forbidden, Conflict."""
    row = _locked(transfer)
    if not (by.may("members.edit") and covers(by, row.to_place, _line(row.to_branch))):
        raise Forbidden
    _move(row, "withdraw", by, at)
    _audit("withdrawn", row, by, at, path=row.to_place)
    return row


def record(*, member: Member, before: dict[str, Any], on: date, by: Scope, at: datetime) -> None:
    """A transfer inside one scope, done at once. before: `whence` of the member as it stood; follows proposals of others."""
    Transfer(
        **before,
        to_branch_id=member.branch_id,
        to_unit_id=member.unit_id,
        to_place=member.place,
        moved_on=on,
        state=TransferState.RELEASED,
        source=ON_SCREEN,
        proposed_by=by.user_id,
        proposer=by.label[:120],
        proposed_at=at,
        decider=by.label[:120],
        decided_at=at,
    ).save()
    follow(member)


def whence(member: Member) -> dict[str, Any]:
    """Where a member stands, under the names of a transfer."""
    return {
        "member_id": member.pk,
        "from_branch_id": member.branch_id,
        "from_unit_id": member.unit_id,
        "from_place": member.place,
    }


def follow(member: Member) -> None:
    """Proposals that still wait are now for the branch where the member stands."""
    rows = Transfer.objects.across_all(because=_MOVING).filter(
        member_id=member.pk, state=TransferState.PROPOSED
    )
    facts = whence(member)
    facts.pop("member_id")
    rows.exclude(to_branch_id=member.branch_id).update(**facts)


def over(member: Member, *, by: Scope, at: datetime) -> None:
    """The member left the roll: nobody has to release anybody any more, and who asked is told."""
    rows = Transfer.objects.across_all(because=_MOVING).filter(
        member_id=member.pk, state=TransferState.PROPOSED
    )
    told = _("这名党员已从原来的名册转出，可以直接登记。")
    rows.update(state=TransferState.WITHDRAWN, decider=by.label[:120], decided_at=at, reason=told)


def _put(member: Member, row: Transfer, by: Scope, at: datetime) -> None:
    """The member in the new branch, with change rows that hold for the day of the transfer.

    The giver's scope no longer reaches the row, so it is not confirmed after the write: the right to give was.
    """
    old = {"branch": member.branch_id, "unit": member.unit_id}
    place = member.place
    member.branch = row.to_branch
    member.unit = row.to_unit or member.unit
    member.place = row.to_place
    member.version += 1
    member.save(update_fields=["branch", "unit", "place", "version"])
    new = {"branch": member.branch_id, "unit": member.unit_id}
    origin = Origin(by=by, at=at, source=row.source, entered_by="self", as_of=row.moved_on)
    ledger = Ledger(origin)
    changed = {name: (old[name], new[name]) for name in old if old[name] != new[name]}
    ledger.changed("member", member.pk, values=changed, path=member.place, previous_path=place)
    if old["unit"] is not None and old["unit"] != new["unit"]:
        ledger.touched("unit", old["unit"], path=place)
    ledger.write()
    follow(member)


def _locked(transfer: Transfer) -> Transfer:
    rows = Transfer.objects.across_all(because=_MOVING).select_for_update(of=("self",))
    return rows.select_related("member", "from_branch", "to_branch", "to_unit").get(pk=transfer.pk)


def _require_giver(row: Transfer, by: Scope) -> None:
    if not (by.may("members.edit") and covers(by, row.from_place, _line(row.from_branch))):
        raise Forbidden


def _line(branch: PartyOrganisation | None) -> str:
    return branch.path if branch is not None else ""


def _move(row: Transfer, name: str, by: Scope, at: datetime, **facts: Any) -> None:
    sources, target = TRANSFERS[name]
    rows = Transfer.objects.across_all(because=_MOVING).filter(pk=row.pk, state__in=sources)
    decided = {"decider": by.label[:120], "decided_at": at, **facts}
    if not rows.update(state=target, **decided):
        raise Conflict(_("这次转接已经有人处理过了。请刷新页面查看。"))
    for attribute, value in {"state": target, **decided}.items():
        setattr(row, attribute, value)


def _audit(action: str, row: Transfer, by: Scope, at: datetime, *, path: str) -> None:
    """The event stands at the side that acted and names nobody of the other."""
    audit.record(
        f"transfer.{action}",
        by=by,
        at=at,
        subject_kind="transfer",
        subject_id=row.pk,
        subject=_("党员转接"),
        path=path,
        detail={"on": row.moved_on.isoformat()},
    )
