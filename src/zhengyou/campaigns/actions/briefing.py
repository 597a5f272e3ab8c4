"""The one-off briefing that goes up after a directive was received."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.campaigns.actions import receipts
from zhengyou.campaigns.models import Briefing, Receipt
from zhengyou.scoping import Reach, Scope, confirm
from zhengyou.web.errors import Conflict, Forbidden, Refused

_BECAUSE = "the level above has read it through the scope"


@transaction.atomic
def send(*, receipt: Receipt, text: str, by: Scope, at: datetime) -> Briefing:
    """Sends the briefing of a level up, once. Who briefs has received.

    Raises Refused (no text), Conflict (sent already, withdrawn, nobody above), Forbidden.
    """
    receipts.require_receiver(receipt, by)
    receipts.refuse_withdrawn(receipt.directive)
    if receipt.organisation_id is not None or not receipt.from_place:
        raise Conflict(_("这里不用报送简要报告。"))
    made = Briefing(
        receipt=receipt, place=receipt.place, text=_text(text), sent_at=at, sent_by=by.label[:120]
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("简要报告已经报送，一份文件只报一次。请刷新后查看。")) from None
    receipts.acknowledged([receipt.pk], by=by, at=at, entered_by="self")
    audit.record(
        "briefing.sent", by=by, at=at, subject_kind="directive", subject_id=receipt.directive_id,
        subject=f"{receipt.directive.title}：{receipt.territory}", path=receipt.place,
    )  # fmt: skip
    return confirm(made, by)


@transaction.atomic
def read(*, briefing: Briefing, by: Scope, at: datetime) -> None:
    """Says that the level above has read it. Raises Conflict when somebody of that level did so already, Forbidden."""
    if not may_read(briefing, by):
        raise Forbidden
    rows = Briefing.objects.across_all(because=_BECAUSE).filter(pk=briefing.pk, read_at__isnull=True)
    if not rows.update(read_at=at, read_by=by.label[:120]):
        raise Conflict(_("这份简要报告已经有人阅过。"))


def _text(text: str) -> str:
    if not text.strip():
        raise Refused(_("请写几句：怎样传达的，下一步怎样安排，有什么困难。"))
    return text.strip()


def may_read(briefing: Briefing, by: Scope) -> bool:
    """Whether this is an office of the level that the briefing goes to."""
    above = by.reach is Reach.TERRITORY and by.place == briefing.receipt.from_place
    manages = by.may("directives.manage") or by.may("directives.receive")
    return above and manages
