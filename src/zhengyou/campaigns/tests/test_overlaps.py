"""Clauses of several directives that ask the same: proposed, joined or kept apart by a person, for his place and all below."""

from __future__ import annotations

import pytest

from tests.world import NOW, TODAY, World
from zhengyou.campaigns.actions import directives, issuing, mending, overlaps
from zhengyou.campaigns.actions.packs import load_pack
from zhengyou.campaigns.models import Clause, Directive, Overlap
from zhengyou.campaigns.queries import clauses as clause_queries
from zhengyou.campaigns.queries import overlaps as queries
from zhengyou.campaigns.rules.directive import Source
from zhengyou.campaigns.rules.likeness import LONGEST, pairs
from zhengyou.web.errors import Conflict, Forbidden

pytestmark = pytest.mark.django_db
WHY = "the test looks at everything"
SPEECH = "动员讲话\n一、摸清底数\n各地要在十二月底前完成对所有企业的摸底，建立台账。\n要关心困难党员。\n"
OPINION = "关于摸底的实施意见\n一、总体要求\n各县区要于十二月底前完成所有企业摸底，并建立工作台账。\n"
NOTICE = "关于摸底的通知\n一、要求\n各乡镇要在十二月底前完成辖区所有企业的摸底，建立台账。\n"


@pytest.fixture(autouse=True)
def _campaign(world: World) -> None:
    load_pack("chuangxian-zhengyou", starts_on=TODAY)


def bring(world: World, text: str, who: str) -> Directive:
    return directives.add(source=Source(text), file_name="", facts={}, by=world.scope(who), at=NOW)


def issue(world: World, row: Directive, who: str) -> Directive:
    return issuing.issue(
        directive=row, acknowledge_by=None, convey_by=None, brief_by=None, by=world.scope(who), at=NOW
    )


def keys(world: World, who: str, state: str = "proposed") -> list[tuple[str, str]]:
    rows = queries.standing(world.scope(who)).filter(state=state)
    return [(f"{row.first.directive.title}", f"{row.second.directive.title}") for row in rows]


def only(world: World, who: str) -> Overlap:
    return queries.standing(world.scope(who)).get()


def decide(world: World, who: str, state: str, was: str = "proposed") -> Overlap:
    return overlaps.decide(
        overlap=only(world, who), state=Overlap.State(state), was=was, by=world.scope(who), at=NOW
    )


def group(world: World, code: str) -> set[str]:
    found = clause_queries.same_groups(world.place[code].path)
    ids = set().union(*found.values()) if found else set()
    return set(Clause.objects.across_all(because=WHY).filter(pk__in=ids).values_list("text", flat=True))


def test_near_duplicates_of_two_directives_are_proposed(world: World) -> None:
    bring(world, SPEECH, "province")
    bring(world, OPINION, "province")
    assert keys(world, "province") == [("动员讲话", "关于摸底的实施意见")]
    assert only(world, "province").likeness > 0.5


def test_clauses_of_one_directive_are_not_put_beside_each_other(world: World) -> None:
    bring(world, SPEECH + "各地要在十二月底前完成对所有企业的摸底，建立台账。\n", "province")
    assert keys(world, "province") == []


def test_a_draft_from_above_is_never_shown_below(world: World) -> None:
    bring(world, SPEECH, "province")
    bring(world, OPINION, "city")
    assert keys(world, "city") == []
    assert keys(world, "province") == []
    assert not Overlap.objects.across_all(because=WHY).exists()


def test_what_comes_down_is_put_beside_what_a_level_has(world: World) -> None:
    bring(world, NOTICE, "county")
    bring(world, NOTICE.replace("乡镇", "街道"), "neighbour_county")
    issue(world, bring(world, OPINION, "city"), "city")
    for who in ("county", "neighbour_county"):
        assert keys(world, who) == [("关于摸底的通知", "关于摸底的实施意见")]


def test_what_a_person_joined_holds_for_his_place_and_all_below(world: World) -> None:
    for text in (SPEECH, OPINION):
        issue(world, bring(world, text, "province"), "province")
    assert group(world, "411302") == set()
    decide(world, "province", "joined")
    assert group(world, "410000") == group(world, "411302") != set()


def test_a_level_below_may_decide_for_itself(world: World) -> None:
    for text in (SPEECH, OPINION):
        issue(world, bring(world, text, "province"), "province")
    decide(world, "province", "joined")
    decide(world, "city", "apart", was="joined")
    assert group(world, "410000")
    assert group(world, "411300") == group(world, "411302") == set()
    assert keys(world, "province", "joined")
    assert keys(world, "county", "apart")
    decide(world, "city", "proposed", was="apart")
    assert keys(world, "city") == [("动员讲话", "关于摸底的实施意见")]


def test_a_level_that_opens_the_question_again_is_not_bound_by_the_level_above(world: World) -> None:
    for text in (SPEECH, OPINION):
        issue(world, bring(world, text, "province"), "province")
    decide(world, "province", "joined")
    decide(world, "city", "proposed", was="joined")
    assert group(world, "411300") == set()


def test_a_decision_is_remembered_when_the_directive_is_mended(world: World) -> None:
    bring(world, SPEECH, "province")
    held = bring(world, OPINION, "province")
    decide(world, "province", "apart")
    clause = (
        Clause.objects.across_all(because=WHY).select_related("directive").get(directive=held, key="1.c1")
    )
    mending.unmark(clause=clause, version=1, by=world.scope("province"), at=NOW)
    mending.mark(directive=held, start=clause.start, end=clause.end, by=world.scope("province"), at=NOW)
    assert keys(world, "province") == []
    assert len(keys(world, "province", "apart")) == 1


def test_mending_proposes_anew(world: World) -> None:
    bring(world, SPEECH, "province")
    held = bring(world, OPINION, "province")
    clause = (
        Clause.objects.across_all(because=WHY).select_related("directive").get(directive=held, key="1.c1")
    )
    mending.unmark(clause=clause, version=1, by=world.scope("province"), at=NOW)
    assert not Overlap.objects.across_all(because=WHY).exists()
    mending.mark(directive=held, start=clause.start, end=clause.end, by=world.scope("province"), at=NOW)
    assert len(keys(world, "province")) == 1


def test_withdrawn_directives_leave_the_page(world: World) -> None:
    bring(world, SPEECH, "province")
    held = bring(world, OPINION, "province")
    issuing.withdraw(directive=held, because="重复", by=world.scope("province"), at=NOW)
    assert keys(world, "province") == []


def test_of_two_who_decide_at_once_the_second_is_told(world: World) -> None:
    bring(world, SPEECH, "province")
    bring(world, OPINION, "province")
    decide(world, "province", "joined")
    with pytest.raises(Conflict, match="别人处理"):
        decide(world, "province", "apart")


@pytest.mark.parametrize("who", ["township", "department"])
def test_without_the_right_nobody_decides(world: World, who: str) -> None:
    for text in (SPEECH, OPINION):
        issue(world, bring(world, text, "province"), "province")
    with pytest.raises(Forbidden):
        decide(world, who, "joined")


def test_three_that_were_joined_two_by_two_are_one_group(world: World) -> None:
    for text in (SPEECH, OPINION, NOTICE):
        bring(world, text, "province")
    for row in queries.standing(world.scope("province")):
        overlaps.decide(
            overlap=row, state=Overlap.State.JOINED, was="proposed", by=world.scope("province"), at=NOW
        )
    assert len(group(world, "410000")) == 3


def test_an_endless_sentence_in_one_draft_costs_the_others_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is compared at each step is counted in characters: of the endless one no more than of any long sentence."""
    endless = "各企业都要把党建工作抓紧抓实" * 3_000
    bring(world, f"关于党建的通知\n一、要求\n{endless}\n", "province")
    row = bring(world, SPEECH, "province")
    compared: list[int] = []

    def counted(ours: list[str], theirs: list[str], at_least: float) -> list[tuple[int, int, float]]:
        compared.append(sum(map(len, (*ours, *theirs))))
        return pairs(ours, theirs, at_least)

    monkeypatch.setattr(overlaps, "pairs", counted)
    clause = Clause.objects.across_all(because=WHY).filter(directive=row).order_by("start").first()
    assert clause is not None
    overlaps.propose(row, [])
    assert compared == []
    overlaps.propose(row, [clause])
    assert len(compared) == 1
    assert 0 < compared[0] <= LONGEST + len(SPEECH)
