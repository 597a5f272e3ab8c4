"""A level answers a directive clause by clause, in one document."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from tests.world import NOW, TODAY, World
from zhengyou.campaigns.actions import answers, documents, editions
from zhengyou.campaigns.models import Answer, Edition, ImplementationDocument, Overlap
from zhengyou.campaigns.queries import bodies, document_content
from zhengyou.campaigns.queries import documents as queries
from zhengyou.campaigns.rules.document.content import Content
from zhengyou.campaigns.tests import matter
from zhengyou.campaigns.tests.document_matter import WHY, answered, ready, started
from zhengyou.web.errors import Conflict, Forbidden, Refused

pytestmark = pytest.mark.django_db


def read(document: ImplementationDocument) -> Content:
    row = ImplementationDocument.objects.across_all(because=WHY).get(pk=document.pk)
    return document_content.gather(row, on=TODAY).content


def read_version(document: ImplementationDocument) -> int:
    return ImplementationDocument.objects.across_all(because=WHY).get(pk=document.pk).version


def test_a_draft_comes_with_title_issuer_addressees_and_frame(world: World) -> None:
    document = started(world, matter.directive(world))
    assert document.title == "南阳市贯彻落实《河南省的通知》的具体意见和措施"
    assert document.issuer == "南阳市创先争优活动领导小组办公室"
    assert document.addressees.startswith("各县（市、区）")
    assert "《河南省的通知》" in document.opening
    assert document.closing


def test_a_level_answers_a_directive_in_one_document(world: World) -> None:
    clauses = matter.directive(world)
    started(world, clauses)
    with pytest.raises(Conflict):
        started(world, clauses)
    started(world, clauses, "county")  # another level has its own


def test_only_what_is_issued_can_be_answered(world: World) -> None:
    clauses = matter.directive(world, issued=False)
    for who in ("city", "province"):
        with pytest.raises(Refused):
            started(world, clauses, who)


@pytest.mark.parametrize("who", ["department", "secretary", "township", "instructor"])
def test_without_the_right_nobody_begins_one(world: World, who: str) -> None:
    clauses = matter.directive(world)
    with pytest.raises(Forbidden):
        started(world, clauses, who)


def test_a_further_directive_joins_and_its_clauses_come_behind(world: World) -> None:
    leading, further = matter.directive(world), matter.directive(world, 2)
    document = started(world, leading)
    documents.take_in(document=document, directive=further[0].directive, by=world.scope("city"), at=NOW)
    content = read(document)
    assert [one.id for one in content.items()] == [one.pk for one in (*leading, *further)]
    assert [title for _id, title in content.directives] == ["河南省的通知"] * 2
    assert not queries.startable(world.scope("city")).exists()
    with pytest.raises(Conflict):
        started(world, further)


def test_a_title_that_was_rewritten_is_kept_when_a_directive_joins(world: World) -> None:
    leading, further = matter.directive(world), matter.directive(world, 2)
    document = started(world, leading)
    documents.correct(
        document=document, facts={"title": "自己的标题"}, version=1, by=world.scope("city"), at=NOW
    )
    row = documents.take_in(document=document, directive=further[0].directive, by=world.scope("city"), at=NOW)
    assert row.title == "自己的标题"
    assert row.opening.count("《") == 2


def test_clauses_joined_by_a_person_are_answered_once(world: World) -> None:
    first, second, third = clauses = matter.directive(world)
    document = started(world, clauses)
    Overlap(first=first, second=third, place=world.place["410000"].path, likeness=0.9, state="joined").save()
    items = list(read(document).items())
    assert [one.clauses for one in items] == [(first.pk, third.pk), (second.pk,)]


def test_an_answer_written_before_clauses_were_joined_is_not_lost(world: World) -> None:
    first, _second, third = clauses = matter.directive(world)
    document = started(world, clauses)
    answered(world, document, third, text="先写在后一条上。")
    Overlap(first=first, second=third, place=world.place["410000"].path, likeness=0.9, state="joined").save()
    assert next(read(document).items()).text == "先写在后一条上。"


def test_two_who_write_the_same_clause_lose_nothing(world: World) -> None:
    first, *_others = clauses = matter.directive(world)
    document = started(world, clauses)
    answered(world, document, first, text="甲写的。")
    with pytest.raises(Conflict):
        answered(world, document, first, text="乙写的。", version=0)
    saved = answered(world, document, first, text="乙写的。", version=1)
    assert (saved.text, saved.previous, saved.version) == ("乙写的。", "甲写的。", 2)


def test_an_answer_and_an_excuse_exclude_each_other(world: World) -> None:
    first, *_others = clauses = matter.directive(world)
    document = started(world, clauses)
    with pytest.raises(Refused):
        answered(world, document, first, text="落实", excused="不需要")


def test_a_clause_of_another_directive_is_refused(world: World) -> None:
    document = started(world, matter.directive(world))
    other, *_rest = matter.directive(world, 2)
    with pytest.raises(Refused):
        answered(world, document, other)


def test_two_who_correct_the_head_are_told(world: World) -> None:
    document = started(world, matter.directive(world))
    documents.correct(document=document, facts={"number": "1号"}, version=1, by=world.scope("city"), at=NOW)
    with pytest.raises(Conflict):
        documents.correct(
            document=document, facts={"number": "2号"}, version=1, by=world.scope("city"), at=NOW
        )


def test_the_head_takes_no_date_out_of_range(world: World) -> None:
    document = started(world, matter.directive(world))

    def correct(**facts: Any) -> None:
        documents.correct(
            document=document, facts=facts, version=read_version(document), by=world.scope("city"), at=NOW
        )

    for dated in (date(1900, 1, 1), date(2027, 6, 1)):
        with pytest.raises(Refused, match="成文日期要在"):
            correct(number="1号", dated=dated)
    assert read(document).number == ""
    correct(number="1号", dated=TODAY)
    correct(number="2号", dated=None)
    assert read(document).dated is None


def test_measures_of_the_own_level_stand_under_their_clause_and_no_others(world: World) -> None:
    matter.bodies(world)
    first, *_others = clauses = matter.directive(world)
    lead = matter.body(world, "411300", "united_front")
    matter.task(world, clauses=[first.pk], bodies={lead.pk: "leads"})
    county_lead = matter.body(world, "411302", "united_front")
    matter.task(world, "county", clauses=[first.pk], bodies={county_lead.pk: "leads"}, title="县里的任务")
    loose = matter.task(world, origin="measure", title="没有挂在要求上")
    content = read(started(world, clauses))
    (measure,) = next(content.items()).measures
    assert (measure.title, measure.leads) == ("逐家摸清底数", ("中共南阳市委统战部",))
    assert [one.task for one in content.loose] == [loose.pk]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_all_offices_below_are_named_together_in_chinese_and_some_by_name(
    world: World, language: str
) -> None:
    matter.bodies(world)
    first, second = clauses = matter.directive(world, 2)
    lead = matter.body(world, "411300", "united_front")
    below = bodies.offices_below(world.place["411300"], on=TODAY)
    every = {lead.pk: "leads"} | {office.pk: "assists" for office in below}
    matter.task(world, clauses=[first.pk], bodies=every)
    matter.task(world, clauses=[second.pk], bodies={lead.pk: "leads", below[0].pk: "assists"})
    with translation.override(language):
        items = list(read(started(world, clauses)).items())
    assert [one.measures[0].assists for one in items] == [
        ("所有县（市、区）的领导小组办公室",),
        (below[0].name,),
    ]


def test_an_older_edition_comes_back_as_a_draft_and_todays_is_kept(world: World) -> None:
    first, *_others = clauses = matter.directive(world)
    document = ready(world, clauses)
    old = editions.keep(document=document, note="初稿", by=world.scope("city"), at=NOW)
    answered(world, document, first, text="后来的写法。", version=1)
    documents.correct(
        document=document, facts={"title": "后来的标题"}, version=1, by=world.scope("city"), at=NOW
    )
    editions.take_back(document=document, edition=old, by=world.scope("city"), at=NOW)
    content = read(document)
    assert content.title == old.content["title"]
    assert next(content.items()).text != "后来的写法。"
    kept = Edition.objects.across_all(because=WHY).filter(document=document).order_by("-number").first()
    assert kept is not None
    assert kept.kind == "replaced"
    assert "后来的写法。" in str(kept.content)
    assert (
        Answer.objects.across_all(because=WHY).get(document=document, clause=first).previous == "后来的写法。"
    )


def test_the_number_of_queries_does_not_grow_with_the_clauses(
    world: World, django_assert_max_num_queries: object
) -> None:
    matter.bodies(world)
    clauses = matter.directive(world, 300)
    document = started(world, clauses)
    lead = matter.body(world, "411300", "united_front")
    for clause in clauses[:20]:
        matter.task(world, clauses=[clause.pk], bodies={lead.pk: "leads"})
    for clause in clauses[:20]:
        answers.save(
            document=document, clause=clause, text="办", excused="", version=0, by=world.scope("city"), at=NOW
        )
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        gathered = document_content.gather(document, on=TODAY)
    assert sum(1 for _ in gathered.content.items()) == 300
