"""Working days: Monday to Friday, without public holidays, with the weekends worked in their place. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

_SATURDAY = 5


def after(day: date, count: int, *, off: Collection[date] = (), on: Collection[date] = ()) -> date:
    """The count-th working day after a day. off: public holidays; on: weekends that are worked (调休上班)."""
    while count:
        day += timedelta(days=1)
        if day in on or (day.weekday() < _SATURDAY and day not in off):
            count -= 1
    return day
