"""Find the editions of a standard on disk and the one in force on a date."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from zhengyou.standards.errors import StandardError

REPOSITORY = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a standard: where its files lie, where they come from and when they hold.

    `effective_to` is the last day on which the edition holds; None means until further notice.
    """

    name: str
    id: str
    folder: Path
    source: str
    licence: str
    effective_from: date
    effective_to: date | None
    note: str

    def holds_on(self, day: date) -> bool:
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


def data_root() -> Path:
    """The folder `standards/` that stands beside `src/`."""
    return REPOSITORY / "standards"


@cache
def editions(name: str, root: Path | None = None) -> tuple[Edition, ...]:
    """All editions of a standard, oldest first. Raises StandardError when there is none."""
    folder = (root or data_root()) / name
    found = [_read(name, source) for source in sorted(folder.glob("*/source.toml"))]
    if not found:
        raise StandardError("expected at least one edition, a folder with a source.toml", file=folder)
    return tuple(sorted(found, key=lambda one: (one.effective_from, one.id)))


def edition(name: str, on: date | None = None, *, root: Path | None = None) -> Edition:
    """The edition in force on a day; without a day the newest. Raises StandardError when none is in force."""
    known = editions(name, root)
    fitting = known if on is None else tuple(one for one in known if one.holds_on(on))
    if not fitting:
        expected = f"expected an edition of {name} in force on {on}"
        raise StandardError(expected, file=(root or data_root()) / name)
    return fitting[-1]


def chosen(name: str, edition_id: str | None, root: Path | None) -> Edition:
    """The edition with this id, or the newest when the id is None."""
    if edition_id is None:
        return edition(name, root=root)
    for one in editions(name, root):
        if one.id == edition_id:
            return one
    known = ", ".join(one.id for one in editions(name, root))
    expected = f"expected an edition of {name} among {known}, not {edition_id}"
    raise StandardError(expected, file=(root or data_root()) / name)


def _read(name: str, source: Path) -> Edition:
    facts = read_toml(source)
    for key in ("source", "licence", "note"):
        if not isinstance(facts.get(key), str) or not facts[key]:
            raise StandardError("expected a text that is not empty", file=source, column=key)
    return Edition(
        name=name,
        id=source.parent.name,
        folder=source.parent,
        source=str(facts["source"]),
        licence=str(facts["licence"]),
        effective_from=_day(facts, "effective_from", source),
        effective_to=_day(facts, "effective_to", source) if "effective_to" in facts else None,
        note=str(facts["note"]),
    )


def read_toml(file: Path) -> dict[str, object]:
    """The content of a TOML file; StandardError when it is missing or malformed."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StandardError("expected this file", file=file) from None
    except tomllib.TOMLDecodeError as mistake:
        raise StandardError(f"expected TOML: {mistake}", file=file) from None


def _day(facts: Mapping[str, object], key: str, source: Path) -> date:
    value = facts.get(key)
    if not isinstance(value, date):
        raise StandardError("expected a date such as 2026-01-01", file=source, column=key)
    return value
