"""Tasks: added from clauses, corrected by their own level, taken part in by bodies of the level and the offices below."""

from __future__ import annotations

from typing import Any

import pytest

from tests.world import NOW, World
from zhengyou.campaigns.actions import tasks
from zhengyou.campaigns.models import Task, TaskBody
from zhengyou.campaigns.tests import matter
from zhengyou.changes.models import Change
from zhengyou.web.errors import Conflict, Forbidden, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bodies(world: World) -> None:
    matter.bodies(world)


def test_a_task_answers_clauses_and_names_who_takes_part(world: World) -> None:
    first, second, _third = matter.directive(world)
    lead, assists = matter.body(world, "411300", "united_front"), matter.body(world, "411302")
    row = matter.task(world, clauses=[first.pk, second.pk], bodies={lead.pk: "leads", assists.pk: "assists"})
    assert (row.place, row.issued_to, row.version) == (world.place["411300"].path, "", 1)
    assert tasks.clause_ids(row) == {first.pk, second.pk}
    assert tasks.body_parts(row) == {lead.pk: "leads", assists.pk: "assists"}
    assert Change.objects.across_all(because="test").filter(subject_kind="task", subject_id=row.pk).exists()


def test_without_the_right_only_a_promise_becomes_a_task(world: World) -> None:
    matter.campaign()
    with pytest.raises(Forbidden):
        matter.task(world, "department")


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "  "},
        {"starts_on": matter.TODAY.replace(month=12, day=20)},
        {"clauses": [999_999]},
        {"bodies": {999_999: "leads"}},
    ],
)
def test_what_cannot_be_is_refused(world: World, wrong: dict[str, Any]) -> None:
    matter.campaign()
    with pytest.raises(Refused):
        matter.task(world, **wrong)
    assert not Task.objects.across_all(because="test").exists()


def test_a_draft_of_another_level_cannot_be_answered(world: World) -> None:
    (clause,) = matter.directive(world, 1, issued=False)
    with pytest.raises(Refused):
        matter.task(world, clauses=[clause.pk])


@pytest.mark.parametrize(("code", "kind"), [("410100", "leading_group_office"), ("411302", "united_front")])
def test_neither_a_neighbour_nor_a_department_of_the_level_below_takes_part(
    world: World, code: str, kind: str
) -> None:
    matter.campaign()
    with pytest.raises(Refused):
        matter.task(world, bodies={matter.body(world, code, kind).pk: "leads"})


def test_a_draft_is_read_by_its_own_level_and_above_only(world: World) -> None:
    matter.campaign()
    row = matter.task(world)
    seen = {who for who in world.appointment if Task.objects.within(world.scope(who)).filter(pk=row.pk)}
    assert seen == {"province", "city"}


def test_correcting_keeps_what_stays_and_writes_what_differs(world: World) -> None:
    first, second, _third = matter.directive(world)
    lead, other = matter.body(world, "411300"), matter.body(world, "411300", "federation")
    row = matter.task(world, clauses=[first.pk], bodies={lead.pk: "leads"})
    kept = TaskBody.objects.across_all(because="test").get(task=row)
    row = _correct(
        world, row, {"title": "摸底"}, clauses=[second.pk], bodies={lead.pk: "leads", other.pk: "informed"}
    )
    assert (row.title, row.done_when, row.version) == ("摸底", "名册报齐", 2)
    assert tasks.clause_ids(row) == {second.pk}
    assert TaskBody.objects.across_all(because="test").filter(pk=kept.pk).exists()
    rows = Change.objects.across_all(because="test").filter(subject_kind="task", subject_id=row.pk)
    assert set(rows.exclude(field="").values_list("field", flat=True)) == {"title", "clauses", "bodies"}


def test_a_clause_unmarked_later_and_a_closed_body_stay(world: World) -> None:
    (clause,) = matter.directive(world, 1)
    lead = matter.body(world, "411300")
    row = matter.task(world, clauses=[clause.pk], bodies={lead.pk: "leads"})
    clause.marked, lead.valid_to = False, matter.TODAY
    clause.save()
    lead.save()
    row = _correct(world, row, {"title": "摸底"}, clauses=[clause.pk], bodies={lead.pk: "leads"})
    assert row.title == "摸底"


def test_nobody_overwrites_what_another_wrote(world: World) -> None:
    matter.campaign()
    row = matter.task(world)
    _correct(world, row, {"title": "先到"})
    with pytest.raises(Conflict):
        _correct(world, row, {"title": "后到"})


@pytest.mark.parametrize("who", ["province", "county", "department"])
def test_only_the_own_level_corrects(world: World, who: str) -> None:
    matter.campaign()
    row = matter.task(world)
    with pytest.raises(Forbidden):
        _correct(world, row, {"title": "改"}, who=who)


def _correct(
    world: World,
    row: Task,
    facts: dict[str, object],
    *,
    clauses: list[int] | None = None,
    bodies: dict[int, str] | None = None,
    who: str = "city",
) -> Task:
    return tasks.correct(
        task=row,
        facts=facts,
        clauses=tasks.clause_ids(row) if clauses is None else clauses,
        bodies=tasks.body_parts(row) if bodies is None else bodies,
        version=row.version,
        by=world.scope(who),
        at=NOW,
    )
