"""The month view names the weekday that comes again, what is due in it, and holidays that are not held."""

from __future__ import annotations

from datetime import date

import pytest

from tests.world import World
from zhengyou.campaigns import calendar_words
from zhengyou.campaigns.models import CalendarEntry
from zhengyou.campaigns.tests import matter
from zhengyou.campaigns.tests.cascading import ACKNOWLEDGE_BY, directive, send_down

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2026, 11, 27), "每月第四个星期五"), (date(2026, 10, 30), "每月最后一个星期五")],
)
def test_the_weekday_is_named(day: date, words: str) -> None:
    entry = CalendarEntry(starts_on=day, repeats="monthly_weekday")
    assert calendar_words.repeats(entry) == words
    assert calendar_words.repeats(CalendarEntry(starts_on=day)) == ""


def test_own_tasks_and_directive_deadlines_stand_in_the_month(world: World) -> None:
    matter.bodies(world)
    held = directive(world.place["410000"])
    send_down(world, held, "province")
    matter.task(world, due_on=date(2026, 12, 10))
    city = world.client("city")
    november = city.get(f"/calendar/?month={ACKNOWLEDGE_BY:%Y-%m}").content.decode()
    assert f"签收期限：《{held.title}》" in november
    assert "任务：逐家摸清底数" in city.get("/calendar/?month=2026-12").content.decode()
    other = world.client("county").get("/calendar/?month=2026-12").content.decode()
    assert "任务：逐家摸清底数" not in other


def test_a_year_without_holidays_warns(world: World) -> None:
    city = world.client("city")
    assert "2027 年的放假安排还没有录入" in city.get("/calendar/?month=2027-02").content.decode()
    assert "放假安排还没有录入" not in city.get("/calendar/?month=2026-11").content.decode()
