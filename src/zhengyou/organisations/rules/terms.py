"""When the next election of an organisation is due."""

from __future__ import annotations

from datetime import date

from zhengyou import standards
from zhengyou.standards.rules import elections


def election_due(
    *, level: str, last_election: date | None, term_years: int | None, term_ends: date | None
) -> date | None:
    """The day the term ends: as recorded, else last election + recorded term, else + the standard's term.

    None when it cannot be known; nothing is guessed.
    """
    if term_ends:
        return term_ends
    rules = standards.load_founding()
    return elections.term_ends(rules, level=level, last_election=last_election, term_years=term_years)


def lead_days() -> int:
    """How many days before the end of a term the first reminder comes."""
    return max(standards.load_founding().reminder_days)


def state(ends: date | None, *, on: date) -> elections.Due:
    """overdue, soon, later or unknown."""
    return elections.due(standards.load_founding(), ends=ends, on=on)
