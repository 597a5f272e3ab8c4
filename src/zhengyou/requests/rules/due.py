"""By when a request is answered."""

from __future__ import annotations

from datetime import date, timedelta

ANSWER_WORKING_DAYS = 5
"""One working week. The Personal Information Protection Law, article 50, asks for a convenient way to make such
requests and names no number of days; a week is what the notice promises."""

_SATURDAY = 5


def due_on(asked_on: date, working_days: int = ANSWER_WORKING_DAYS) -> date:
    """The last day for the answer: Monday to Friday count. Public holidays count too, so nobody waits longer."""
    day = asked_on
    while working_days:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY:
            working_days -= 1
    return day
