"""The matrix: what is nobody's stands first, joined clauses count once, late ones are told to those concerned, few queries."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import NOW, TODAY, World
from zhengyou.campaigns.actions import task_steps
from zhengyou.campaigns.models import (
    Answer,
    ImplementationDocument,
    Overlap,
    Task,
    TaskBody,
    TaskClause,
)
from zhengyou.campaigns.queries.matrix import Matrix
from zhengyou.campaigns.queries.matrix_lines import LATE, NOBODYS, Wanted
from zhengyou.campaigns.tests import matter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bodies(world: World) -> None:
    matter.bodies(world)


def matrix(world: World, who: str = "city", *, code: str = "411300", **wanted: Any) -> Matrix:
    return Matrix(world.scope(who), world.place[code], on=TODAY, wanted=Wanted(**wanted))


def keys(found: Matrix) -> list[str]:
    return [line.clause.key for line in found.by_clause()]


def led(world: World, *clauses: Any, **facts: Any) -> Task:
    lead = matter.body(world, "411300")
    return matter.task(world, clauses=[one.pk for one in clauses], bodies={lead.pk: "leads"}, **facts)


def test_what_is_nobodys_stands_first_else_in_text_order(world: World) -> None:
    made = matter.directive(world, 5)
    led(world, made[0], made[2])
    matter.task(world, clauses=[made[3].pk])
    found = matrix(world)
    assert keys(found) == ["1.1", "1.3", "1.4", "1.0", "1.2"]
    assert [line.nobodys for line in found.by_clause()] == [True, True, True, False, False]


def test_a_dropped_task_answers_nothing(world: World) -> None:
    made = matter.directive(world, 2)
    row = led(world, made[0])
    task_steps.drop(task=row, reason="不办了", by=world.scope("city"), at=NOW)
    assert all(line.nobodys for line in matrix(world).by_clause())


def test_what_was_done_stays_answered(world: World) -> None:
    made = matter.directive(world, 1)
    row = led(world, made[0])
    task_steps.finish(task=row, on=TODAY, outcome="办了", by=world.scope("city"), at=NOW)
    assert not any(line.nobodys for line in matrix(world).by_clause())


def test_joined_clauses_are_one_line(world: World) -> None:
    made = matter.directive(world, 3)
    Overlap(first=made[0], second=made[2], place="0000", likeness=0.9, state="joined").save()
    led(world, made[2])
    lines = matrix(world).by_clause()
    assert [(line.clause.key, [one.key for one in line.same]) for line in lines] == [
        ("1.1", []),
        ("1.0", ["1.2"]),
    ]
    assert not lines[1].nobodys


def test_a_clause_that_the_level_need_not_answer_is_not_nobodys(world: World) -> None:
    (clause,) = matter.directive(world, 1)
    place = world.place["411300"]
    document = ImplementationDocument(
        campaign=clause.directive.campaign,
        directive=clause.directive,
        territory=place,
        place=place.path,
        title="措施",
        made_at=NOW,
    )
    document.save()
    Answer(document=document, clause=clause, excused="只对省直部门").save()
    (line,) = matrix(world).by_clause()
    assert (line.nobodys, line.excused) == (False, "只对省直部门")


def test_directives_of_the_level_and_above_are_in_force_upper_first(world: World) -> None:
    matter.directive(world, 1, code="411300")
    matter.directive(world, 1)
    matter.directive(world, 1, code="410100")
    matter.directive(world, 1, code="411302", issued=False)
    (withdrawn,) = matter.directive(world, 1, code="410000", state="withdrawn")
    titles = [line.clause.directive.title for line in matrix(world).by_clause()]
    assert titles == ["河南省的通知", "南阳市的通知"]
    assert withdrawn.directive.issued_to == world.place["410000"].path


def test_unmarked_clauses_are_not_asked(world: World) -> None:
    made = matter.directive(world, 2)
    made[0].marked = False
    made[0].save()
    assert keys(matrix(world)) == ["1.1"]


def test_a_task_from_above_shows_where_a_body_takes_part(world: World) -> None:
    made = matter.directive(world, 2)
    county = matter.body(world, "411302")
    matter.task(world, clauses=[made[1].pk], bodies={county.pk: "leads"})
    task_steps.issue(by=world.scope("city"), at=NOW)
    mine = matrix(world, "county", code="411302")
    assert [line.own for line in mine.all_tasks] == [False]
    assert keys(mine) == ["1.0", "1.1"]
    assert matrix(world, "neighbour_county", code="411303").all_tasks == []


def test_below_nothing_is_said_to_be_nobodys(world: World) -> None:
    made = matter.directive(world, 2)
    led(world, made[1])
    task_steps.issue(by=world.scope("city"), at=NOW)
    for who in ("county", "secretary"):
        found = matrix(world, who)
        assert not found.sees_all
        assert keys(found) == ["1.1"]


def test_by_body_what_nobody_leads_is_first_then_the_standard_order(world: World) -> None:
    made = matter.directive(world, 1)
    led(world, made[0])
    matter.task(world, title="没人牵头")
    both = {matter.body(world, code).pk: "leads" for code in ("411303", "411302")}
    matter.task(world, title="两县联合", bodies=both)
    matter.task(world, title="一县", bodies={matter.body(world, "411302").pk: "informed"})
    lines = matrix(world).by_body()
    assert [line.name for line in lines] == [
        "",
        "南阳市领导小组办公室",
        "中共南阳市委组织部",
        "中共南阳市委统战部",
        "南阳市市场监督管理局",
        "南阳市工商业联合会",
        "宛城区领导小组办公室",
        "卧龙区领导小组办公室",
    ]
    assert [line.task.title for line in lines[0].leads] == ["没人牵头", "一县"]
    assert lines[6].leads[0].joint


def test_all_offices_below_are_named_together_some_by_name(world: World) -> None:
    matter.campaign()
    office, counties = (
        matter.body(world, "411300"),
        [matter.body(world, code) for code in ("411302", "411303")],
    )
    matter.task(
        world,
        title="甲",
        bodies={office.pk: "leads"} | dict.fromkeys((one.pk for one in counties), "assists"),
    )
    assert matrix(world).all_tasks[0].named == {
        "leads": ["南阳市领导小组办公室"],
        "assists": ["所有县（市、区）的领导小组办公室"],
        "informed": [],
    }
    assert [line.name for line in matrix(world).by_body()][-1] == "所有县（市、区）的领导小组办公室"
    matter.task(world, title="乙", bodies={counties[1].pk: "assists"})
    assert matrix(world).all_tasks[1].named["assists"] == ["卧龙区领导小组办公室"]
    assert [line.name for line in matrix(world).by_body()][-2:] == [
        "宛城区领导小组办公室",
        "卧龙区领导小组办公室",
    ]


def test_by_date_months_follow_each_other_and_no_date_is_last(world: World) -> None:
    matter.campaign()
    for title, due in (
        ("乙", date(2027, 1, 3)),
        ("丙", None),
        ("甲", date(2026, 12, 31)),
        ("丁", date(2027, 1, 1)),
    ):
        matter.task(world, title=title, due_on=due)
    told = [(month.first, [line.task.title for line in month.tasks]) for month in matrix(world).by_date()]
    assert told == [(date(2026, 12, 1), ["甲"]), (date(2027, 1, 1), ["丁", "乙"]), (None, ["丙"])]


def test_late_is_told_to_the_own_level_those_above_and_whoever_takes_part(world: World) -> None:
    matter.campaign()
    lead = matter.body(world, "411302")
    matter.task(world, bodies={lead.pk: "assists"}, due_on=TODAY - timedelta(days=1))
    task_steps.issue(by=world.scope("city"), at=NOW)
    told = {
        who: [line.late for line in matrix(world, who).all_tasks]
        for who in ("province", "city", "county", "neighbour_county", "secretary", "instructor")
    }
    assert told == {
        "province": [True],
        "city": [True],
        "county": [True],
        "neighbour_county": [False],
        "secretary": [False],
        "instructor": [False],
    }


def test_today_is_not_late_and_what_ended_is_not_either(world: World) -> None:
    matter.campaign()
    matter.task(world, due_on=TODAY)
    ended = matter.task(world, due_on=TODAY - timedelta(days=5))
    task_steps.finish(task=ended, on=TODAY, outcome="办了", by=world.scope("city"), at=NOW)
    assert [line.late for line in matrix(world).all_tasks] == [False, False]


def test_places_below_stand_in_code_order_whatever_is_late(world: World) -> None:
    matter.campaign()
    matter.task(world, "neighbour_county", due_on=TODAY - timedelta(days=1))
    matter.task(world, "neighbour_county")
    lines = matrix(world).by_place()
    assert [(line.place.code, line.tasks, line.open, line.late) for line in lines] == [
        ("411302", 0, 0, 0),
        ("411303", 2, 2, 1),
    ]
    assert matrix(world, "secretary").by_place() == []


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        ({}, ["有人", "没人", "办了"]),
        ({"state": NOBODYS}, ["没人"]),
        ({"state": "done"}, ["办了"]),
        ({"state": "dropped"}, ["不办"]),
        ({"state": LATE}, ["没人"]),
        ({"q": "有"}, ["有人"]),
    ],
)
def test_what_is_asked_for(world: World, wanted: dict[str, str], titles: list[str]) -> None:
    matter.campaign()
    led(world, title="有人")
    matter.task(world, title="没人", due_on=TODAY - timedelta(days=1))
    by = world.scope("city")
    task_steps.finish(task=matter.task(world, title="办了"), on=TODAY, outcome="办了", by=by, at=NOW)
    task_steps.drop(task=matter.task(world, title="不办"), reason="不办了", by=by, at=NOW)
    assert sorted(line.task.title for line in matrix(world, **wanted).tasks) == sorted(titles)


def test_narrowed_to_one_body_only_its_lines_are_left(world: World) -> None:
    made = matter.directive(world, 2)
    led(world, made[0])
    federation = matter.body(world, "411300", "federation")
    matter.task(world, clauses=[made[1].pk], bodies={federation.pk: "assists"})
    found = matrix(world, body=federation.pk)
    assert keys(found) == ["1.1"]
    assert [line.body for line in found.by_body()] == [federation]


def _grow(world: World, clauses: int, tasks: int) -> None:
    made = matter.directive(world, clauses)
    bodies = [matter.body(world, "411300", kind) for kind in ("leading_group_office", "federation")]
    rows = Task.objects.across_all(because="test").bulk_create(
        Task(
            campaign=made[0].directive.campaign,
            territory=world.place["411300"],
            place=world.place["411300"].path,
            title=f"任务{number}",
            origin="clause",
            made_at=NOW,
            due_on=TODAY + timedelta(days=number),
        )
        for number in range(tasks)
    )
    TaskClause.objects.across_all(because="test").bulk_create(
        TaskClause(task=row, clause=made[(number * 3 + step) % clauses])
        for number, row in enumerate(rows)
        for step in range(3)
    )
    TaskBody.objects.across_all(because="test").bulk_create(
        TaskBody(task=row, body=body, part=part)
        for row in rows
        for body, part in zip(bodies, ("leads", "assists"), strict=True)
    )


def _queries(world: World, address: str) -> int:
    client = world.client("city")
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as told:
        assert client.get(address).status_code == 200
    return len(told)


@pytest.mark.parametrize("by", ["clause", "body", "date"])
def test_three_hundred_clauses_cost_no_more_queries_than_three(world: World, by: str) -> None:
    _grow(world, 3, 1)
    few = _queries(world, f"/tasks/?by={by}")
    _grow(world, 300, 60)
    assert _queries(world, f"/tasks/?by={by}") == few
    assert few <= 30
