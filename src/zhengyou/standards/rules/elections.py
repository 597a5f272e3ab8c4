"""When the term of a Party organisation ends and whether it is time to remind."""

from datetime import date, timedelta
from typing import Literal

from zhengyou.standards.founding import FoundingRules

Due = Literal["overdue", "soon", "later", "unknown"]


def term_ends(
    rules: FoundingRules, *, level: str, last_election: date | None, term_years: int | None = None
) -> date | None:
    """The day on which the term is over, by the years of the rule or by the organisation's own.

    None when the election or the term is unknown (a Party group is not elected for a term).
    """
    years = term_years or rules.terms.get(level)
    if last_election is None or not years:
        return None
    try:
        return last_election.replace(year=last_election.year + years)
    except ValueError:  # 29 February
        return date(last_election.year + years, 3, 1)


def due(rules: FoundingRules, *, ends: date | None, on: date) -> Due:
    """`overdue` from the last day of the term on, `soon` within the longest reminder, else `later`."""
    if ends is None:
        return "unknown"
    if ends <= on:
        return "overdue"
    return "soon" if ends - on <= timedelta(days=max(rules.reminder_days)) else "later"


def reminders(rules: FoundingRules, *, ends: date) -> tuple[date, ...]:
    """The days on which to remind, earliest first."""
    return tuple(ends - timedelta(days=days) for days in rules.reminder_days)
