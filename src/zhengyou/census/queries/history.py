"""What became of a unit or a member, newest first, in words; what a role may not see is said without its values."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhengyou import standards
from zhengyou.accounts.models import User
from zhengyou.census.queries import facts, unit_record, words
from zhengyou.changes import queries as changes
from zhengyou.changes.models import Change
from zhengyou.changes.queries import Event
from zhengyou.scoping import Scope
from zhengyou.standards import Field

SEALED: Final = frozenset({"contact_phone", "id_number", "phone"})
BESIDES: Final = {  # facts beside the fields tables: label, field group
    "territory": (gettext_lazy("所在地"), "unit_basic"),
    "organisation": (gettext_lazy("党组织"), "organisation"),
    "instructor_account": (gettext_lazy("联系本单位的指导员账号"), "unit_contact"),
    "uscc_override": (gettext_lazy("代码校验不符的说明"), "unit_basic"),
    "owner_politics_consent": (gettext_lazy("本人同意登记的日期"), "unit_owner"),
    "closed_on": (gettext_lazy("终止日期"), "unit_basic"),
    "closing_reason": (gettext_lazy("原因"), "unit_basic"),
    "merged_into": (gettext_lazy("并入的单位"), "unit_basic"),
    "mobile_where": (gettext_lazy("流动去向"), "member_names"),
    "out_of_contact_since": (gettext_lazy("失联起始"), "member_personal"),
    "voluntary_reason": (gettext_lazy("自愿参加的情形"), "member_personal"),
}


def history(scope: Scope, kind: str, subject_id: int, *, limit: int = 500) -> list[Event]:
    """The changes of one subject that was read through the scope, newest first. kind: "unit" or "member"."""
    return events(scope, kind, changes.history(kind, subject_id, limit=limit))


def events(scope: Scope, kind: str, rows: Iterable[Change]) -> list[Event]:
    """Changes as events, in the order given."""
    return changes.events(
        rows,
        line=lambda row: _line(scope, kind, row),
        hand=lambda row: (unit_record.actor(row), words.joined([row.source, unit_record.how(row)])),
        first=lambda row: _first(scope, kind, row),
    )


def _first(scope: Scope, kind: str, row: Change) -> list[tuple[str, str]]:
    """What the record came into being with, as far as the role sees it; numbers are left out."""
    told = []
    for key, text in json.loads(row.new or "{}").items():
        label, group = label_and_group(kind, key)
        if text and key not in SEALED and scope.sees(group):
            told.append((label, in_words(kind, key, text)))
    return told


def _line(scope: Scope, kind: str, row: Change) -> tuple[str, str, str] | None:
    if row.field == Change.CREATED:
        return (_("登记"), "", "")
    label, group = label_and_group(kind, row.field)
    if not scope.sees(group):
        return None
    if row.field in SEALED:
        return (label, "", _("已更新") if row.new else _("已清除"))
    return (label, in_words(kind, row.field, row.old), in_words(kind, row.field, row.new))


def in_words(kind: str, key: str, text: str) -> str:
    """A text of the change table as a person reads it."""
    if key == "closing_reason":
        return words.word("leaving_reason" if kind == "member" else "closing_reason", text)
    if key == "voluntary_reason":
        return words.word("voluntary", text)
    if key == "instructor_account" and text.isdecimal():
        return User.objects.filter(pk=int(text)).values_list("name", flat=True).first() or ""
    return facts.shown(key, text, kind)


def label_and_group(kind: str, key: str) -> tuple[str, str]:
    """The label of a changed fact and the field group that it belongs to."""
    if key in BESIDES:
        label, group = BESIDES[key]
        return str(label), "member_names" if kind == "member" and group == "unit_basic" else group
    table = standards.load_member_fields() if kind == "member" else standards.load_unit_fields()
    one: Field | None = table.get(key)
    return (words.label(one), one.access) if one else (key, "unit_basic")
