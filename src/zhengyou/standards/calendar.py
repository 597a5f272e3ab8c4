"""Official holidays and make-up workdays, one edition a year."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from zhengyou.standards import tables
from zhengyou.standards.editions import chosen

KINDS = ("holiday", "workday")


@dataclass(frozen=True, slots=True)
class OfficialDays:
    """Days off, or a day of the week's end on which people work. Both ends belong to it."""

    code: str
    kind: str
    zh: str
    en: str
    starts_on: date
    ends_on: date


@cache
def load_official_days(edition: str | None = None, *, root: Path | None = None) -> tuple[OfficialDays, ...]:
    """The days of one year, in the order of the file. StandardError for days outside the edition's year or turned round."""
    held = chosen("calendar", edition, root)
    rows = list(tables.read(held.folder / "days.csv", "code,kind,zh,en,starts_on,ends_on"))
    tables.refuse_repeats([(row, row.text("code")) for row in rows], "code")
    found = []
    for row in rows:
        starts_on = row.day("starts_on")
        ends_on = row.maybe_day("ends_on") or starts_on
        if ends_on < starts_on:
            raise row.wrong("ends_on", f"expected a day from {starts_on} on, found {ends_on}")
        if not (held.holds_on(starts_on) and held.holds_on(ends_on)):
            raise row.wrong("starts_on", f"expected days of the year of edition {held.id}")
        found.append(
            OfficialDays(
                row.text("code"), row.text("kind", KINDS), row.text("zh"), row.text("en"), starts_on, ends_on
            )
        )
    return tuple(found)
