"""When something that comes again falls: pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

STEPS: Final = {"monthly": 1, "monthly_weekday": 1, "quarterly": 3, "yearly": 12}
"""Months from one time to the next."""

LONGEST: Final = timedelta(days=27)
"""What comes again lasts at most four weeks, so that one time ends before the next begins."""

_WEEK: Final = 7


def occurrences(
    *, starts_on: date, ends_on: date | None, repeats: str, until: date | None, first: date, last: date
) -> list[tuple[date, date]]:
    """The times that touch first..last (both belong), in order: begin and end of each.

    repeats: "" once, or a key of STEPS. A day that a month has not (the 31st, 29 February) falls on the month's last; a
    fifth weekday that it has not on the last such weekday. until: no time begins after it; before starts_on there is none.
    """
    length = (ends_on or starts_on) - starts_on
    return [
        (begin, begin + length)
        for begin in _begins(starts_on, repeats, not_before=first - length, last=min(last, until or last))
        if begin + length >= first
    ]


def nth_weekday(year: int, month: int, *, week: int, weekday: int) -> date:
    """The week-th (1 to 5) weekday (Monday 0) of a month; the last one where there is no fifth."""
    to_first = (weekday - date(year, month, 1).weekday()) % _WEEK
    day = 1 + to_first + (week - 1) * _WEEK
    return date(year, month, day if day <= days_in(year, month) else day - _WEEK)


def days_in(year: int, month: int) -> int:
    """How many days a month has."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def shifted(day: date, months: int) -> tuple[int, int]:
    """Year and month some months on."""
    years, month = divmod(day.month - 1 + months, 12)
    return day.year + years, month + 1


def _begins(starts_on: date, repeats: str, *, not_before: date, last: date) -> Iterator[date]:
    """Begins from starts_on to `last`, without those of whole months before `not_before`."""
    if repeats not in STEPS:
        if starts_on <= last:
            yield starts_on
        return
    step = STEPS[repeats]
    passed = (not_before.year - starts_on.year) * 12 + not_before.month - starts_on.month
    times = max(0, passed // step)
    while (begin := _begin(starts_on, repeats, times * step)) <= last:
        yield begin
        times += 1


def _begin(starts_on: date, repeats: str, months: int) -> date:
    year, month = shifted(starts_on, months)
    if repeats == "monthly_weekday":
        week = (starts_on.day - 1) // _WEEK + 1
        return nth_weekday(year, month, week=week, weekday=starts_on.weekday())
    return date(year, month, min(starts_on.day, days_in(year, month)))
