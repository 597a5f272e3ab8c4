"""A campaign as data: phases, roles of a Party organisation, the standards it was made with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from zhengyou.standards.editions import REPOSITORY, read_toml
from zhengyou.standards.errors import StandardError


@dataclass(frozen=True, slots=True)
class PackRole:
    """One of the four things that a Party organisation does for its unit."""

    code: str
    zh: str
    en: str
    note_zh: str


@dataclass(frozen=True, slots=True)
class Phase:
    """Months count from the start of the campaign; `ends_month` is exclusive."""

    code: str
    zh: str
    en: str
    starts_month: int
    ends_month: int
    task_zh: str


@dataclass(frozen=True, slots=True)
class PackDay:
    """A day of the campaign's calendar: `day` of a month, or with `weekday` (Monday 1) the `week`-th such weekday of it.

    starts_month: months from the start of the campaign. repeats: "" | "monthly" | "monthly_weekday" | "quarterly" | "yearly".
    """

    code: str
    kind: str
    zh: str
    starts_month: int
    day: int
    week: int
    weekday: int
    repeats: str
    source_zh: str


@dataclass(frozen=True, slots=True)
class Pack:
    code: str
    name_zh: str
    name_en: str
    purpose_zh: str
    purpose_en: str
    months: int
    org_kinds: tuple[str, ...]
    standards: Mapping[str, str]
    roles: tuple[PackRole, ...]
    phases: tuple[Phase, ...]
    days: tuple[PackDay, ...]


@cache
def load_pack(code: str, *, root: Path | None = None) -> Pack:
    """The pack in `packs/<code>/campaign.toml`; `root` is the folder of packs."""
    file = (root or REPOSITORY / "packs") / code / "campaign.toml"
    facts = read_toml(file)
    phases = tuple(_phase(entry, file) for entry in _entries(facts, "phases", file))
    pack = Pack(
        code=_text(facts, "code", file),
        name_zh=_text(facts, "name_zh", file),
        name_en=_text(facts, "name_en", file),
        purpose_zh=_text(facts, "purpose_zh", file),
        purpose_en=_text(facts, "purpose_en", file),
        months=_whole(facts, "months", file),
        org_kinds=_texts(facts, "org_kinds", file),
        standards=MappingProxyType(_pairs(facts, "standards", file)),
        roles=tuple(_role(entry, file) for entry in _entries(facts, "roles", file)),
        phases=phases,
        days=tuple(_day(entry, file) for entry in _entries(facts, "days", file)),
    )
    for phase in phases:
        if not 0 <= phase.starts_month < phase.ends_month <= pack.months:
            expected = f"expected {phase.code} to lie within the {pack.months} months of the campaign"
            raise StandardError(expected, file=file, column="phases")
    return pack


def _role(entry: Mapping[str, object], file: Path) -> PackRole:
    return PackRole(*(_text(entry, key, file) for key in ("code", "zh", "en", "note_zh")))


def _phase(entry: Mapping[str, object], file: Path) -> Phase:
    return Phase(
        code=_text(entry, "code", file),
        zh=_text(entry, "zh", file),
        en=_text(entry, "en", file),
        starts_month=_whole(entry, "starts_month", file),
        ends_month=_whole(entry, "ends_month", file),
        task_zh=_text(entry, "task_zh", file),
    )


def _day(entry: Mapping[str, object], file: Path) -> PackDay:
    weekly = "weekday" in entry
    day = PackDay(
        code=_text(entry, "code", file),
        kind=_text(entry, "kind", file),
        zh=_text(entry, "zh", file),
        starts_month=_whole(entry, "starts_month", file),
        day=0 if weekly else _whole(entry, "day", file),
        week=_whole(entry, "week", file) if weekly else 0,
        weekday=_whole(entry, "weekday", file) if weekly else 0,
        repeats=_text(entry, "repeats", file) if "repeats" in entry else "",
        source_zh=_text(entry, "source_zh", file),
    )
    fits = 1 <= day.week <= 4 and 1 <= day.weekday <= 7 if weekly else 1 <= day.day <= 28
    if not fits:
        raise StandardError(f"expected {day.code} on a day that every month has", file=file, column="days")
    return day


def _text(facts: Mapping[str, object], key: str, file: Path) -> str:
    value = facts.get(key)
    if not isinstance(value, str) or not value:
        raise StandardError("expected a text that is not empty", file=file, column=key)
    return value


def _whole(facts: Mapping[str, object], key: str, file: Path) -> int:
    value = facts.get(key)
    if not isinstance(value, int):
        raise StandardError("expected a whole number", file=file, column=key)
    return value


def _texts(facts: Mapping[str, object], key: str, file: Path) -> tuple[str, ...]:
    value = facts.get(key)
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise StandardError("expected a list of texts", file=file, column=key)
    return tuple(value)


def _pairs(facts: Mapping[str, object], key: str, file: Path) -> dict[str, str]:
    value = facts.get(key)
    if not isinstance(value, dict):
        raise StandardError("expected a table of names and editions", file=file, column=key)
    return {name: _text(value, name, file) for name in value}


def _entries(facts: Mapping[str, object], key: str, file: Path) -> Sequence[Mapping[str, object]]:
    value = facts.get(key)
    if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
        raise StandardError("expected at least one entry", file=file, column=key)
    return value
