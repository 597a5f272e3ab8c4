"""A member's own record, for the person alone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.accounts.models import User
from zhengyou.census.models import Member, OwnAnswer
from zhengyou.census.queries import words

_OWN = "a person's own record"
SHOWN = (
    *("name", "gender", "birth_date", "education", "category", "joined_on", "full_on"),
    *("relation", "mobile_status", "post", "position", "phone"),
)


def of(user: User) -> OwnAnswer | None:
    """The record that this account has found, while it stands on a roll."""
    rows = OwnAnswer.objects.across_all(because=_OWN).filter(account=user, member__closed_on__isnull=True)
    return rows.select_related("member__branch", "member__unit").first()


def facts(member: Member) -> list[tuple[str, str]]:
    """(term, value) as the person reads them; the number is masked even here, for who looks over the shoulder."""
    table = standards.load_member_fields()
    found: list[tuple[str, str]] = []
    for key in SHOWN:
        one = table[key]
        value: Any = getattr(member, key)
        text = words.masked(key, words.opened(value)) if key == "phone" else words.told(one, value)
        found.append((words.label(one), text))
    found.append((_("所在党支部"), member.branch.name if member.branch else ""))
    found.append((_("工作单位"), member.unit.name if member.unit else ""))
    return found
