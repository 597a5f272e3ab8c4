"""Industries of GB/T 4754-2017: sections, divisions, and the groups on which enterprise size hangs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from zhengyou.standards import tables
from zhengyou.standards.editions import chosen
from zhengyou.standards.rules.text import fold


@dataclass(frozen=True, slots=True)
class IndustryTable:
    """Names by code: `sections` (`C`), `divisions` (`13`), `groups` (`701`); and code by folded name."""

    sections: Mapping[str, str]
    divisions: Mapping[str, str]
    groups: Mapping[str, str]
    section_of: Mapping[str, str]
    names: Mapping[str, str]

    def name(self, code: str) -> str | None:
        """The name of the most detailed level known of a code such as `C`, `C13`, `K701` or `C1311`."""
        section, digits = code[:1], code[1:]
        return self.groups.get(digits[:3]) or self.divisions.get(digits[:2]) or self.sections.get(section)


@cache
def load_industries(edition: str | None = None, *, root: Path | None = None) -> IndustryTable:
    """The newest edition by default; StandardError for a division without its section."""
    folder = chosen("industries", edition, root).folder
    sections: dict[str, str] = {}
    divisions: dict[str, str] = {}
    groups: dict[str, str] = {}
    section_of: dict[str, str] = {}
    names: dict[str, str] = {}
    for row in tables.read(folder / "sections.csv", "code,name,division_from,division_to"):
        sections[row.text("code")] = row.text("name")
        names[fold(row.text("name"))] = row.text("code")
    for row in tables.read(folder / "divisions.csv", "section,division,name"):
        section, division = row.text("section", sections), row.text("division")
        divisions[division], section_of[division] = row.text("name"), section
        names[fold(row.text("name"))] = section + division
    for row in tables.read(folder / "groups.csv", "division,group,name"):
        group = row.text("group")
        groups[group] = row.text("name")
        names.setdefault(fold(row.text("name")), section_of[row.text("division", divisions)] + group)
    for row in tables.read(folder / "synonyms.csv", "name,code"):
        names.setdefault(fold(row.text("name")), row.text("code"))
    frozen = (MappingProxyType(some) for some in (sections, divisions, groups, section_of, names))
    return IndustryTable(*frozen)
