"""One member's facts as a reader may see them, each with source and date; numbers masked until revealed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.census.models import Member
from zhengyou.census.queries import words
from zhengyou.census.queries.unit_record import Fact, Group, grouped, source
from zhengyou.changes import queries as changes
from zhengyou.changes.models import Change
from zhengyou.scoping import Scope
from zhengyou.standards import Field

KIND: Final = "member"
NUMBERS: Final = frozenset({"id_number", "phone"})


def facts(scope: Scope, member: Member) -> list[Group]:
    """The facts by group, in the order of the fields table; what the role may not see is left out."""
    origins = changes.provenance(KIND, member.pk)
    groups: dict[str, list[Fact]] = {}
    for field in standards.load_member_fields().held:
        if scope.sees(field.access):
            fact = _fact(member, field, origins)
            groups.setdefault(field.group, []).append(fact)
    return [grouped(words.group(name), listed) for name, listed in groups.items()]


def _fact(member: Member, field: Field, origins: Mapping[str, Change]) -> Fact:
    value = getattr(member, field.key)
    masked = False
    if field.key in NUMBERS:
        plain = words.opened(value)
        text, masked = words.masked(field.key, plain), bool(plain)
    elif field.key in {"branch", "unit"}:
        text = value.name if value else ""
    else:
        text = _told(member, field, value)
    origin = origins.get(field.key)
    return Fact(
        key=field.key,
        term=words.label(field),
        value=text,
        source=source(origin) if origin and text else "",
        date=(origin.as_of or localdate(origin.at)) if origin and text else None,
        masked=masked,
    )


def _told(member: Member, field: Field, value: Any) -> str:
    """Two answers that belong together stand in one line."""
    if field.key == "voluntary":
        kind = member.voluntary_reason or ("none" if value is False else "")
        return words.word("voluntary", kind) or words.yes_no(value)
    text = words.told(field, value)
    if field.key == "mobile_status" and member.mobile_where:
        return words.joined([text, member.mobile_where])
    if field.key == "out_of_contact" and member.out_of_contact_since:
        return _("%(yes)s，从 %(since)s 起") % {"yes": text, "since": member.out_of_contact_since}
    return text
