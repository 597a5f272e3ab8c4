"""Everything held about one person, gathered from the packages that settings.MY_DATA_SOURCES names."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhengyou.accounts.models import User
from zhengyou.accounts.queries import has_second_factor, open_slip


@dataclass(frozen=True, slots=True)
class Held:
    """What one part of the product holds about a person.

    why: the purpose, in one sentence. kept: how long. facts: (term, value) pairs as a reader wants them.
    """

    title: str
    why: str
    kept: str
    facts: list[tuple[str, str]] = field(default_factory=list)


def gather(user: User) -> list[Held]:
    """All of it, the account first. Each source is a function (user) -> list[Held]."""
    found = account(user)
    for name in settings.MY_DATA_SOURCES:
        found += import_string(name)(user)
    return found


def as_json(user: User, *, at: datetime) -> dict[str, Any]:
    """The same for a file: exported_at, person, held: [{title, why, kept, facts: [{term, value}]}]."""
    return {
        "exported_at": at.isoformat(),
        "person": user.name,
        "held": [
            {
                "title": held.title,
                "why": held.why,
                "kept": held.kept,
                "facts": [{"term": term, "value": value} for term, value in held.facts],
            }
            for held in gather(user)
        ],
    }


def account(user: User) -> list[Held]:
    """The account itself."""
    slip = open_slip(user)
    facts = [
        (_("姓名"), user.name),
        (_("登录名"), user.username),
        (_("联系电话"), user.phone_text or _("未填写")),
        (_("开通日期"), shown(user.created_at)),
        (_("密码"), _("只保存不可还原的校验值，任何人都看不到密码本身")),
        (_("动态口令"), _("已设置，密钥加密保存") if has_second_factor(user) else _("未设置")),
        (_("告知书"), _notice(user)),
    ]
    if slip:
        facts.append((_("未使用的登录单"), _("%(at)s 前有效") % {"at": shown(slip.expires_at)}))
    why = _("登录、确认是本人操作，以及工作上的联系。")
    return [
        Held(
            pgettext("mine", "账号"), why, _("在任期间；离任停用的账号三年后删除。登录时间不作记录。"), facts
        )
    ]


def _notice(user: User) -> str:
    if not user.notice_version:
        return _("还没有看过")
    return _("%(version)s 版，%(at)s 看过") % {
        "version": user.notice_version,
        "at": shown(user.notice_seen_at),
    }


def shown(value: date | datetime | None) -> str:
    """A day as 2026-11-23."""
    if value is None:
        return _("未知")
    if isinstance(value, datetime):
        value = localtime(value).date()
    return value.isoformat()
