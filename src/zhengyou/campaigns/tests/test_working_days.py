"""The days proposed for the levels below are working days."""

from __future__ import annotations

from datetime import date

import pytest

from tests.world import World
from zhengyou.campaigns.models import CalendarEntry
from zhengyou.campaigns.queries.deadlines import proposed_days
from zhengyou.campaigns.rules.working_days import after

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (MONDAY, 2, date(2026, 11, 25)),
        (FRIDAY, 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (MONDAY, 10, date(2026, 12, 7)),
    ],
)
def test_weekends_do_not_count(day: date, count: int, expected: date) -> None:
    assert after(day, count) == expected


def test_holidays_do_not_count_and_weekends_worked_do() -> None:
    off = {date(2026, 11, 24), date(2026, 11, 25)}
    on = {date(2026, 11, 28)}
    assert after(MONDAY, 3, off=off, on=on) == date(2026, 11, 28)


@pytest.mark.django_db
def test_the_calendar_of_the_level_and_of_those_above_says_which_days_are_free(world: World) -> None:
    for code, first, last, kind in [
        ("410000", date(2026, 11, 24), date(2026, 11, 26), "holiday"),
        ("411302", date(2026, 11, 28), None, "workday"),
        ("411303", date(2026, 11, 27), None, "holiday"),
    ]:
        place = world.place[code]
        CalendarEntry(
            territory=place,
            place=place.path,
            kind=kind,
            title="样例",
            starts_on=first,
            ends_on=last,
            made_by="样例",
        ).save()
    days = proposed_days(world.scope("county"), MONDAY)
    assert days["acknowledge_by"] == date(2026, 11, 28)
    assert list(days) == ["acknowledge_by", "convey_by", "brief_by"]
