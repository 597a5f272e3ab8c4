"""Census rounds: opened with an as-of date, closed when everything is in."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.census.models import Round
from zhengyou.scoping import Scope
from zhengyou.web.errors import Conflict, Forbidden, Refused

_ALL = "a round is the same for the whole province"


@transaction.atomic
def open_round(*, code: str, as_of: date, by: Scope, at: datetime) -> Round:
    """Opens a round. Opening the same one with the same date again gives it back.

    Raises Refused (no code, code taken with another date), Forbidden.
    """
    if not by.may("rounds.manage"):
        raise Forbidden
    code = code.strip()
    if not code or len(code) > 30:
        raise Refused(_("轮次名称请填 1 到 30 个字，例如 2026-4。"))
    same_day = Round.objects.across_all(because=_ALL).filter(as_of=as_of).exclude(code=code).first()
    if same_day:
        raise Refused(
            _("数据截止日 %(day)s 已有轮次 %(code)s。请用这一轮，或换一个截止日。")
            % {"day": as_of.isoformat(), "code": same_day.code}
        )
    made = Round(code=code, as_of=as_of, opened_at=at)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        held = Round.objects.across_all(because=_ALL).get(code=code)
        if held.as_of == as_of:
            return held
        raise Refused(
            _("轮次 %(code)s 已经有了，数据截止日是 %(day)s。请换一个名称，或使用同一日期。")
            % {"code": code, "day": held.as_of.isoformat()}
        ) from None
    detail = {"as_of": as_of.isoformat()}
    audit.record(
        "round.opened", by=by, at=at, subject_kind="round", subject_id=made.pk, subject=code, detail=detail
    )
    return made


@transaction.atomic
def close_round(*, round: Round, by: Scope, at: datetime) -> Round:
    """Closes a round: nothing is imported into it any more. Raises Conflict when it is closed already, Forbidden."""
    if not by.may("rounds.manage"):
        raise Forbidden
    closed = (
        Round.objects.across_all(because=_ALL)
        .filter(pk=round.pk, closed_at__isnull=True)
        .update(closed_at=at)
    )
    if not closed:
        raise Conflict(_("轮次 %(code)s 已经结束。") % {"code": round.code})
    round.closed_at = at
    audit.record("round.closed", by=by, at=at, subject_kind="round", subject_id=round.pk, subject=round.code)
    return round
