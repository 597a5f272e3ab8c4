"""Held values as a person reads them, in the reader's language; '' is unknown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.encryption import mask_id_number, mask_name
from zhengyou.encryption.fields import Sealed
from zhengyou.encryption.masking import mask_contact
from zhengyou.standards import Field

_GROUPS: Final = {
    "所在地": gettext_lazy("所在地"),
    "单位标识": gettext_lazy("单位标识"),
    "区位": gettext_lazy("区位"),
    "规模": gettext_lazy("规模"),
    "出资人(业主)": gettext_lazy("出资人（业主）"),
    "党员": gettext_lazy("党员"),
    "党组织": gettext_lazy("党组织"),
    "工作覆盖": gettext_lazy("工作覆盖"),
    "保障": gettext_lazy("保障"),
    "制度": gettext_lazy("制度"),
    "台账": gettext_lazy("台账"),
    "身份": gettext_lazy("身份"),
    "党籍": gettext_lazy("党籍"),
    "组织": gettext_lazy("组织"),
    "联系": gettext_lazy("联系"),
}


def language() -> str:
    """The reader's language as the standards name it."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def group(name: str) -> str:
    """A group of the fields tables in the reader's language."""
    return str(_GROUPS.get(name, name))


def label(field: Field) -> str:
    """The field's label with its unit of measure."""
    text = field.label(language())
    measure = field.unit_of_measure
    return text if not measure or measure in text or language() == "en" else f"{text}（{measure}）"


def word(enum: str, code: str) -> str:
    """The word for a code of an enumeration; the code itself when the edition does not know it."""
    if not code:
        return ""
    values = standards.load_enums()[enum]
    return values.label(code, language()) if code in values.codes else code


def yes_no(value: bool | None) -> str:
    """是 or 否."""
    return "" if value is None else _("是") if value else _("否")


def industry(code: str) -> str:
    """C13 农副食品加工业."""
    name = standards.load_industries().name(code) if code else ""
    return f"{code} {name}" if name else code


def number(value: Decimal | int | None) -> str:
    """1,153 or 1,200.5: no trailing zeros."""
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else f"{value.normalize():,f}"


def told(field: Field, value: Any) -> str:
    """The value of a field in words."""
    if value is None or value == "":
        return ""
    if field.enum:
        return word(field.enum, str(value))
    return industry(str(value)) if field.key == "industry_code" else _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, int | Decimal):
        return number(value)
    if isinstance(value, list | tuple):
        return "、".join(str(one) for one in value)
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def opened(value: Any) -> str:
    """The plain text of an encrypted field, whether just assigned or read from the database."""
    return value.open() if isinstance(value, Sealed) else str(value or "")


def masked(key: str, text: str) -> str:
    """A personal value as it stands on a screen before it is revealed."""
    if key == "id_number":
        return mask_id_number(text)
    return mask_contact(text) if key.endswith("phone") else mask_name(text)


def joined(parts: Iterable[str]) -> str:
    """Those that say something, with points between."""
    return " · ".join(part for part in parts if part)
