"""Elections due: reminders are made in time, follow corrections, and reach the right people."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import NOW, TODAY, World
from zhengyou.organisations import tasks
from zhengyou.organisations.actions import line, reminding
from zhengyou.organisations.models import Reminder
from zhengyou.organisations.queries.waiting import waiting
from zhengyou.organisations.rules.terms import lead_days

WHY = "the test looks at everything"
DUE = ("branch", "neighbour_branch", "county_committee")


def due(world: World, key: str, day: date | None) -> None:
    organisation = world.organisation[key]
    organisation.election_due = day
    organisation.save()


def open_reminders() -> list[tuple[str, date]]:
    rows = (
        Reminder.objects.across_all(because=WHY).filter(done_at__isnull=True).select_related("organisation")
    )
    return [(row.organisation.name if row.organisation else "", row.due_on) for row in rows]


def test_it_reminds_within_the_lead_days_once(world: World) -> None:
    due(world, "branch", TODAY + timedelta(days=lead_days()))
    due(world, "neighbour_branch", TODAY + timedelta(days=lead_days() + 1))
    due(world, "county_committee", TODAY - timedelta(days=400))
    tasks.remind(NOW)
    tasks.remind(NOW)
    assert {name for name, _day in open_reminders()} == {
        "豫宛精密铸造有限公司党支部",
        "中共宛城区非公企业委员会",
    }


def test_an_election_held_settles_the_reminder(world: World) -> None:
    due(world, "branch", TODAY)
    tasks.remind(NOW)
    line.correct(
        organisation=world.organisation["branch"],
        changes={"last_election": "2026-11-20"},
        version=1,
        by=world.scope("county"),
        at=NOW,
    )
    assert not waiting(world.scope("secretary"), today=TODAY)
    tasks.remind(NOW)
    assert not open_reminders()


def test_a_mistaken_correction_taken_back_reminds_again(world: World) -> None:
    for day in (TODAY, date(2029, 1, 1), TODAY):
        due(world, "branch", day)
        tasks.remind(NOW)
    assert open_reminders() == [("豫宛精密铸造有限公司党支部", TODAY)]


def test_without_a_day_or_dissolved_nothing_is_waited_for(world: World) -> None:
    due(world, "branch", TODAY)
    due(world, "neighbour_branch", TODAY)
    tasks.remind(NOW)
    due(world, "branch", None)
    dissolved = world.organisation["neighbour_branch"]
    dissolved.valid_to = TODAY
    dissolved.save()
    tasks.remind(NOW)
    assert open_reminders() == []


def test_an_hour_takes_the_same_queries_however_many_are_due(world: World) -> None:
    taken = []
    for keys in (DUE[:1], DUE[1:]):
        for key in keys:
            due(world, key, TODAY)
        with CaptureQueriesContext(connection) as queries:
            tasks.remind(NOW)
        taken.append(len(queries))
    assert taken[0] == taken[1]
    assert len(open_reminders()) == len(DUE)


def test_many_are_made_some_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminding, "BATCH", 1)
    for key in DUE:
        due(world, key, TODAY)
    tasks.remind(NOW)
    assert len(open_reminders()) == len(DUE)
    said = Reminder.objects.across_all(because=WHY).values_list("text", flat=True)
    assert f"{world.organisation['branch']}：{TODAY.isoformat()} 届满" in said


def test_a_secretary_sees_the_own_and_an_office_a_count(world: World) -> None:
    due(world, "branch", TODAY + timedelta(days=30))
    due(world, "county_committee", TODAY - timedelta(days=3))
    due(world, "neighbour_branch", TODAY)
    tasks.remind(NOW)
    own = waiting(world.scope("secretary"), today=TODAY)
    assert [item.text for item in own] == ["豫宛精密铸造有限公司党支部任期将满，请准备换届"]
    office = waiting(world.scope("county"), today=TODAY)
    assert [(item.text, item.url) for item in office] == [
        ("1 个党组织任期已届满，尚未换届", "/organisations/?due=overdue"),
        ("1 个党组织任期将满，请准备换届", "/organisations/?due=soon"),
    ]
    assert not waiting(world.scope("instructor"), today=TODAY)
    assert not waiting(world.scope("system_admin"), today=TODAY)
