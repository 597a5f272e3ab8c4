"""The province moves the phases of the campaign."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.campaigns.models import Phase
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.scoping import Reach, Scope
from zhengyou.scoping.prefix import LABEL_WIDTH
from zhengyou.web.errors import Conflict, Forbidden, Refused

_BECAUSE = "the campaign is the same for everyone"


@transaction.atomic
def move(
    *, phase: Phase, starts_on: date, ends_on: date | None, version: int, by: Scope, at: datetime
) -> Phase:
    """Other days for a phase. version: the one the person saw. Phases may overlap.

    Raises Refused (the wrong way round, before the campaign), Conflict (moved meanwhile), Forbidden (not the province).
    """
    if not may_move(by):
        raise Forbidden
    row = (
        Phase.objects.across_all(because=_BECAUSE).select_related("campaign").select_for_update(of=("self",))
    )
    held = row.get(pk=phase.pk)
    if held.version != version:
        raise Conflict(_("这一阶段的起止刚刚已经有人调整。请重新打开，看过以后再改。"))
    if ends_on and ends_on < starts_on:
        raise Refused(_("结束不能早于开始。"))
    if starts_on < held.campaign.starts_on:
        raise Refused(_("阶段不能早于活动开始的 %(day)s。") % {"day": held.campaign.starts_on.isoformat()})
    asked = {"starts_on": starts_on, "ends_on": ends_on}
    changed = {name: (getattr(held, name), day) for name, day in asked.items() if getattr(held, name) != day}
    if not changed:
        return held
    held.starts_on, held.ends_on, held.version = starts_on, ends_on, held.version + 1
    held.save(update_fields=["starts_on", "ends_on", "version"])
    ledger = Ledger(Origin(by=by, at=at, source="网页登记"))
    ledger.changed("phase", held.pk, values=changed, path=by.place)
    ledger.write()
    audit.record(
        "phase.moved",
        by=by,
        at=at,
        subject_kind="phase",
        subject_id=held.pk,
        subject=held.name_zh,
        path=by.place,
    )
    return held


def may_move(by: Scope) -> bool:
    """The province's office alone: the campaign is the same for everyone below."""
    office = by.reach is Reach.TERRITORY and len(by.place) == LABEL_WIDTH
    return (office or by.reach is Reach.EVERYTHING) and by.may("calendar.manage")
