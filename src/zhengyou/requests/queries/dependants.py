"""What of this package stands in a place and keeps it from being closed (settings name this function)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from zhengyou.organisations.models import Territory
from zhengyou.requests.models import Request
from zhengyou.scoping import below


def of_territory(territory: Territory, *, on: date) -> list[str]:  # noqa: ARG001 - answers are owed whatever the day
    """A sentence when somebody waits for an answer of an office here or below."""
    rows = Request.objects.across_all(because="whoever waits for the answer, the place owes it")
    count = rows.filter(below("owed_by", territory.path), answered_at__isnull=True).count()
    if not count:
        return []
    return [_("这里还有 %(count)s 件请求或问题没有答复，请先答复或者转办。") % {"count": count}]
