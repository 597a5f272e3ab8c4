"""How tasks end, begin again and are getting on; and what sending the matrix down does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import NOW, TODAY, World
from zhengyou.campaigns.actions import task_steps, tasks
from zhengyou.campaigns.lifecycle import TASKS
from zhengyou.campaigns.models import Task, TaskNote
from zhengyou.campaigns.queries import tasks as queries
from zhengyou.campaigns.tests import matter
from zhengyou.web.errors import Conflict, Forbidden, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _campaign(world: World) -> None:
    matter.bodies(world)
    matter.campaign()


def _finish(
    world: World, row: Task, who: str = "city", *, days: int = 0, outcome: str = "名册已报齐"
) -> Task:
    on = TODAY + timedelta(days=days)
    return task_steps.finish(task=row, on=on, outcome=outcome, by=world.scope(who), at=NOW)


def test_it_ends_with_the_day_and_what_came_of_it_and_begins_again(world: World) -> None:
    row = _finish(world, matter.task(world), days=-1)
    assert (row.state, row.ended_on, row.outcome) == ("done", TODAY - timedelta(days=1), "名册已报齐")
    row = task_steps.reopen(task=row, by=world.scope("city"), at=NOW)
    assert (row.state, row.ended_on, row.outcome) == ("open", None, "")
    row = task_steps.drop(task=row, reason="并入另一项", by=world.scope("city"), at=NOW)
    assert (row.state, row.ended_on, row.outcome) == ("dropped", TODAY, "并入另一项")
    told = [line for event in queries.history(row) for line in event.what]
    assert ("办理结果", "名册已报齐", "") in told
    assert ("状态", "办理中", "不再办") in told


@pytest.mark.parametrize(("days", "outcome"), [(1, "好"), (0, "  ")])
def test_neither_tomorrow_nor_without_a_word(world: World, days: int, outcome: str) -> None:
    with pytest.raises(Refused):
        _finish(world, matter.task(world), days=days, outcome=outcome)


@pytest.mark.parametrize("step", TASKS)
def test_a_step_is_taken_once(world: World, step: str) -> None:
    row = matter.task(world)
    if step == "reopen":
        _finish(world, row)
    by = world.scope("city")
    actions = {
        "finish": lambda: _finish(world, row),
        "drop": lambda: task_steps.drop(task=row, reason="不办了", by=by, at=NOW),
        "reopen": lambda: task_steps.reopen(task=row, by=by, at=NOW),
    }
    actions[step]()
    with pytest.raises(Conflict):
        actions[step]()


def test_the_only_one_who_leads_finishes_a_task_sent_down(world: World) -> None:
    row = matter.task(world, bodies={matter.body(world, "411302").pk: "leads"})
    with pytest.raises(Forbidden):
        _finish(world, row, "neighbour_county")
    task_steps.issue(by=world.scope("city"), at=NOW)
    assert _finish(world, row, "county").state == "done"


def test_of_a_joint_task_none_says_alone_that_it_is_done(world: World) -> None:
    leads = {matter.body(world, code).pk: "leads" for code in ("411302", "411303")}
    row = matter.task(world, bodies=leads)
    task_steps.issue(by=world.scope("city"), at=NOW)
    with pytest.raises(Forbidden):
        _finish(world, row, "county")
    assert _finish(world, row).state == "done"


@pytest.mark.parametrize(
    ("who", "allowed"),
    [("county", True), ("neighbour_county", False), ("city", True), ("province", False), ("township", False)],
)
def test_whoever_takes_part_says_how_it_is_getting_on(world: World, who: str, allowed: bool) -> None:
    row = matter.task(world, bodies={matter.body(world, "411302").pk: "assists"})
    task_steps.issue(by=world.scope("city"), at=NOW)
    if not allowed:
        with pytest.raises(Forbidden):
            task_steps.note(task=row, text="已报一半", by=world.scope(who), at=NOW)
        return
    task_steps.note(task=row, text="已报一半", by=world.scope(who), at=NOW)
    (held,) = TaskNote.objects.within(world.scope("county"))
    assert held.text == "已报一半"


def test_a_department_speaks_for_its_own_body_only(world: World) -> None:
    row = matter.task(world, "county", bodies={matter.body(world, "411302", "united_front").pk: "leads"})
    other = matter.task(world, "county", bodies={matter.body(world, "411302", "federation").pk: "leads"})
    task_steps.note(task=row, text="已走访十家", by=world.scope("department"), at=NOW)
    with pytest.raises(Forbidden):
        task_steps.note(task=other, text="已走访十家", by=world.scope("department"), at=NOW)


def test_nothing_is_reported_of_what_has_ended(world: World) -> None:
    row = _finish(world, matter.task(world))
    with pytest.raises(Conflict):
        task_steps.note(task=row, text="还在办", by=world.scope("city"), at=NOW)


def test_once_sent_down_everyone_below_reads_it(world: World) -> None:
    row, dropped = matter.task(world), matter.task(world, title="不办的")
    task_steps.drop(task=dropped, reason="重复", by=world.scope("city"), at=NOW)
    assert task_steps.issue(by=world.scope("city"), at=NOW) == 1
    seen = {who for who in world.appointment if Task.objects.within(world.scope(who)).filter(pk=row.pk)}
    assert seen == set(world.appointment) - {"system_admin", "security_admin", "audit_admin"}
    assert not Task.objects.within(world.scope("county")).filter(pk=dropped.pk)


def test_a_neighbouring_city_reads_nothing_of_it(world: World) -> None:
    matter.task(world, "county")
    assert task_steps.issue(by=world.scope("county"), at=NOW) == 1
    assert not Task.objects.within(world.scope("neighbour_county")).exists()


def test_sending_again_takes_what_is_new(world: World) -> None:
    matter.task(world)
    task_steps.issue(by=world.scope("city"), at=NOW)
    with pytest.raises(Refused):
        task_steps.issue(by=world.scope("city"), at=NOW)
    matter.task(world, title="后来的")
    assert task_steps.issue(by=world.scope("city"), at=NOW) == 1


def test_sending_down_disturbs_nobody_who_is_writing(world: World) -> None:
    row = matter.task(world)
    task_steps.issue(by=world.scope("city"), at=NOW)
    corrected = tasks.correct(
        task=row, facts={"title": "改过的"}, clauses=[], bodies={}, version=1, by=world.scope("city"), at=NOW
    )
    assert (corrected.title, corrected.issued_to) == ("改过的", row.place)


def test_departments_do_not_send_the_matrix_down(world: World) -> None:
    with pytest.raises(Forbidden):
        task_steps.issue(by=world.scope("department"), at=NOW)
