"""The visits that a person recorded, for the page of one's own data."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhengyou.accounts.models import User
from zhengyou.accounts.my_data import Held, shown
from zhengyou.campaigns.models import Visit


def held(user: User) -> list[Held]:
    """All visits recorded by the person, the oldest first."""
    rows = Visit.objects.across_all(because="a person's own visits").filter(recorded_by=user)
    facts = [
        (f"{shown(row.visited_on)} {row.subject}", f"{row.visitor} · {row.said}")
        for row in rows.order_by("visited_on", "id")
    ]
    why = _("知道谁听到了什么、答应了什么，答应的事有人办。")
    return [Held(_("记下的走访"), why, _("三年后删除；有承诺的只留事情，不留姓名。"), facts)]
