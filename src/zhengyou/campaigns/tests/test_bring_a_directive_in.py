"""A text is brought in: read into the tree, its facts proposed, kept as a draft of the level."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.world import NOW, TODAY, World
from zhengyou.audit.models import Event
from zhengyou.campaigns.actions import directives
from zhengyou.campaigns.actions.packs import load_pack
from zhengyou.campaigns.lifecycle import DirectiveState
from zhengyou.campaigns.models import Clause, Directive, Passage
from zhengyou.campaigns.rules.directive import Source
from zhengyou.changes.models import Change
from zhengyou.web.errors import Conflict, Forbidden, Refused

pytestmark = pytest.mark.django_db
WHY = "the test looks at everything"
PLAN = """宛办发〔2026〕12号

关于开展送服务进企业活动的实施方案

各乡镇党委：

为把服务送到企业，制定本方案。

一、摸清底数
各乡镇要在十二月底前走访所有企业，逐家登记困难。走访记录要当天整理。

二、解决问题
（一）建立台账。对收集的问题要逐条登记，明确办理人和时限。
（二）定期回访。每季度要回访一次，听取企业意见。

请结合实际认真贯彻落实。

宛城区委组织部
2026年11月20日
"""


@pytest.fixture
def running(world: World) -> World:
    load_pack("chuangxian-zhengyou", starts_on=TODAY)
    return world


def add(
    world: World, text: str = PLAN, who: str = "county", facts: Mapping[str, Any] | None = None
) -> Directive:
    return directives.add(
        source=Source(text), file_name="方案.txt", facts=facts or {}, by=world.scope(who), at=NOW
    )


def test_its_facts_are_proposed_from_the_text(running: World) -> None:
    held = add(running)
    assert (held.kind, held.title, held.number) == (
        "plan",
        "关于开展送服务进企业活动的实施方案",
        "宛办发〔2026〕12号",
    )
    assert (held.issuer, held.dated) == ("宛城区委组织部", date(2026, 11, 20))
    assert held.state == DirectiveState.REVIEWING
    assert held.place == running.place["411302"].path
    assert held.issued_to == ""


def test_what_a_person_says_wins_over_the_proposal(running: World) -> None:
    held = add(running, facts={"kind": "notice", "number": "宛办发〔2026〕21号"})
    assert (held.kind, held.number, held.title) == (
        "notice",
        "宛办发〔2026〕21号",
        "关于开展送服务进企业活动的实施方案",
    )


def test_the_tree_is_kept_with_its_places_in_the_text(running: World) -> None:
    held = add(running)
    passages = Passage.objects.across_all(because=WHY).filter(directive=held)
    assert list(passages.values_list("key", "number")) == [
        ("opening", ""), ("1", "一"), ("2", "二"), ("2.1", "（一）"), ("2.2", "（二）"), ("closing", ""),
    ]  # fmt: skip
    clauses = list(Clause.objects.across_all(because=WHY).filter(directive=held).select_related("passage"))
    assert {clause.key: clause.passage.key for clause in clauses} == {
        "1.c1": "1", "1.c2": "1", "2.1.1": "2.1", "2.2.1": "2.2", "closing.c1": "closing",
    }  # fmt: skip
    assert all(held.text[clause.start : clause.end] == clause.text for clause in clauses)
    assert {region[3] for region in held.regions} == {"", *passages.values_list("key", flat=True)}


def test_the_same_text_is_not_kept_twice(running: World) -> None:
    held = add(running)
    with pytest.raises(directives.AlreadyHeld) as refusal:
        add(running, who="organisation_dept")
    assert refusal.value.directive == held


def test_each_level_may_bring_the_same_text_in(running: World) -> None:
    assert add(running) != add(running, who="neighbour_county")


def test_a_text_of_blanks_is_refused(running: World) -> None:
    with pytest.raises(Refused, match="没有读到正文"):
        add(running, "　\n \n")
    assert not Directive.objects.across_all(because=WHY).exists()


def test_without_a_campaign_nothing_is_kept(world: World) -> None:
    with pytest.raises(Refused, match="活动方案"):
        add(world)


@pytest.mark.parametrize(
    "who", ["township", "department", "secretary", "instructor", "stranger", "system_admin"]
)
def test_whoever_manages_no_directives_brings_none_in(running: World, who: str) -> None:
    with pytest.raises(Forbidden):
        add(running, who=who)


def test_it_is_told_to_the_ledger_and_the_log(running: World) -> None:
    held = add(running)
    assert (
        Change.objects.across_all(because=WHY).filter(subject_kind="directive", subject_id=held.pk).count()
        == 1
    )
    event = Event.objects.across_all(because=WHY).get(action="directive.added")
    assert (event.subject_id, event.detail) == (str(held.pk), {"clauses": 5})


def test_its_facts_are_corrected(running: World) -> None:
    held = add(running)
    directives.correct(
        directive=held,
        changes={"title": "新题目", "dated": None},
        version=1,
        by=running.scope("county"),
        at=NOW,
    )
    row = Directive.objects.across_all(because=WHY).get()
    assert (row.title, row.dated, row.version) == ("新题目", None, 2)
    changes = Change.objects.across_all(because=WHY).filter(subject_kind="directive").exclude(field="")
    assert sorted(changes.values_list("field", flat=True)) == ["dated", "title"]


def test_of_two_who_correct_at_once_the_second_is_told(running: World) -> None:
    held = add(running)
    for title, outcome in [("甲", None), ("乙", Conflict)]:

        def correct(title: str = title) -> None:
            directives.correct(
                directive=held, changes={"title": title}, version=1, by=running.scope("county"), at=NOW
            )

        if outcome:
            with pytest.raises(outcome):
                correct()
        else:
            correct()
    assert Directive.objects.across_all(because=WHY).get().title == "甲"


def test_another_level_corrects_nothing(running: World) -> None:
    held = add(running)
    with pytest.raises(Forbidden):
        directives.correct(
            directive=held, changes={"title": "市里改"}, version=1, by=running.scope("city"), at=NOW
        )


def test_a_title_is_never_empty(running: World) -> None:
    held = add(running)
    with pytest.raises(Refused, match="标题"):
        directives.correct(
            directive=held, changes={"title": "  "}, version=1, by=running.scope("county"), at=NOW
        )
