"""Which of two records' values stays when they become one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal, NamedTuple

Side = Literal["first", "second"]
FIRST: Final[Side] = "first"
SECOND: Final[Side] = "second"
# Facts that are chosen together, because one without the others would be wrong: {the one that is chosen: what goes with it}.
TOGETHER: Final[Mapping[str, tuple[str, ...]]] = {
    "uscc": ("uscc_override",),
    "territory": (),
    "owner_politics": ("owner_politics_consent",),
    "has_org": ("organisation", "form", "no_org_reason"),
    "instructor": ("instructor_account", "instructor_name", "instructor_employer", "instructor_post"),
}
FOLLOWERS: Final = frozenset(name for names in TOGETHER.values() for name in names)


class Standing(NamedTuple):
    """What speaks for a value: it is known, a register holds it, the day it holds for, it stands beside a valid code."""

    known: bool
    register: bool
    day: date | None
    beside_code: bool = False


def proposed(first: Standing, second: Standing, keep: Side) -> Side:
    """Whose value stays unless somebody chooses otherwise.

    A register's fact; what is known before what is not; a name beside a valid code before one without, because it was read
    from the licence; the newer source before the older; else the kept record's.
    """
    if first.register != second.register:
        return FIRST if first.register else SECOND
    if first.known != second.known:
        return FIRST if first.known else SECOND
    if first.beside_code != second.beside_code:
        return FIRST if first.beside_code else SECOND
    if first.day and second.day and first.day != second.day:
        return FIRST if first.day > second.day else SECOND
    return keep


def settled(first: Standing, second: Standing) -> Side | None:
    """The side that nobody may choose against, because a register holds it there only; None when a person chooses."""
    if first.register == second.register:
        return None
    return FIRST if first.register else SECOND
