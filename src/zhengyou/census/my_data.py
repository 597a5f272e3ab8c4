"""What the census holds about a person with an account: the units served as an instructor, the own record on a roll."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhengyou.accounts.models import User
from zhengyou.accounts.my_data import Held
from zhengyou.census.models import Unit
from zhengyou.census.queries import own_record


def held(user: User) -> list[Held]:
    """The units whose instructor this account is, and the record on a roll that the person has found."""
    return [*_served(user), *_own(user)]


def _own(user: User) -> list[Held]:
    own = own_record.of(user)
    if own is None:
        return []
    why = _("党支部的党员名册。您可以核对，自愿。")
    kept = _("党员转出后记录保留；您的答复随记录保存。")
    answer = {"right": _("对"), "wrong": own.note}.get(own.answer, _("没有答"))
    return [Held(_("名册上的记录"), why, kept, [*own_record.facts(own.member), (_("您的核对"), answer)])]


def _served(user: User) -> list[Held]:
    rows = Unit.objects.across_all(because="a person's own duties").filter(instructor_account=user)
    facts = [(_("联系的单位"), name) for name in rows.order_by("path", "name").values_list("name", flat=True)]
    if not facts:
        return []
    why = _("登录后只看到自己联系的单位，单位也知道由谁联系。")
    return [Held(_("担任党建指导员"), why, _("不再联系该单位后即删去，变更记录保留。"), facts)]
