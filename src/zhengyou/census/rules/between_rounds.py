"""What changed between two rounds, seen from one unit: net changes of its facts, and what became of it. Pure.

Which round a change belongs to:

- A change that an import wrote belongs to the round of the import, whenever it was written. An import that was undone
  belongs to none: its words and those of the undo are left out before these functions are called.
- What the answer to a missing unit writes belongs to the round that missed it.
- Any other change belongs to the day it was written: to the first round whose as-of date is not before that day.

What a round knew of a fact is the word written last among those that belong to it or to an earlier round; so what the
newest round knew is what is held. A late import into an older round speaks for that round and for those after it, as
long as nobody wrote the fact after it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum, StrEnum
from typing import Final, NamedTuple

CREATED: Final = ""  # the field of the word with which a unit came into being
ABOUT_THE_SURVEY: Final = frozenset(
    {"surveyed_on", "surveyed_by"}
)  # new with every round, and no fact of the unit
ABOUT_THE_RECORD: Final = frozenset({"closed_on", "closing_reason", "merged_into", "removed"})
# The reason with which a record is closed that was entered twice and merged. A merger of two firms closes one of them.
MERGED: Final = "duplicate"
DEREGISTERED: Final = "deregistered"  # of reg_status; it takes a person to close a unit


class Period(IntEnum):
    """To which side of the two rounds a word belongs."""

    BEFORE = 0  # the earlier round, or an older one
    BETWEEN = 1  # the later round, or one between the two
    AFTER = 2


class Word(NamedTuple):
    """One change row. number: its place in time. values: what a unit came into being with, only where field is ''."""

    number: int
    period: Period
    field: str
    old: str
    new: str
    values: Mapping[str, str] = {}


class Net(NamedTuple):
    """What the earlier round knew, what the later one knows, and the number of the word that says so."""

    old: str
    new: str
    number: int | None


class Fate(StrEnum):
    """What became of a unit."""

    NEW = "new"
    RETURNED = "returned"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    MOVED = "moved"
    REOPENED = "reopened"
    CLOSED = "closed"
    MERGED = "merged"
    MISSING = "missing"
    GONE = "gone"


class Ends(NamedTuple):
    """How a unit stood at the end of the two rounds: (earlier, later). existed: whether there was a record of it at all."""

    existed: tuple[bool, bool]
    seen: tuple[bool, bool]
    closed: tuple[bool, bool]
    merged: bool = False  # at the end of the later one
    moved: bool = False
    changed: bool = False
    gone: bool = False  # called 注销 at the end of the later one


def known(words: Sequence[Word], *, seen_earlier: bool) -> dict[str, Net]:
    """What both rounds knew of each fact that words are about, whether it changed or not.

    words: all of one unit, in the order of their numbers. seen_earlier: the earlier round has seen the unit, so the unit
    was there, whichever import made the record.
    """
    first = next((word for word in words if word.field == CREATED), None)
    if first is not None and seen_earlier:
        first = first._replace(period=Period.BEFORE)
    by_field: dict[str, list[Word]] = {}
    for word in words:
        if word.field == CREATED:
            continue
        if word.field not in by_field:
            by_field[word.field] = [_at_birth(first, word)] if first is not None else []
        by_field[word.field].append(word)
    return {name: _net(own) for name, own in by_field.items()}


def _at_birth(first: Word, following: Word) -> Word:
    """What the unit came into being with; what its record does not tell is what the next word found there."""
    return Word(
        first.number, first.period, following.field, "", first.values.get(following.field, following.old)
    )


def _net(words: Sequence[Word]) -> Net:
    earlier, later = _last(words, Period.BEFORE), _last(words, Period.BETWEEN)
    at_first = words[0].old
    return Net(
        earlier.new if earlier else at_first,
        later.new if later else at_first,
        later.number if later else None,
    )


def _last(words: Sequence[Word], until: Period) -> Word | None:
    return next((word for word in reversed(words) if word.period <= until), None)


def changed(
    found: Mapping[str, Net], *, same: Callable[[str, str, str], bool] = lambda _name, old, new: old == new
) -> dict[str, Net]:
    """The facts of the unit that changed. same: (field, old, new) -> whether two texts mean the same."""
    return {
        name: net
        for name, net in found.items()
        if name not in ABOUT_THE_SURVEY | ABOUT_THE_RECORD and not same(name, net.old, net.new)
    }


def fate(ends: Ends) -> Fate | None:
    """What became of the unit; exactly one answer, None when neither round has anything to tell.

    Closed at both ends is no news. What was closed and opened again between the rounds is judged as if it had stayed open.
    Nobody misses a unit that a ledger or a register has called 注销: it is gone, and waits for a person to close it.
    """
    if not ends.existed[1]:
        return None
    if ends.closed[1]:
        if ends.existed[0] and ends.closed[0]:
            return None
        return Fate.MERGED if ends.merged else Fate.CLOSED
    if not ends.existed[0]:
        return Fate.NEW
    if ends.closed[0]:
        return Fate.REOPENED
    found = Fate.MOVED if ends.moved else _SEEN[ends.seen, ends.changed]
    return Fate.GONE if found is Fate.MISSING and ends.gone else found


_SEEN: Final = {
    ((True, True), True): Fate.CHANGED,
    ((True, True), False): Fate.UNCHANGED,
    ((True, False), True): Fate.MISSING,
    ((True, False), False): Fate.MISSING,
    ((False, True), True): Fate.RETURNED,
    ((False, True), False): Fate.RETURNED,
    ((False, False), True): None,
    ((False, False), False): None,
}
