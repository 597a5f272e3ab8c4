"""A directive leaves its level: issued to all below, or withdrawn."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.campaigns.actions import directives, overlaps, receipts
from zhengyou.campaigns.lifecycle import DIRECTIVES, DirectiveState
from zhengyou.campaigns.models import Directive
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.scoping import Scope, confirm
from zhengyou.web.errors import Conflict, Refused

_HELD = "read through the scope before; the action refuses other levels and confirms after"


@transaction.atomic
def issue(
    *,
    directive: Directive,
    acknowledge_by: date | None,
    convey_by: date | None,
    brief_by: date | None,
    by: Scope,
    at: datetime,
    version: int | None = None,
) -> Directive:
    """Settles the clauses and sends the directive to the levels directly below, which answer by the three days.

    version: the directive as it was shown; None takes it as it is. Raises Conflict (issued already, withdrawn, mended
    meanwhile), Refused (a day is past or the days stand in the wrong order), Forbidden (another level's directive).
    """
    directives.refuse_others(directive, by)
    _refuse_days(acknowledge_by, convey_by, brief_by, today=timezone.localdate(at))
    told = {
        "issued_to": directive.place,
        "issued_at": at,
        "issued_by": (by.label or by.role)[:120],
        "acknowledge_by": acknowledge_by,
        "convey_by": convey_by,
        "brief_by": brief_by,
    }
    row = _step("issue", directive, told, by=by, at=at, version=version)
    overlaps.propose_below(row)
    receipts.send(directive=row, by=by, at=at)
    return row


@transaction.atomic
def withdraw(
    *, directive: Directive, because: str, by: Scope, at: datetime, version: int | None = None
) -> Directive:
    """Gives a directive up; whoever received it goes on reading it, marked as withdrawn, with the reason.

    Raises Conflict (withdrawn already, changed meanwhile), Refused (no reason), Forbidden (another level's directive).
    """
    directives.refuse_others(directive, by)
    if not because.strip():
        raise Refused(_("请写明撤回的原因，收到文件的单位看得到。"))
    return _step("withdraw", directive, {"withdrawn_because": because.strip()}, by=by, at=at, version=version)


def _step(
    verb: str, directive: Directive, told: dict[str, object], *, by: Scope, at: datetime, version: int | None
) -> Directive:
    """Takes a named step of lifecycle.DIRECTIVES by one conditional update: of two people one is told that he was late."""
    before, after = DIRECTIVES[verb]
    rows = Directive.objects.across_all(because=_HELD).filter(pk=directive.pk, state__in=before)
    shown = directive.version if version is None else version
    if not rows.filter(version=shown).update(state=after, version=shown + 1, **told):
        raise Conflict(
            _("《%(title)s》在您打开之后被别人改过、下发或撤回了，这一步没有办成。请刷新页面查看。")
            % {"title": directive.title}
        )
    row = Directive.objects.across_all(because=_HELD).get(pk=directive.pk)
    confirm(row, by)
    ledger = Ledger(Origin(by=by, at=at, source=directives.ON_SCREEN))
    ledger.changed(
        directives.KIND, row.pk, values={"state": (directive.state, DirectiveState(after))}, path=row.place
    )
    ledger.write()
    directives.record(f"directive.{DirectiveState(after)}", row, by=by, at=at)
    return row


def _refuse_days(*days: date | None, today: date) -> None:
    given = [day for day in days if day]
    if any(day < today for day in given):
        raise Refused(_("期限已经过去了，请改成今天或以后的日期。"))
    if given != sorted(given):
        raise Refused(_("期限的先后不对：先签收，再传达学习，最后简要报告。"))
