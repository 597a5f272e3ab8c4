"""Things that come again: on the day one expects, once in each step, never outside what was asked."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengyou.campaigns.rules.calendar import STEPS, days_in, nth_weekday, occurrences

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))
LENGTHS = st.integers(0, 20)
REPEATS = st.sampled_from(["", *STEPS])


def begins(repeats: str, starts_on: date, first: date, last: date, until: date | None = None) -> list[date]:
    found = occurrences(
        starts_on=starts_on, ends_on=None, repeats=repeats, until=until, first=first, last=last
    )
    return [begin for begin, _end in found]


@pytest.mark.parametrize(
    ("repeats", "starts_on", "falls"),
    [
        ("", date(2026, 11, 6), [date(2026, 11, 6)]),
        ("monthly", date(2026, 1, 31), [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]),
        ("monthly_weekday", date(2026, 11, 6), [date(2026, 11, 6), date(2026, 12, 4), date(2027, 1, 1)]),
        ("monthly_weekday", date(2026, 10, 30), [date(2026, 10, 30), date(2026, 11, 27), date(2026, 12, 25)]),
        ("quarterly", date(2025, 11, 30), [date(2025, 11, 30), date(2026, 2, 28), date(2026, 5, 30)]),
        ("yearly", date(2024, 2, 29), [date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28)]),
    ],
)
def test_it_falls_where_one_expects_it(repeats: str, starts_on: date, falls: list[date]) -> None:
    assert begins(repeats, starts_on, starts_on, date(2060, 1, 1))[: len(falls)] == falls


def test_several_days_are_seen_in_both_months() -> None:
    held: dict[str, Any] = {
        "starts_on": date(2026, 9, 29), "ends_on": date(2026, 10, 3), "repeats": "", "until": None
    }  # fmt: skip
    for first, last in (
        (date(2026, 9, 1), date(2026, 9, 30)),
        (date(2026, 10, 1), date(2026, 10, 31)),
        (date(2026, 10, 3), date(2026, 10, 3)),
    ):
        assert occurrences(**held, first=first, last=last) == [(date(2026, 9, 29), date(2026, 10, 3))]
    assert occurrences(**held, first=date(2026, 10, 4), last=date(2026, 10, 31)) == []


@pytest.mark.parametrize("repeats", ["", *STEPS])
def test_what_ended_before_it_began_never_falls(repeats: str) -> None:
    day = date(2026, 11, 6)
    assert begins(repeats, day, day, date(2030, 1, 1), until=day - timedelta(days=1)) == []


@given(DAYS, REPEATS, LENGTHS, DAYS, st.integers(0, 800), st.none() | DAYS)
def test_each_time_touches_what_was_asked_and_keeps_its_length(
    starts_on: date, repeats: str, length: int, first: date, span: int, until: date | None
) -> None:
    last = first + timedelta(days=span)
    found = occurrences(
        starts_on=starts_on, ends_on=starts_on + timedelta(days=length), repeats=repeats, until=until,
        first=first, last=last,
    )  # fmt: skip
    assert found == sorted(set(found))
    for begin, end in found:
        assert begin <= last
        assert end >= first
        assert begin >= starts_on
        assert until is None or begin <= until
        assert end - begin == timedelta(days=length)


@given(DAYS, st.sampled_from(list(STEPS)), DAYS)
def test_a_part_of_the_time_shows_what_the_whole_shows(starts_on: date, repeats: str, first: date) -> None:
    """Looking at one month finds what looking at all years finds in that month."""
    last = first + timedelta(days=30)
    whole = begins(repeats, starts_on, starts_on, date(2062, 1, 1))
    assert begins(repeats, starts_on, first, last) == [day for day in whole if first <= day <= last]


@given(DAYS, st.sampled_from(list(STEPS)))
def test_it_falls_once_in_each_step(starts_on: date, repeats: str) -> None:
    found = begins(repeats, starts_on, starts_on, starts_on + timedelta(days=1500))
    months = [day.year * 12 + day.month for day in found]
    assert {later - earlier for earlier, later in pairwise(months)} == {STEPS[repeats]}


@given(st.integers(2000, 2060), st.integers(1, 12), st.integers(1, 5), st.integers(0, 6))
def test_the_nth_weekday_is_that_weekday_of_that_month(
    year: int, month: int, week: int, weekday: int
) -> None:
    day = nth_weekday(year, month, week=week, weekday=weekday)
    assert (day.year, day.month, day.weekday()) == (year, month, weekday)
    assert (day.day - 1) // 7 + 1 in {week, 4}
    assert day.day <= days_in(year, month)
