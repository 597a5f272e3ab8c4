"""What figures are divided by: one column of a fact table each, its values in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhengyou import standards


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to divide. '' among the values is "unknown" and a part of its own.

    facts: key of the fact table, column: its column. values: all values in the order in which screens show them, without ''.
    label: a value in words of a language ("zh" or "en").
    """

    key: str
    name_zh: str
    name_en: str
    facts: str
    column: str
    values: Callable[[], tuple[str, ...]]
    label: Callable[[str, str], str]

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if _language() == "en" else self.name_zh

    def words(self, value: str) -> str:
        """A value in the reader's language; a value that no list knows stands as it is."""
        if not value:
            return _("未知")
        return self.label(value, _language()) if value in self.values() else value


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"


def _listed(key: str, name_zh: str, name_en: str, enum: str) -> Dimension:
    """A dimension whose values stand in the enumeration."""

    def label(value: str, language: str) -> str:
        return standards.load_enums()[enum].label(value, language)

    return Dimension(
        key,
        name_zh,
        name_en,
        facts="units",
        column=key,
        values=lambda: standards.load_enums()[enum].codes,
        label=label,
    )


_SECTION: Final = Dimension(
    "section",
    "行业门类",
    "Industry section",
    facts="units",
    column="section",
    values=lambda: tuple(standards.load_industries().sections),
    label=lambda value, _language: standards.load_industries().sections[value],
)

DIMENSIONS: Final[dict[str, Dimension]] = {
    one.key: one
    for one in (
        _listed("org_kind", "单位类别", "Kind of unit", "org_kind"),
        _SECTION,
        _listed("size_class", "企业规模", "Enterprise size", "size"),
        _listed("condition", "生产经营状况", "Operating condition", "condition"),
        _listed("located_in", "坐落地", "Located in", "located_in"),
    )
}
