"""A document goes up the line to be approved, and down again to be read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.world import NOW, TODAY, World
from zhengyou.audit.models import Event
from zhengyou.campaigns.actions import answers, document_steps
from zhengyou.campaigns.actions.documents import take_in
from zhengyou.campaigns.models import Directive, DocumentStep, Edition, ImplementationDocument
from zhengyou.campaigns.queries import documents
from zhengyou.campaigns.tests import matter
from zhengyou.campaigns.tests.document_matter import WHY, answered, issued, ready, started, submitted
from zhengyou.web.errors import Conflict, Forbidden, Refused

pytestmark = pytest.mark.django_db


def state(document: ImplementationDocument) -> str:
    return ImplementationDocument.objects.across_all(because=WHY).get(pk=document.pk).state


def kinds(document: ImplementationDocument) -> list[str]:
    rows = Edition.objects.across_all(because=WHY).filter(document=document).order_by("number")
    return [row.kind for row in rows]


def steps_taken(document: ImplementationDocument) -> list[str]:
    rows = DocumentStep.objects.across_all(because=WHY).filter(document=document).order_by("id")
    return [row.step for row in rows]


def test_an_unanswered_clause_stops_the_submission_and_changes_nothing(world: World) -> None:
    first, *_others = clauses = matter.directive(world)
    document = started(world, clauses)
    answered(world, document, first)
    with pytest.raises(Refused, match="还有 2 条要求没有答复"):
        document_steps.submit(document=document, by=world.scope("city"), at=NOW)
    assert (state(document), kinds(document), steps_taken(document)) == ("draft", [], [])


def test_a_clause_with_a_reason_not_to_answer_is_no_hindrance(world: World) -> None:
    first, second = clauses = matter.directive(world, 2)
    document = started(world, clauses)
    answered(world, document, first)
    answered(world, document, second, text="", excused="这一条只对省级提出")
    document_steps.submit(document=document, by=world.scope("city"), at=NOW)
    assert state(document) == "submitted"


def test_the_level_above_approves_and_the_level_issues(world: World) -> None:
    document = issued(world, matter.directive(world))
    assert state(document) == "issued"
    assert kinds(document) == ["submitted", "approved", "issued"]
    assert steps_taken(document) == ["submit", "approve", "issue"]
    events = Event.objects.across_all(because=WHY).filter(
        subject_kind="document", action__startswith="document."
    )
    assert {"document.submitted", "document.approved", "document.issued"} <= {one.action for one in events}


@pytest.mark.parametrize("who", ["city", "county", "organisation_dept", "neighbour_county", "secretary"])
def test_nobody_but_the_level_above_approves(world: World, who: str) -> None:
    document = submitted(world, matter.directive(world))
    with pytest.raises((Forbidden, Conflict)):
        document_steps.approve(document=document, by=world.scope(who), at=NOW)
    assert state(document) == "submitted"


def test_the_province_does_not_pass_over_the_city(world: World) -> None:
    document = submitted(world, matter.directive(world), "county")
    with pytest.raises(Forbidden):
        document_steps.approve(document=document, by=world.scope("province"), at=NOW)
    document_steps.approve(document=document, by=world.scope("city"), at=NOW)
    assert state(document) == "approved"


def test_the_province_approves_its_own(world: World) -> None:
    document = submitted(world, matter.directive(world), "province")
    document_steps.approve(document=document, by=world.scope("province"), at=NOW)
    assert state(document) == "approved"


def test_it_is_returned_with_a_reason_written_again_and_submitted(world: World) -> None:
    first, *_others = clauses = matter.directive(world)
    document = submitted(world, clauses)
    with pytest.raises(Refused, match="退回的原因"):
        document_steps.send_back(document=document, note=" ", by=world.scope("province"), at=NOW)
    document_steps.send_back(
        document=document, note="1.0：没有写明时限。", by=world.scope("province"), at=NOW
    )
    assert documents.history(document)[0].note == "1.0：没有写明时限。"
    answered(world, document, first, text="2026年12月10日前办结。", version=1)
    document_steps.submit(document=document, by=world.scope("city"), at=NOW)
    assert state(document) == "submitted"


def test_nothing_is_written_while_it_waits_until_it_is_taken_back(world: World) -> None:
    first, *_others = clauses = matter.directive(world)
    document = submitted(world, clauses)
    with pytest.raises(Conflict):
        answered(world, document, first, text="改一改", version=1)
    document_steps.take_back(document=document, by=world.scope("city"), at=NOW)
    answered(world, document, first, text="改一改", version=1)


def test_a_double_click_leaves_one_step(world: World) -> None:
    document = ready(world, matter.directive(world))
    document_steps.submit(document=document, by=world.scope("city"), at=NOW)
    with pytest.raises(Conflict):
        document_steps.submit(document=document, by=world.scope("city"), at=NOW)
    assert (steps_taken(document), kinds(document)) == (["submit"], ["submitted"])


def test_what_became_of_tasks_since_slips_into_nothing_approved_or_issued(world: World) -> None:
    matter.bodies(world)
    first, *_others = clauses = matter.directive(world)
    lead = matter.body(world, "411300", "united_front")
    matter.task(world, clauses=[first.pk], bodies={lead.pk: "leads"})
    document = submitted(world, clauses)
    matter.task(world, clauses=[first.pk], bodies={lead.pk: "leads"}, title="送审以后加的任务")
    document_steps.approve(document=document, by=world.scope("province"), at=NOW)
    matter.task(world, clauses=[first.pk], bodies={lead.pk: "leads"}, title="批准以后加的任务")
    document_steps.issue(
        document=document,
        number="宛创组〔2026〕3号",
        dated=date(2026, 11, 24),
        by=world.scope("city"),
        at=NOW,
    )
    (edition,) = documents.issued_above(world.scope("county"))
    assert "逐家摸清底数" in str(edition.content)
    assert "以后加的任务" not in str(edition.content)
    assert edition.content["number"] == "宛创组〔2026〕3号"


def test_without_number_and_date_nothing_is_issued(world: World) -> None:
    document = submitted(world, matter.directive(world))
    document_steps.approve(document=document, by=world.scope("province"), at=NOW)
    for number, dated in [("", TODAY), ("宛创组〔2026〕3号", None)]:
        with pytest.raises(Refused, match="文号和成文日期"):
            document_steps.issue(
                document=document, number=number, dated=dated, by=world.scope("city"), at=NOW
            )
    assert state(document) == "approved"


@pytest.mark.parametrize(
    ("known", "dated", "taken"),
    [
        (date(2026, 11, 10), date(1900, 1, 1), False),
        (date(2026, 11, 10), date(2026, 11, 9), False),
        (date(2026, 11, 10), date(2026, 11, 10), True),
        (date(2026, 11, 10), TODAY + timedelta(days=31), True),
        (date(2026, 11, 10), TODAY + timedelta(days=32), False),
        (None, date(2026, 9, 30), False),  # the campaign began on 1 October
        (None, date(2026, 10, 1), True),
        (date(2062, 11, 10), TODAY, True),  # a misprint above stops nobody below
    ],
)
def test_a_document_is_dated_behind_what_it_answers_and_at_most_a_month_ahead(
    world: World, known: date | None, dated: date, taken: bool
) -> None:
    clauses = matter.directive(world)
    Directive.objects.across_all(because=WHY).update(dated=known)
    document = submitted(world, clauses)
    document_steps.approve(document=document, by=world.scope("province"), at=NOW)
    facts: Any = {"document": document, "by": world.scope("city"), "at": NOW}
    if taken:
        document_steps.issue(number="宛创组〔2026〕3号", dated=dated, **facts)
    else:
        with pytest.raises(Refused, match=r"成文日期要在 .* 到 2026-12-24 之间"):
            document_steps.issue(number="宛创组〔2026〕3号", dated=dated, **facts)
    assert state(document) == ("issued" if taken else "approved")


def test_with_several_directives_the_newest_counts(world: World) -> None:
    clauses, further = matter.directive(world), matter.directive(world, 2)
    rows = Directive.objects.across_all(because=WHY)
    rows.filter(pk=clauses[0].directive_id).update(dated=date(2026, 10, 20))
    rows.filter(pk=further[0].directive_id).update(dated=date(2026, 11, 10))
    document = started(world, clauses)
    assert documents.dated_between(document, on=TODAY)[0] == date(2026, 10, 20)
    take_in(document=document, directive=further[0].directive, by=world.scope("city"), at=NOW)
    assert documents.dated_between(document, on=TODAY)[0] == date(2026, 11, 10)


def test_while_it_is_revised_the_level_below_reads_what_was_issued(world: World) -> None:
    first, *_others = clauses = matter.directive(world)
    document = issued(world, clauses)
    document_steps.revise(document=document, note="任务有调整", by=world.scope("city"), at=NOW)
    answered(world, document, first, text="还没有批准的新写法。", version=1)
    (edition,) = documents.issued_above(world.scope("county"))
    assert edition.kind == "issued"
    assert "还没有批准的新写法" not in str(edition.content)
    assert not documents.readable(world.scope("county")).exists()


def test_after_the_second_issue_the_level_below_finds_the_newest(world: World) -> None:
    document = issued(world, matter.directive(world))
    document_steps.revise(document=document, note="任务有调整", by=world.scope("city"), at=NOW)
    document_steps.submit(document=document, by=world.scope("city"), at=NOW)
    document_steps.approve(document=document, by=world.scope("province"), at=NOW)
    document_steps.issue(
        document=document, number="宛创组〔2026〕9号", dated=date(2026, 12, 1), by=world.scope("city"), at=NOW
    )
    (edition,) = documents.issued_above(world.scope("secretary"))
    assert edition.content["number"] == "宛创组〔2026〕9号"


def test_what_waits_stands_on_the_list_of_whoever_acts_next(world: World) -> None:
    document = submitted(world, matter.directive(world))

    def waiting(who: str) -> list[str]:
        return [one.verb for one in documents.waiting(world.scope(who), today=TODAY)]

    assert (waiting("province"), waiting("city"), waiting("county")) == (["审批"], [], [])
    document_steps.send_back(document=document, note="请改", by=world.scope("province"), at=NOW)
    assert (waiting("province"), waiting("city")) == ([], ["修改"])
    document_steps.submit(document=document, by=world.scope("city"), at=NOW)
    document_steps.approve(document=document, by=world.scope("province"), at=NOW)
    assert (waiting("province"), waiting("city")) == ([], ["印发"])


def test_another_level_writes_nothing(world: World) -> None:
    first, *_others = clauses = matter.directive(world)
    document = started(world, clauses, "county")
    for who in ("city", "province", "neighbour_county", "department"):
        with pytest.raises(Forbidden):
            answers.save(
                document=document,
                clause=first,
                text="代写",
                excused="",
                version=0,
                by=world.scope(who),
                at=NOW,
            )
