"""What the census holds about a person with an account: the units served as an instructor."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhengyou.accounts.models import User
from zhengyou.accounts.my_data import Held
from zhengyou.census.models import Unit


def held(user: User) -> list[Held]:
    """The units whose instructor this account is; nothing for anybody else."""
    rows = Unit.objects.across_all(because="a person's own duties").filter(instructor_account=user)
    facts = [(_("联系的单位"), name) for name in rows.order_by("path", "name").values_list("name", flat=True)]
    if not facts:
        return []
    why = _("登录后只看到自己联系的单位，单位也知道由谁联系。")
    return [Held(_("担任党建指导员"), why, _("不再联系该单位后即删去，变更记录保留。"), facts)]
