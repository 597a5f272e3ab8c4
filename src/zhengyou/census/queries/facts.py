"""One unit's facts by the field names of the standard, its organisation's and the derived ones included."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.census.models import Member, Unit
from zhengyou.encryption import mask_name
from zhengyou.encryption.fields import Sealed
from zhengyou.encryption.masking import mask_contact
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.partial_dates import first_day
from zhengyou.scoping import Scope
from zhengyou.standards import Field
from zhengyou.web.errors import Refused

YOUNG: Final = 35  # 以下 includes the number itself (Civil Code, article 1259)
DEVELOPED_YEARS: Final = 3
BAND: Final = 50
PERSONS: Final = frozenset({"owner_name", "secretary", "deputy", "instructor_name", "surveyed_by"})
PHONES: Final = frozenset({"contact_phone", "secretary_phone"})
_ORGANISATION: Final = {"org_level": "level", "org_name": "name"}
_ROLL: Final = "the roll of a unit that was read through the scope"
_PARTS = re.compile(r"[；;、\n]+")


def find(scope: Scope, text: str) -> Unit:
    """The unit with this code or name. Raises Refused when there is none or several bear the name."""
    units = Unit.objects.within(scope).select_related("organisation__superior", "territory")
    text = text.strip()
    named = units.filter(Q(uscc=text.upper()) | Q(name=text)).order_by("path", "pk")
    found = list(named.filter(merged_into__isnull=True)[:2] or named[:2]) if text else []
    exact = [unit for unit in found if unit.uscc and unit.uscc == text.upper()]
    if exact:
        return exact[0]
    if not found:
        raise Refused(_("没有找到代码或名称是“%(text)s”的单位。请核对，名称要写全称。") % {"text": text})
    if len(found) > 1:
        raise Refused(_("有几家单位都叫“%(text)s”。请改用统一社会信用代码查看。") % {"text": text})
    return found[0]


def unit_facts(unit: Unit, *, on: date, masked: bool = True) -> dict[str, Any]:
    """The facts in the order of the table, fields that it leaves out excepted; unknown ones are None.

    Enums in Chinese, amounts in 万元 as numbers, dates ISO, lists as lists. on: the day that ages count for.
    masked: names of persons and phones are masked. The unit comes with its organisation and that one's superior.
    """
    roll = list(_roll(unit)) if unit.pk else []
    facts: dict[str, Any] = {}
    for one in standards.load_unit_fields():
        if one.tier == "drop":
            continue
        if one.key in _DERIVED:
            facts[one.key] = _DERIVED[one.key](unit, roll, on)
        else:
            facts[one.key] = _plain(one, _held(unit, one), masked)
    return facts


def _held(unit: Unit, one: Field) -> Any:
    if one.owner != "organisation":
        return getattr(unit, "union" if one.key == "union_" else one.key)
    organisation: PartyOrganisation | None = unit.organisation
    if organisation is None:
        return None
    if one.key == "parent_org":
        return organisation.superior.name if organisation.superior else None
    return getattr(organisation, _ORGANISATION.get(one.key, one.key))


def _plain(one: Field, value: Any, masked: bool) -> Any:
    if isinstance(value, Sealed):
        value = value.open()
    if value is None or value == "":
        return None
    mask = (
        (mask_name if one.key in PERSONS else mask_contact if one.key in PHONES else None) if masked else None
    )
    if mask is not None:
        return mask(str(value))
    if one.enum:
        return standards.load_enums()[one.enum].zh(value)
    return _as_json(value, one.type == "list")


def _as_json(value: Any, is_list: bool) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return [part.strip() for part in _PARTS.split(value) if part.strip()] if is_list else value


def _roll(unit: Unit) -> list[tuple[str, str]]:
    """(birth date, joined on) of the members who work there and count."""
    members = Member.objects.across_all(because=_ROLL).filter(unit=unit, closed_on__isnull=True)
    return list(members.filter(standing__in=("", "normal")).values_list("birth_date", "joined_on"))


def _size(unit: Unit, _roll: list[tuple[str, str]], _on: date) -> str | None:
    return standards.load_enums()["size"].zh(unit.size_class) if unit.size_class else None


def _band(unit: Unit, _roll: list[tuple[str, str]], _on: date) -> bool | None:
    return None if unit.employees is None else unit.employees >= BAND


def _young(_unit: Unit, roll: list[tuple[str, str]], on: date) -> int | None:
    """Members of 35 or younger; unknown without a roll or while a birth date is missing."""
    births = [first_day(birth) for birth, _ in roll]
    if not births or None in births:
        return None
    return sum(1 for birth in births if birth and _age(birth, on) <= YOUNG)


def _developed(_unit: Unit, roll: list[tuple[str, str]], on: date) -> int | None:
    """Members who joined in the last three years; unknown without a roll or while a date is missing."""
    joined = [first_day(day) for _, day in roll]
    if not joined or None in joined:
        return None
    since = on.replace(year=on.year - DEVELOPED_YEARS, day=min(on.day, 28))
    return sum(1 for day in joined if day and day > since)


def _joint(unit: Unit, _roll: list[tuple[str, str]], _on: date) -> list[str] | None:
    """The units that share the organisation; unknown without one."""
    if unit.organisation_id is None:
        return None
    rows = Unit.objects.across_all(because="the names of the units in one joint branch are its own matter")
    names = rows.filter(organisation_id=unit.organisation_id, closed_on__isnull=True).order_by("path", "name")
    found = list(names.values_list("name", flat=True))
    return found if len(found) > 1 else []


def _age(birth: date, on: date) -> int:
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


_REFERENCES: Final[dict[str, type[Territory] | type[PartyOrganisation] | type[Unit]]] = {
    "territory": Territory,
    "organisation": PartyOrganisation,
    "superior": PartyOrganisation,
    "branch": PartyOrganisation,
    "unit": Unit,
    "merged_into": Unit,
}
_TABLES: Final = {
    "unit": standards.load_unit_fields,
    "member": standards.load_member_fields,
    "organisation": standards.load_organisation_fields,
}
_KEYS: Final = {"union": "union_"}
_FLAGS: Final = frozenset({"voluntary", "out_of_contact"})
_DERIVED: Final[dict[str, Callable[[Unit, list[tuple[str, str]], date], Any]]] = {
    "size_class": _size,
    "band50_100": _band,
    "members_u35": _young,
    "developed": _developed,
    "joint_units": _joint,
}


def shown(key: str, text: str, kind: str = "unit") -> str:
    """The text of a change row in the reader's language: enums and yes or no as words, ids of references as names.

    key: the change's field. kind: the change's kind (unit, member, organisation). Encrypted facts stay unreadable.
    """
    if not text:
        return ""
    reference = _REFERENCES.get(key)
    if reference is not None:
        return _named(reference, text)
    one = _TABLES[kind]().get(_KEYS.get(key, key))
    if one is not None and one.enum and key not in _FLAGS:
        enum = standards.load_enums()[one.enum]
        return enum.label(text, get_language() or "") if text in enum.codes else text
    if (one is not None and one.type == "bool") or key in _FLAGS:
        return {"1": _("是"), "0": _("否")}.get(text, text)
    return text


def _named(model: type[Territory] | type[PartyOrganisation] | type[Unit], text: str) -> str:
    if not text.isdecimal():
        return text
    rows = model.objects.across_all(because="the name of what a subject, read through the scope, belongs to")
    return rows.filter(pk=int(text)).values_list("name", flat=True).first() or ""


def lines(known: dict[str, Any]) -> list[str]:
    """The known facts for a reader at the screen: label and value, one to a line."""
    table = standards.load_unit_fields()
    shown = {True: "是", False: "否"}
    found = []
    for key, value in known.items():
        if value is None:
            continue
        text = (
            "、".join(value)
            if isinstance(value, list)
            else str(shown.get(value, value) if isinstance(value, bool) else value)
        )
        found.append(f"{table[key].label_zh}：{text}")
    return found
