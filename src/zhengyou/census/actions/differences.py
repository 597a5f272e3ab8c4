"""What a person does about a difference between counts and rolls: explains it; and a member about the own record."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.accounts.models import User
from zhengyou.audit import actions as audit
from zhengyou.census.models import Explanation, Member, OwnAnswer
from zhengyou.census.queries.differences import Difference
from zhengyou.encryption import blind_index
from zhengyou.scoping import Scope, confirm
from zhengyou.web.errors import Conflict, Forbidden, Refused

RIGHT: Final = "right"
WRONG: Final = "wrong"
_SAME: Final = "the explanation of a difference that was read through the scope"
_OWN: Final = "a person finds the own record by name and identity number"


@transaction.atomic
def explain(*, difference: Difference, reason: str, note: str, by: Scope, at: datetime) -> Explanation:
    """Why the figures differ; it holds until they change. Raises Forbidden, OutsideScope."""
    if not by.may("members.edit"):
        raise Forbidden
    one = difference
    row, _created = Explanation.objects.across_all(because=_SAME).update_or_create(
        kind=one.kind,
        subject_kind=one.subject_kind,
        subject_id=one.subject_id,
        defaults={
            "path": one.path,
            "line": one.line,
            "figures": one.figures,
            "reason": reason,
            "note": note,
            "actor": by.label[:120],
            "at": at,
        },
    )
    confirm(row, by)
    audit.record(
        "difference.explained",
        by=by,
        at=at,
        subject_kind="difference",
        subject_id=row.pk,
        subject=one.name,
        path=one.path,
        detail={"kind": one.kind, "reason": reason},
    )
    return row


@transaction.atomic
def find_own(*, user: User, id_number: str, at: datetime) -> OwnAnswer:
    """A person with an account finds the own record on a roll: name of the account and identity number both fit.

    Raises Refused with the same sentence whatever does not fit, so that nobody learns who is on a roll.
    """
    index = blind_index(id_number, purpose="id_number_index") if id_number else ""
    rows = Member.objects.across_all(because=_OWN).filter(
        id_number_index=index, name=user.name, closed_on__isnull=True
    )
    member = rows.first() if index else None
    answers = OwnAnswer.objects.across_all(because=_OWN)
    taken = member is not None and answers.filter(member=member).exclude(account=user).exists()
    if member is None or taken:
        raise Refused(_("没有找到与您的姓名和公民身份号码都相符的记录。请与所在党支部核对。"))
    row, _created = answers.get_or_create(account=user, defaults={"member": member, "linked_at": at})
    if row.member_id != member.pk:
        row.member, row.linked_at, row.answer, row.note, row.answered_on = member, at, "", "", None
        row.save()
    return row


@transaction.atomic
def answer_own(*, own: OwnAnswer, answer: str, note: str, version: int, by: Scope, at: datetime) -> OwnAnswer:
    """The member says of the own record: right, or not so and where. Raises Conflict (the record changed), Refused, Forbidden."""
    if own.account_id != by.user_id:
        raise Forbidden
    if own.member.version != version:
        raise Conflict(_("您的记录刚才更新过。请看过新的内容再答。"))
    if answer == WRONG and not note.strip():
        raise Refused(_("请写明哪里不对，支部好去核对。"))
    own.answer, own.note, own.version = answer, note.strip()[:200] if answer == WRONG else "", version
    own.answered_on = timezone.localdate(at)
    own.save()
    audit.record(
        "own_record.answered",
        by=by,
        at=at,
        subject_kind="user",
        subject_id=own.account_id,
        subject=_("核对本人信息"),
        path=own.member.place,
        detail={"answer": answer},
    )
    return own
