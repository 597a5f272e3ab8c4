"""Nobody asks twice, and one answer serves all who asked the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import NOW, TODAY, World
from zhengyou.requests.actions import handing, joining, problems
from zhengyou.requests.models import Request
from zhengyou.requests.queries import problems as queries
from zhengyou.requests.queries import waiting
from zhengyou.web.errors import Conflict, Forbidden

BECAUSE = "the test looks at what was written"
ONE = "流动党员的组织关系迟迟转不进来，外省的支部不回函"
SAME = "外省支部不回函，流动党员组织关系迟迟转不进来"
OTHER = "园区里没有可以给党员活动的场所，几家企业都租不起"


def put_forward(world: World, key: str, text: str = ONE) -> Request:
    return problems.put_forward(text=text, wanted="请上级协调", by=world.scope(key), at=NOW)


def again(row: Request) -> Request:
    return Request.objects.across_all(because=BECAUSE).get(pk=row.pk)


@pytest.fixture
def two(world: World) -> tuple[Request, Request]:
    """The same from two counties, both with the city."""
    return put_forward(world, "county"), put_forward(world, "neighbour_county", SAME)


def join(world: World, *rows: Request, key: str = "city") -> Request:
    return joining.join(problem=rows[0], other=rows[1], by=world.scope(key), at=NOW)


def test_one_answer_answers_all(world: World, two: tuple[Request, Request]) -> None:
    first = join(world, two[1], two[0])
    assert first.pk == two[0].pk
    assert again(two[1]).same_as_id == first.pk
    assert len(waiting.waiting(world.scope("city"), today=TODAY)) == 1
    problems.answer(problem=first, outcome="partly", text="已经发函", by=world.scope("city"), at=NOW)
    assert [again(row).answer for row in two] == ["已经发函", "已经发函"]
    assert [one.step.kind for one in queries.trail(two[1])] == ["raised", "joined", "answered"]


def test_each_asker_says_for_himself_whether_it_is_solved(world: World, two: tuple[Request, Request]) -> None:
    first = join(world, *two)
    problems.answer(problem=first, outcome="partly", text="已经发函", by=world.scope("city"), at=NOW)
    other = problems.settle(
        problem=again(two[1]), solved=False, note="还不行", by=world.scope("neighbour_county"), at=NOW
    )
    assert (other.owed_by, other.same_as_id) == (world.place["410000"].path, None)
    assert again(first).answered_at is not None


def test_it_is_answered_and_handed_on_only_with_the_first(world: World, two: tuple[Request, Request]) -> None:
    join(world, *two)
    city = world.scope("city")
    with pytest.raises(Conflict):
        problems.answer(problem=again(two[1]), outcome="adopted", text="好", by=city, at=NOW)
    with pytest.raises(Conflict):
        handing.hand_up(problem=again(two[1]), note="转", by=city, at=NOW)
    handing.hand_up(problem=again(two[0]), note="要省里出面", by=city, at=NOW)
    assert {again(row).owed_by for row in two} == {world.place["410000"].path}


def test_who_answers_what_a_colleague_has_just_joined_is_told(
    world: World, two: tuple[Request, Request]
) -> None:
    seen = again(two[1])
    join(world, *two)
    with pytest.raises(Conflict):
        problems.answer(problem=seen, outcome="adopted", text="好", by=world.scope("city"), at=NOW)
    assert again(two[1]).answered_at is None


def test_joined_by_mistake_it_is_separated(world: World, two: tuple[Request, Request]) -> None:
    join(world, *two)
    city = world.scope("city")
    row = joining.separate(problem=again(two[1]), by=city, at=NOW)
    assert row.same_as_id is None
    with pytest.raises(Conflict):
        joining.separate(problem=again(two[1]), by=city, at=NOW)
    with pytest.raises(Forbidden):
        joining.separate(problem=row, by=world.scope("neighbour_county"), at=NOW)


def test_a_third_one_joins_the_whole(world: World, two: tuple[Request, Request]) -> None:
    third = put_forward(world, "organisation_dept", f"{ONE}，请帮忙")
    join(world, two[1], third)
    first = join(world, two[0], again(two[1]))
    assert {again(row).same_as_id for row in (two[1], third)} == {first.pk}
    assert {again(row).held_due_on for row in (*two, third)} == {first.held_due_on}


def test_the_earlier_day_holds_for_both(world: World) -> None:
    first = put_forward(world, "township")
    first = handing.hand_up(problem=first, note="转", by=world.scope("county"), at=NOW + timedelta(days=3))
    second = put_forward(world, "neighbour_county", SAME)
    assert join(world, first, second).held_due_on == second.held_due_on


def test_only_two_open_ones_of_ones_own_are_joined(world: World, two: tuple[Request, Request]) -> None:
    with pytest.raises(Forbidden):
        join(world, *two, key="county")
    with pytest.raises(Conflict):
        join(world, two[0], two[0])
    elsewhere = put_forward(world, "township")
    with pytest.raises(Forbidden):
        join(world, two[0], elsewhere)
    city = world.scope("city")
    problems.answer(problem=again(two[0]), outcome="not", text="不行", by=city, at=NOW)
    with pytest.raises(Conflict):
        join(world, *two)  # as they were read before the answer
    assert again(two[1]).same_as_id is None


def test_alike_ones_are_found_in_ones_own_reach_only(world: World, two: tuple[Request, Request]) -> None:
    put_forward(world, "county", OTHER)
    city = queries.alike(world.scope("city"), ONE, at=NOW)
    assert [one.row.pk for one in city] == [two[0].pk, two[1].pk]
    assert [one.row.pk for one in queries.alike(world.scope("county"), SAME, at=NOW)] == [two[0].pk]
    assert queries.alike(world.scope("secretary"), SAME, at=NOW) == []
    assert queries.alike(world.scope("city"), "", at=NOW) == []


def test_answered_ones_are_remembered_for_a_year(world: World, two: tuple[Request, Request]) -> None:
    problems.answer(problem=two[0], outcome="adopted", text="已经发函", by=world.scope("city"), at=NOW)
    county = world.scope("county")
    assert [one.row.answer for one in queries.alike(county, SAME, at=NOW)] == ["已经发函"]
    assert queries.alike(county, SAME, at=NOW + timedelta(days=400)) == []
