"""Which registers (登记, 社保, 税务) are the authority for which facts of a unit, and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from zhengyou.standards import tables
from zhengyou.standards.editions import chosen

ROLES = ("taken", "hint", "date")
MONTHS = 12


@dataclass(frozen=True, slots=True)
class RegisterField:
    """One column of a register's export.

    role: "taken" (the register is the authority), "hint" (shown, never written), "date" (the day it speaks for).
    """

    key: str
    role: str
    synonyms: tuple[str, ...]
    source: str
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class Register:
    """One register. origin: what stands as the source of a fact. valid_months: after that the fact is asked again."""

    code: str
    zh: str
    en: str
    origin_zh: str
    origin_en: str
    valid_months: int
    reason_zh: str
    reason_en: str
    fields: tuple[RegisterField, ...]

    @property
    def taken(self) -> tuple[str, ...]:
        """The fields of a unit for which this register is the authority."""
        return tuple(one.key for one in self.fields if one.role == "taken")

    def label(self, language: str) -> str:
        """Its short name."""
        return self.en if language.startswith("en") else self.zh

    def origin(self, language: str) -> str:
        """Its name as the source of a fact."""
        return self.origin_en if language.startswith("en") else self.origin_zh

    def holds_since(self, today: date) -> date:
        """The oldest day for which an entry still speaks today."""
        months = today.year * MONTHS + today.month - 1 - self.valid_months
        return date(months // MONTHS, months % MONTHS + 1, min(today.day, 28))


@cache
def load_registers(edition: str | None = None, *, root: Path | None = None) -> Mapping[str, Register]:
    """The registers by code, in the order of the table. StandardError when a field names an unknown register."""
    folder = chosen("registers", edition, root).folder
    columns = "code,zh,en,origin_zh,origin_en,valid_months,reason_zh,reason_en"
    rows = list(tables.read(folder / "registers.csv", columns))
    tables.refuse_repeats([(row, row.text("code")) for row in rows], "code")
    fields = _fields(folder / "fields.csv", [row.text("code") for row in rows])
    found = {}
    for row in rows:
        code = row.text("code")
        texts = {name: row.text(name) for name in columns.split(",") if name != "valid_months"}
        found[code] = Register(**texts, valid_months=row.whole("valid_months"), fields=tuple(fields[code]))
    return MappingProxyType(found)


def _fields(file: Path, codes: list[str]) -> dict[str, list[RegisterField]]:
    found: dict[str, list[RegisterField]] = {code: [] for code in codes}
    rows = list(tables.read(file, "register,field,role,synonyms,source,reason_zh,reason_en"))
    tables.refuse_repeats([(row, f"{row.text('register')}.{row.text('field')}") for row in rows], "field")
    for row in rows:
        found[row.text("register", codes)].append(
            RegisterField(
                key=row.text("field"),
                role=row.text("role", ROLES),
                synonyms=row.parts("synonyms"),
                source=row.maybe("source"),
                reason_zh=row.text("reason_zh"),
                reason_en=row.text("reason_en"),
            )
        )
    return found
