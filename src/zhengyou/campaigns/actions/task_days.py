"""Days that cannot be meant: a task due before the campaign, a promise due before the visit, a year typed wrongly."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from zhengyou.campaigns.models import Campaign, Visit
from zhengyou.campaigns.queries import campaign as campaigns
from zhengyou.campaigns.rules.calendar import days_in
from zhengyou.web.errors import Refused

YEARS_AFTER: Final = 2
"""What goes on after the campaign is still written down; a day later than that is a slip of the pen."""


def refuse_impossible(
    *, starts_on: date | None, due_on: date | None, running: Campaign, visit: Visit | None, today: date
) -> None:
    """Raises Refused, naming the day and the bound."""
    if due_on is not None:
        first = visit.visited_on if visit else running.starts_on
        if due_on < first:
            words = (
                _("完成时限 %(day)s 早于走访的日期 %(first)s，请核对。")
                if visit
                else _("完成时限 %(day)s 早于活动开始的日期 %(first)s，请核对。")
            )
            raise Refused(words % {"day": due_on.isoformat(), "first": first.isoformat()})
    end = campaigns.last_day(running, today=today)
    last = date(end.year + YEARS_AFTER, end.month, min(end.day, days_in(end.year + YEARS_AFTER, end.month)))
    for day in (starts_on, due_on):
        if day is not None and day > last:
            raise Refused(
                _("日期 %(day)s 太晚，最晚填到 %(last)s（活动结束后两年）。请核对年份。")
                % {"day": day.isoformat(), "last": last.isoformat()}
            )
