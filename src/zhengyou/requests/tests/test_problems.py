"""A problem goes up to the nearest office, changes hands in the open, and comes back with what came of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.world import LONG_AGO, NOW, TODAY, World
from zhengyou.audit.models import Event
from zhengyou.organisations.models import Appointment, Body
from zhengyou.requests.actions import handing, problems
from zhengyou.requests.models import Request, Step
from zhengyou.requests.queries import dependants, waiting
from zhengyou.requests.queries import problems as queries
from zhengyou.web.errors import Conflict, Forbidden, Refused

BECAUSE = "the test looks at what was written"
TEXT = "流动党员的组织关系迟迟转不进来，外省的支部不回函"
LATE = TODAY + timedelta(days=8)


def put_forward(world: World, key: str = "county", text: str = TEXT, **more: Any) -> Request:
    return problems.put_forward(text=text, wanted="请上级协调", by=world.scope(key), at=NOW, **more)


def answer(world: World, row: Request, key: str = "city", outcome: str = "adopted") -> Request:
    return problems.answer(problem=row, outcome=outcome, text="已经发函", by=world.scope(key), at=NOW)


def department(world: World, kind: str, code: str, person: str = "") -> Body:
    """A department of a place; with a person who works in it."""
    body = Body(
        territory=world.place[code], kind=kind, name=f"{world.place[code]}{kind}", valid_from=LONG_AGO
    )
    body.save()
    if person:
        Appointment(
            user=world.person[person], role=kind, body=body, territory=world.place[code],
            place=world.place[code].path, valid_from=LONG_AGO,
        ).save()  # fmt: skip
    return body


def kinds(row: Request) -> list[str]:
    return [one.step.kind for one in queries.trail(row)]


@pytest.mark.parametrize(
    ("key", "holder"),
    [
        ("secretary", "411302001"),  # the township of its place
        ("township", "411302"),
        ("county", "411300"),  # not a colleague of the same county
        ("department", "411300"),
        ("city", "410000"),
        ("instructor", "411302"),
    ],
)
def test_it_goes_to_the_nearest_office_above(world: World, key: str, holder: str) -> None:
    row = put_forward(world, key)
    assert row.owed_by == world.place[holder].path
    assert (row.due_on, row.held_due_on) == (date(2026, 11, 30), date(2026, 11, 30))
    assert kinds(row) == ["raised"]


@pytest.mark.parametrize("key", ["province", "stranger", "system_admin"])
def test_who_has_nobody_above_or_no_right_raises_none(world: World, key: str) -> None:
    with pytest.raises(Forbidden):
        put_forward(world, key)


def test_without_an_office_above_it_says_so(world: World) -> None:
    Appointment.objects.across_all(because=BECAUSE).filter(role="province_office").delete()
    with pytest.raises(Refused, match="还没有可以答复的办公室"):
        put_forward(world, "city")


def test_it_may_go_to_a_department_of_that_level_with_somebody_in_it(world: World) -> None:
    empty = department(world, "market_regulator", "411300")
    staffed = department(world, "united_front", "411300", "stranger")
    assert queries.departments(world.place["411300"].path, on=TODAY) == [staffed]
    with pytest.raises(Refused):
        put_forward(world, department=empty)
    with pytest.raises(Refused):
        put_forward(world, department=department(world, "united_front", "410100"))
    row = put_forward(world, department=staffed)
    assert queries.holder(row) == staffed.name


def test_the_same_words_are_not_sent_twice_while_they_wait(world: World) -> None:
    row = put_forward(world)
    with pytest.raises(Refused):
        put_forward(world, text=f" {TEXT} ")
    answer(world, row)
    put_forward(world)


def test_only_the_holder_answers_and_once(world: World) -> None:
    row = put_forward(world)
    for key in ("county", "organisation_dept", "department", "township", "neighbour_county", "province"):
        with pytest.raises(Forbidden):
            answer(world, row, key)
    row = answer(world, row)
    assert (row.outcome, row.answer, row.answered_by[:3]) == ("adopted", "已经发函", "钱市办")
    assert kinds(row) == ["raised", "answered"]
    with pytest.raises(Conflict):
        answer(world, row)


def test_a_department_answers_what_it_holds_and_nothing_else(world: World) -> None:
    row = put_forward(world, "township")
    with pytest.raises(Forbidden):
        answer(world, row, "department")
    body = department(world, "united_front", "411302")
    row = handing.hand_over(problem=row, department=body, note="请你们办", by=world.scope("county"), at=NOW)
    assert answer(world, row, "department").answered_by.startswith("吴统战")


def test_an_answer_needs_an_outcome_and_words(world: World) -> None:
    row = put_forward(world)
    for outcome, text in (("", "好"), ("adopted", " "), ("wrong", "好")):
        with pytest.raises(Refused):
            problems.answer(problem=row, outcome=outcome, text=text, by=world.scope("city"), at=NOW)


def test_handed_up_it_has_a_new_holder_and_the_askers_day_stays(world: World) -> None:
    row = put_forward(world, "township")
    later = NOW + timedelta(days=3)
    row = handing.hand_up(problem=row, note="要市里出面", by=world.scope("county"), at=later)
    assert row.owed_by == world.place["411300"].path
    assert (row.due_on, row.held_due_on) == (date(2026, 11, 30), date(2026, 12, 3))
    last = queries.trail(row)[-1]
    assert (last.came_from, last.went_to, last.step.note) == ("宛城区", "南阳市领导小组办公室", "要市里出面")
    assert queries.held_since(row, queries.trail(row)) == later


def test_handed_to_a_department_of_the_level_no_clock_starts_anew(world: World) -> None:
    row = put_forward(world, "township")
    body = department(world, "united_front", "411302")
    county = world.scope("county")
    with pytest.raises(Refused):
        handing.hand_over(problem=row, department=body, note=" ", by=county, at=NOW)
    row = handing.hand_over(problem=row, department=body, note="请办", by=county, at=NOW + timedelta(days=3))
    assert (row.held_due_on, queries.holder(row)) == (date(2026, 11, 30), body.name)
    with pytest.raises(Refused):
        handing.hand_over(problem=row, department=body, note="请办", by=county, at=NOW)
    row = handing.hand_over(
        problem=row, department=None, note="不归我们管", by=world.scope("department"), at=NOW
    )
    assert queries.holder(row) == "宛城区领导小组办公室"


def test_of_two_who_hand_it_on_at_once_one_is_told(world: World) -> None:
    row = put_forward(world, "township")
    other = Request.objects.across_all(because=BECAUSE).get(pk=row.pk)  # as the colleague sees it
    handing.hand_up(problem=row, note="要市里出面", by=world.scope("county"), at=NOW)
    with pytest.raises(Conflict):
        handing.hand_up(problem=other, note="请市里办", by=world.scope("organisation_dept"), at=NOW)
    with pytest.raises(Conflict):
        answer(world, other, "organisation_dept")
    with pytest.raises(Conflict, match="南阳市"):
        answer(world, Request.objects.across_all(because=BECAUSE).get(pk=row.pk), "county")
    assert kinds(row) == ["raised", "handed_on"]


def test_at_the_top_it_is_answered(world: World) -> None:
    row = put_forward(world, "city")
    with pytest.raises(Refused, match="最高一级"):
        handing.hand_up(problem=row, note="转", by=world.scope("province"), at=NOW)


def test_a_late_one_may_be_taken_up_by_the_level_above(world: World) -> None:
    row = put_forward(world, "township")
    with pytest.raises(Forbidden):
        handing.take_up(problem=row, by=world.scope("city"), at=NOW)
    row = handing.take_up(problem=row, by=world.scope("city"), at=NOW + timedelta(days=8))
    assert row.owed_by == world.place["411300"].path
    assert (row.due_on, row.held_due_on) == (date(2026, 11, 30), date(2026, 12, 8))


def test_unsolved_it_goes_one_level_up_once(world: World) -> None:
    row = answer(world, put_forward(world, "township"), "county", "partly")
    with pytest.raises(Refused):
        problems.settle(problem=row, solved=False, note="", by=world.scope("township"), at=NOW)
    with pytest.raises(Forbidden):
        problems.settle(problem=row, solved=True, note="", by=world.scope("county"), at=NOW)
    row = problems.settle(problem=row, solved=False, note="名单还没有", by=world.scope("township"), at=NOW)
    assert (row.owed_by, row.answered_at, row.answer) == (world.place["411300"].path, None, "")
    assert queries.trail(row)[1].step.note == "已经发函"  # what was said first is kept
    row = problems.settle(
        problem=answer(world, row), solved=False, note="还没有", by=world.scope("township"), at=NOW
    )
    assert (row.settled, row.owed_by) == ("unsolved", world.place["411300"].path)
    assert kinds(row) == ["raised", "answered", "reopened", "answered", "unsolved"]


def test_at_the_top_an_unsolved_one_comes_back_to_the_same_office(world: World) -> None:
    row = answer(world, put_forward(world, "city"), "province")
    row = problems.settle(problem=row, solved=False, note="还没有", by=world.scope("city"), at=NOW)
    assert (row.owed_by, row.answered_at) == (world.place["410000"].path, None)


def test_a_colleague_of_the_level_that_asked_may_settle_it_and_one_of_them_does(world: World) -> None:
    row = answer(world, put_forward(world))
    other = Request.objects.across_all(because=BECAUSE).get(pk=row.pk)
    row = problems.settle(problem=row, solved=True, note="", by=world.scope("organisation_dept"), at=NOW)
    assert row.settled == "solved"
    with pytest.raises(Conflict):
        problems.settle(problem=other, solved=False, note="还没有", by=world.scope("county"), at=NOW)


def test_what_waits_for_whom(world: World) -> None:
    row = put_forward(world, "township")

    def texts(key: str, today: date = TODAY) -> list[str]:
        return [one.text[:6] for one in waiting.waiting(world.scope(key), today=today)]

    assert texts("county") == ["答复问题：流"]
    assert texts("city") == texts("department") == texts("township") == texts("neighbour_county") == []
    assert texts("city", LATE) == ["下一级超期未"]
    assert texts("province", LATE) == []
    asked = Request.objects.across_all(because=BECAUSE).filter(pk=row.pk)
    asked.update(asked_by=world.person["county"])
    assert texts("county") == []  # nobody answers the own problem, whatever office he came to since
    asked.update(asked_by=world.person["township"])
    row = answer(world, row, "county")
    assert texts("county") == texts("city", LATE) == []
    assert texts("township") == ["问题已有答复"]
    problems.settle(problem=row, solved=True, note="", by=world.scope("township"), at=NOW)
    assert texts("township") == []


def test_what_a_department_holds_waits_for_it_and_not_for_the_office(world: World) -> None:
    body = department(world, "united_front", "411302")
    handing.hand_over(
        problem=put_forward(world, "township"), department=body, note="请办", by=world.scope("county"), at=NOW
    )
    assert [len(waiting.waiting(world.scope(key), today=TODAY)) for key in ("department", "county")] == [
        1,
        0,
    ]


def test_everything_is_audited(world: World) -> None:
    row = handing.hand_up(problem=put_forward(world, "township"), note="转", by=world.scope("county"), at=NOW)
    problems.settle(problem=answer(world, row), solved=True, note="", by=world.scope("township"), at=NOW)
    events = Event.objects.across_all(because=BECAUSE).filter(subject_id=str(row.pk)).order_by("id")
    assert [one.action for one in events] == [
        "problem.raised", "problem.handed_on", "problem.answered", "problem.settled",
    ]  # fmt: skip
    assert {one.path for one in events} == {row.place}


@pytest.mark.parametrize(
    "changes",
    [{"held_due_on": None}, {"owed_by": ""}, {"settled": "solved"}, {"answered_at": NOW}],
)
def test_the_database_keeps_problems_whole(world: World, changes: dict[str, Any]) -> None:
    row = put_forward(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.across_all(because=BECAUSE).filter(pk=row.pk).update(**changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.across_all(because=BECAUSE).filter(pk=row.pk).update(same_as=row.pk)


def test_a_place_that_owes_an_answer_is_not_closed(world: World) -> None:
    row = put_forward(world, "secretary")
    township, other = world.place["411302001"], world.place["411302002"]
    assert len(dependants.of_territory(township, on=TODAY)) == 1
    assert dependants.of_territory(other, on=TODAY) == []
    handing.hand_up(problem=row, note="转", by=world.scope("township"), at=NOW)
    assert dependants.of_territory(township, on=TODAY) == []


def test_each_sees_the_way_of_the_own_problems_and_of_those_below(world: World) -> None:
    row = put_forward(world, "township")
    seen = {key for key in world.person if queries.readable(world.scope(key)).filter(pk=row.pk).exists()}
    assert seen == {"province", "city", "county", "organisation_dept", "department", "township"}
    steps = {key for key in world.person if Step.objects.within(world.scope(key)).exists()}
    assert steps == seen


def test_it_stands_in_a_list_of_its_own_and_among_ones_own_data(world: World) -> None:
    put_forward(world)
    assert world.client("city").get("/requests/").context["page"].object_list.count() == 0
    assert world.client("county").get("/me/").content.decode().count(TEXT) == 1
