"""What a person asked, for the page of one's own data."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhengyou.accounts.models import User
from zhengyou.accounts.my_data import Held, shown
from zhengyou.requests.models import Request


def held(user: User) -> list[Held]:
    """All requests of the person with their answers."""
    rows = Request.objects.across_all(because="a person's own requests").filter(asked_by=user).order_by("id")
    facts = []
    for row in rows:
        answer = f"{row.came_of_it}：{row.answer}" if row.answered_at else _("待答复")
        text = "：".join(part for part in (row.subject, row.text, row.wanted) if part)
        facts.append((f"{shown(row.asked_at)} {row.get_kind_display()}", f"{text}（{answer}）"))
    why = _("答复您，并改进填报。")
    return [Held(_("请求和答复"), why, _("答复三年后删除。"), facts)]
