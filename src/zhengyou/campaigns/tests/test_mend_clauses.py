"""A person splits, joins, marks and unmarks clauses; nothing is lost, no key is given twice."""

from __future__ import annotations

import pytest

from tests.world import NOW, TODAY, World
from zhengyou.audit.models import Event
from zhengyou.campaigns.actions import directives, issuing, mending, tasks
from zhengyou.campaigns.actions.packs import load_pack
from zhengyou.campaigns.models import Clause, Directive, TaskClause
from zhengyou.campaigns.queries import clauses
from zhengyou.campaigns.rules.directive import Source
from zhengyou.changes.models import Change
from zhengyou.web.errors import Conflict, Forbidden, Refused

pytestmark = pytest.mark.django_db
WHY = "the test looks at everything"
TEXT = """关于加强服务的意见

同志们：
去年工作取得成绩，希望大家再接再厉，不断进步。

一、加强领导
各地要系统谋划，统筹安排；要压实责任。情况总体很好。各部门要密切配合，
- 2 -
形成合力。
二、狠抓落实
（一）建立台账。要逐条登记，及时更新。“一企一策”落到实处。
（二）定期回访，每季度要听取意见。
"""


@pytest.fixture
def held(world: World) -> Directive:
    load_pack("chuangxian-zhengyou", starts_on=TODAY)
    return bring(world)


def bring(world: World, text: str = TEXT) -> Directive:
    return directives.add(source=Source(text), file_name="", facts={}, by=world.scope("county"), at=NOW)


def clause(held: Directive, key: str) -> Clause:
    return (
        Clause.objects.across_all(because=WHY)
        .select_related("directive", "passage")
        .get(directive=held, key=key)
    )


def marked(held: Directive) -> list[tuple[str, str]]:
    rows = Clause.objects.across_all(because=WHY).filter(directive=held, marked=True).order_by("start")
    return [(row.key, row.text) for row in rows]


def version(held: Directive) -> int:
    return Directive.objects.across_all(because=WHY).get(pk=held.pk).version


def split(held: Directive, world: World, key: str, second: str) -> tuple[Clause, Clause]:
    return mending.split(
        clause=clause(held, key),
        place=held.text.index(second),
        version=version(held),
        by=world.scope("county"),
        at=NOW,
    )


def join(held: Directive, world: World, key: str) -> Clause:
    return mending.join(clause=clause(held, key), version=version(held), by=world.scope("county"), at=NOW)


def unmark(held: Directive, world: World, key: str) -> Clause:
    return mending.unmark(clause=clause(held, key), version=version(held), by=world.scope("county"), at=NOW)


def mark(held: Directive, world: World, text: str) -> Clause:
    start = held.text.index(text)
    return mending.mark(
        directive=held,
        start=start,
        end=start + len(text),
        by=world.scope("county"),
        at=NOW,
    )


def answer(held: Directive, world: World, *keys: str, title: str = "建台账") -> None:
    office = world.appointment["county"].body_id
    assert office
    tasks.add(
        title=title, done_when="", starts_on=None, due_on=None,
        clauses=[clause(held, key).pk for key in keys], bodies={office: "leads"}, origin="clause",
        by=world.scope("county"), at=NOW,
    )  # fmt: skip


def test_a_clause_is_split_and_joined_again(held: Directive, world: World) -> None:
    before = marked(held)
    split(held, world, "1.c1", "统筹安排")
    assert marked(held)[1:3] == [("1.c1", "各地要系统谋划，"), ("1.c4", "统筹安排；")]
    join(held, world, "1.c1")
    assert marked(held) == before


def test_two_are_joined_over_what_stands_between_and_split_again(held: Directive, world: World) -> None:
    before = marked(held)
    join(held, world, "1.c2")
    assert marked(held)[2] == ("1.c2", "要压实责任。情况总体很好。各部门要密切配合，形成合力。")
    split(held, world, "1.c2", "各部门要")
    assert marked(held) == before


def test_the_last_of_a_passage_has_none_to_be_joined_with(held: Directive, world: World) -> None:
    with pytest.raises(Refused, match="后面没有别的要求"):
        join(held, world, "2.1.1")


def test_a_clause_is_unmarked_and_marked_again_under_its_own_key(held: Directive, world: World) -> None:
    before = marked(held)
    row = unmark(held, world, "1.c2")
    assert "1.c2" not in dict(marked(held))
    mark(held, world, row.text)
    assert marked(held) == before


def test_a_sentence_that_was_no_clause_gets_a_key_of_its_own(held: Directive, world: World) -> None:
    row = mark(held, world, "情况总体很好。")
    assert (row.key, row.passage.key, row.by_hand) == ("1.c4", "1", True)
    unmark(held, world, "1.c4")
    split(held, world, "1.c1", "统筹安排")
    assert "1.c4" not in dict(marked(held))
    assert "1.c5" in dict(marked(held))


def test_a_heading_may_ask_too(held: Directive, world: World) -> None:
    assert mark(held, world, "狠抓落实").key == "2.c1"


def test_only_a_whole_sentence_is_marked(held: Directive, world: World) -> None:
    for text in ("情况总体", "各地要系统谋划，统筹安排；要压实责任。", "- 2 -"):
        with pytest.raises(Refused):
            mark(held, world, text)


def test_a_clause_is_split_at_punctuation_only(held: Directive, world: World) -> None:
    with pytest.raises(Refused, match="标点"):
        split(held, world, "1.c1", "系统谋划")


def test_a_clause_that_a_task_answers_is_not_unmarked(held: Directive, world: World) -> None:
    answer(held, world, "1.c2", title="压实各方责任")
    with pytest.raises(Refused, match="压实各方责任"):
        unmark(held, world, "1.c2")
    assert "1.c2" in dict(marked(held))


def test_tasks_follow_a_clause_that_is_joined(held: Directive, world: World) -> None:
    answer(held, world, "1.c2", title="压实责任")
    answer(held, world, "1.c1", "1.c2", title="统筹")
    join(held, world, "1.c1")
    links = TaskClause.objects.across_all(because=WHY).order_by("task")
    assert list(links.values_list("task__title", "clause__key")) == [("压实责任", "1.c1"), ("统筹", "1.c1")]


def test_each_step_is_told_to_the_ledger_and_the_log(held: Directive, world: World) -> None:
    split(held, world, "1.c1", "统筹安排")
    changes = Change.objects.across_all(because=WHY).filter(subject_kind="clause")
    fields = set(changes.filter(subject_id=clause(held, "1.c1").pk).values_list("field", flat=True))
    assert fields == {"end", "text"}
    assert changes.get(subject_id=clause(held, "1.c4").pk).field == ""
    event = Event.objects.across_all(because=WHY).get(action="clause.split")
    assert event.detail == {"clauses": ["1.c4", "1.c1"]}


def test_of_two_who_mend_at_once_the_second_is_told(held: Directive, world: World) -> None:
    for key, late in [("1.c1", False), ("1.c2", True)]:
        if late:
            with pytest.raises(Conflict, match="被别人改过"):
                mending.unmark(clause=clause(held, key), version=1, by=world.scope("county"), at=NOW)
        else:
            mending.unmark(clause=clause(held, key), version=1, by=world.scope("county"), at=NOW)
    assert clause(held, "1.c2").marked


def test_of_two_at_different_clauses_both_are_done(held: Directive, world: World) -> None:
    shown = {
        key: clauses.as_shown(clause(held, key), clauses.following(clause(held, key)))
        for key in ("1.c1", "1.c2")
    }
    by = world.scope("county")
    mending.split(
        clause=clause(held, "1.c1"),
        place=held.text.index("统筹安排"),
        version=1,
        seen=shown["1.c1"],
        by=by,
        at=NOW,
    )
    mending.unmark(clause=clause(held, "1.c2"), version=1, seen=shown["1.c2"], by=by, at=NOW)
    assert not clause(held, "1.c2").marked


def test_of_two_at_one_clause_the_second_is_told(held: Directive, world: World) -> None:
    first = clause(held, "1.c1")
    shown, by = clauses.as_shown(first, clauses.following(first)), world.scope("county")
    split(held, world, "1.c1", "统筹安排")
    for step in (mending.unmark, mending.join):
        with pytest.raises(Conflict, match="被别人改过"):
            step(clause=clause(held, "1.c1"), version=1, seen=shown, by=by, at=NOW)


def test_who_joins_joins_to_what_was_shown(held: Directive, world: World) -> None:
    first = clause(held, "1.c1")
    shown = clauses.as_shown(first, clauses.following(first))
    unmark(held, world, "1.c2")
    mark(held, world, "情况总体很好。")
    with pytest.raises(Conflict, match="被别人改过"):
        mending.join(clause=clause(held, "1.c1"), version=1, seen=shown, by=world.scope("county"), at=NOW)


@pytest.mark.parametrize("who", ["city", "province", "township", "department", "neighbour_county"])
def test_others_mend_nothing(held: Directive, world: World, who: str) -> None:
    with pytest.raises(Forbidden):
        mending.unmark(clause=clause(held, "1.c1"), version=1, by=world.scope(who), at=NOW)


def test_the_department_of_the_same_level_may_mend(held: Directive, world: World) -> None:
    mending.unmark(clause=clause(held, "1.c1"), version=1, by=world.scope("organisation_dept"), at=NOW)
    assert not clause(held, "1.c1").marked


def test_what_was_issued_is_settled(held: Directive, world: World) -> None:
    issuing.issue(
        directive=held, acknowledge_by=None, convey_by=None, brief_by=None, by=world.scope("county"), at=NOW
    )
    with pytest.raises(Conflict, match="已经下发"):
        unmark(held, world, "1.c1")
