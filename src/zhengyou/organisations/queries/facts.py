"""The facts of one organisation as a reader may see them, with source and date, and their history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhengyou import standards
from zhengyou.changes import queries as changes
from zhengyou.changes.models import Change
from zhengyou.changes.queries import Event
from zhengyou.encryption import mask_name, mask_phone
from zhengyou.encryption.fields import Sealed
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.organisations.queries import territories
from zhengyou.scoping import Scope
from zhengyou.standards import Field

KIND = "organisation"
ELSEWHERE = frozenset({"units", "superior"})  # the census shows its units; the line has its own section
NAMES = frozenset({"secretary", "deputy"})
SEALED = frozenset({"secretary_phone"})
GROUPS = {
    "党组织": gettext_lazy("党组织"),
    "任期": gettext_lazy("任期"),
    "书记": gettext_lazy("书记"),
    "力量": gettext_lazy("力量"),
}
BESIDES = {"roll_complete_on": gettext_lazy("党员名册报告完整的日期"), "valid_to": gettext_lazy("撤销日期")}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the record. reveal: whether the value is masked and may be revealed."""

    key: str
    term: str
    value: str
    source: str = ""
    date: date | None = None
    reveal: bool = False


def facts(
    scope: Scope, organisation: PartyOrganisation, *, language: str, revealed: bool = False
) -> list[tuple[str, list[Fact]]]:
    """(group, its facts) in the order of the table. What the role may not see is masked or left out."""
    origins = changes.provenance(KIND, organisation.pk)
    groups: dict[str, list[Fact]] = {}
    for field in standards.load_organisation_fields().held:
        if field.key in ELSEWHERE or not (scope.sees(field.access) or field.key in NAMES):
            continue
        fact = _fact(scope, organisation, field, origins.get(field.key), language, revealed)
        groups.setdefault(field.group, []).append(fact)
    return [(str(GROUPS.get(group, group)), known) for group, known in groups.items()]


def _fact(
    scope: Scope,
    organisation: PartyOrganisation,
    field: Field,
    origin: Change | None,
    language: str,
    revealed: bool,
) -> Fact:
    value = getattr(organisation, field.key)
    hidden = False
    if field.key == "territory":
        text = territories.names_by_path([organisation.place]).get(organisation.place, "")
    elif field.key in SEALED:
        plain = _opened(value)
        hidden = bool(plain) and not revealed
        text = mask_phone(plain) if hidden else plain
    elif field.key == "term_ends" and not value and organisation.election_due:
        text = _("%(day)s（由换届时间和任期推算）") % {"day": organisation.election_due.isoformat()}
    elif field.key in NAMES and not scope.sees(field.access):
        text = mask_name(value)
    else:
        text = shown(field, value, language)
    return Fact(
        key=field.key,
        term=field.label(language),
        value=text,
        source=origin.source if origin and value else "",
        date=(origin.as_of or localdate(origin.at)) if origin and value else None,
        reveal=hidden,
    )


def secretary_name(scope: Scope, organisation: PartyOrganisation) -> str:
    """The secretary's name, masked for a role that does not see it."""
    return organisation.secretary if scope.sees("secretary_personal") else mask_name(organisation.secretary)


def shown(field: Field, value: Any, language: str) -> str:
    """A held value as a person reads it; '' for unknown."""
    if value is None or value == "":
        return ""
    if field.enum:
        return level_label(str(value), language, enum=field.enum)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return value.isoformat() if isinstance(value, date) else str(value)


def level_label(code: str, language: str, *, enum: str = "org_level") -> str:
    """The word for a code of an enumeration; the code itself when the edition does not know it."""
    values = standards.load_enums()[enum]
    return values.label(code, language) if code in values.codes else code


def history(scope: Scope, organisation: PartyOrganisation, *, language: str, limit: int = 200) -> list[Event]:
    """What changed, newest first; changes of one moment by one person stand together."""
    return events(scope, changes.history(KIND, organisation.pk, limit=limit), language=language)


def events(scope: Scope, rows: list[Change], *, language: str) -> list[Event]:
    """Changes of an organisation that was read through the scope as events, in the order given."""
    known = names(rows)
    return changes.events(rows, line=lambda row: _line(scope, row, known, language))


def _line(
    scope: Scope, row: Change, known: dict[tuple[str, str], str], language: str
) -> tuple[str, str, str] | None:
    if row.field == Change.CREATED:
        return (_("登记"), "", "")
    table = standards.load_organisation_fields()
    field = table.get(row.field)
    if field is None:
        return (str(BESIDES.get(row.field, row.field)), row.old, row.new)
    if not scope.sees(field.access):
        return None
    if row.field in SEALED:
        return (field.label(language), "", _("已更新"))
    old, new = (told(field, text, known, language) for text in (row.old, row.new))
    return (field.label(language), old, new)


def told(field: Field, text: str, names: dict[tuple[str, str], str], language: str) -> str:
    """A text of the change table in words. names: of the places and organisations that it may refer to."""
    if field.key in {"territory", "superior"}:
        return names.get((field.key, text), text)
    if field.type == "bool":
        return {"1": _("是"), "0": _("否")}.get(text, text)
    return shown(field, text, language)


def names(rows: Iterable[Any]) -> dict[tuple[str, str], str]:
    """Names of the places and organisations that the changes refer to by id, two queries."""
    ids: dict[str, set[int]] = {"territory": set(), "superior": set()}
    for row in rows:
        if row.field in ids:
            ids[row.field] |= {int(text) for text in (row.old, row.new) if text.isdecimal()}
    organisations = PartyOrganisation.objects.across_all(
        because="names of superiors in the organisation's own history"
    )
    found = {
        ("territory", str(pk)): name
        for pk, name in territories.every().filter(pk__in=ids["territory"]).values_list("pk", "name")
    }
    found |= {
        ("superior", str(pk)): name
        for pk, name in organisations.filter(pk__in=ids["superior"]).values_list("pk", "name")
    }
    return found


def _opened(value: Any) -> str:
    return value.open() if isinstance(value, Sealed) else str(value or "")
