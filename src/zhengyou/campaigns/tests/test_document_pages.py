"""Documents on the screen: who finds what, how a clause is saved, what is refused and what is lost (nothing)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from tests.world import NOW, World
from zhengyou.campaigns.actions import document_steps, editions
from zhengyou.campaigns.models import Answer, Clause, ImplementationDocument, Task
from zhengyou.campaigns.tests import matter
from zhengyou.campaigns.tests.document_matter import WHY, answered, issued, ready, started, submitted
from zhengyou.campaigns.views.composing import TOGETHER

pytestmark = pytest.mark.django_db


def page(world: World, who: str, name: str, *args: Any, **query: Any) -> Any:
    return world.client(who).get(reverse(f"campaigns:{name}", args=args), query)


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def save(
    world: World, document: ImplementationDocument, clause: Clause, htmx: bool = False, **sent: Any
) -> Any:
    url = reverse("campaigns:document_answer", args=[document.pk, clause.pk])
    headers = {"HX-Request": "true"} if htmx else {}
    given = {"text": "", "excused": "", "version": 0, "do": "save"} | sent
    return world.client("city").post(f"{url}?part=1&page=1", given, headers=headers)


def held(document: ImplementationDocument, clause: Clause) -> Answer:
    return Answer.objects.across_all(because=WHY).get(document=document, clause=clause)


def test_a_document_begins_with_a_click_and_leads_to_the_composer(world: World) -> None:
    clauses = matter.directive(world)
    answer = world.client("city").post(
        reverse("campaigns:document_start", args=[clauses[0].directive_id]), follow=True
    )
    assert answer.status_code == 200
    assert "要做好第0件事。" in text(answer)
    again = world.client("city").post(reverse("campaigns:document_start", args=[clauses[0].directive_id]))
    assert again.status_code == 409


def test_a_draft_is_seen_by_its_level_and_those_above_but_not_by_neighbours_or_below(world: World) -> None:
    document = started(world, matter.directive(world), "county")
    for who, status in {
        "county": 200, "organisation_dept": 200, "city": 200, "province": 200,
        "neighbour_county": 404, "township": 404, "secretary": 404, "stranger": 404,
    }.items():  # fmt: skip
        assert page(world, who, "document", document.pk).status_code == status, who
        assert (document.title in text(page(world, who, "documents"))) == (
            status == 200 and who != "stranger"
        ), who


def test_only_the_own_level_writes(world: World) -> None:
    document = started(world, matter.directive(world), "county")
    for who, status in {
        "county": 200,
        "city": 403,
        "province": 403,
        "department": 403,
        "neighbour_county": 404,
    }.items():
        assert page(world, who, "document_compose", document.pk).status_code == status, who


def test_what_is_issued_is_read_below_and_nothing_else_of_it(world: World) -> None:
    document = issued(world, matter.directive(world))
    listed = text(page(world, "secretary", "documents"))
    (edition,) = re.findall(r"/editions/(\d+)/", listed)
    assert "第" in text(page(world, "secretary", "document_edition", edition))
    assert (
        page(world, "township", "document_edition", int(edition) - 1).status_code == 404
    )  # the approved one
    assert page(world, "secretary", "document", document.pk).status_code == 404
    for kind in ("docx", "pdf"):
        answer = page(world, "secretary", "document_edition_file", edition, kind)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)


def test_a_clause_is_saved_and_the_page_comes_back_to_it(world: World) -> None:
    first, *_others = clauses = matter.directive(world)
    document = started(world, clauses)
    answer = save(world, document, first, text="逐户办结。")
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?part=1&page=1#item-{first.pk}")
    assert held(document, first).text == "逐户办结。"


def test_with_htmx_only_the_card_comes_back(world: World) -> None:
    first, *_others = clauses = matter.directive(world)
    document = started(world, clauses)
    answer = save(world, document, first, htmx=True, text="逐户办结。")
    assert answer.status_code == 200
    assert "<html" not in text(answer)
    assert "已保存" in text(answer)
    assert 'name="version" value="1"' in text(answer)


@pytest.mark.parametrize(("htmx", "status"), [(False, 409), (True, 422)])
def test_when_two_write_both_wordings_are_shown_and_the_second_can_save(
    world: World, htmx: bool, status: int
) -> None:
    first, *_others = clauses = matter.directive(world)
    document = started(world, clauses)
    answered(world, document, first, text="甲写的办法。")
    answer = save(world, document, first, htmx=htmx, text="乙写的办法。")
    assert answer.status_code == status
    assert "甲写的办法。" in text(answer)
    assert "乙写的办法。</textarea>" in text(answer)
    assert 'name="version" value="1"' in text(answer)
    save(world, document, first, text="乙写的办法。", version=1)
    assert (held(document, first).text, held(document, first).previous) == ("乙写的办法。", "甲写的办法。")


def with_measure(world: World, clause: Clause) -> Task:
    matter.bodies(world)
    return matter.task(
        world, clauses=[clause.pk], bodies={matter.body(world, "411300", "united_front").pk: "leads"}
    )


def test_a_wording_is_proposed_from_the_measures(world: World) -> None:
    first, *_others = clauses = matter.directive(world)
    document = started(world, clauses)
    task = with_measure(world, first)
    shown = text(page(world, "city", "document_compose", document.pk))
    assert "由中共南阳市委统战部牵头，于2026年12月10日前完成" in shown
    assert f"/tasks/{task.pk}/" in shown
    assert "还没有保存" in shown
    assert not Answer.objects.across_all(because=WHY).filter(document=document).exists()


@pytest.mark.parametrize("do", ["propose", "append"])
def test_proposing_anew_loses_nothing_that_was_typed(world: World, do: str) -> None:
    first, *_others = clauses = matter.directive(world)
    document = started(world, clauses)
    with_measure(world, first)
    answered(world, document, first, text="早先保存的。")
    save(world, document, first, text="刚打的字，还没保存。", version=1, do=do)
    answer = held(document, first)
    assert "由中共南阳市委统战部牵头" in answer.text
    assert answer.previous == "刚打的字，还没保存。"
    assert answer.text.startswith("刚打的字") == (do == "append")
    save(world, document, first, text=answer.text, version=answer.version, do="previous")
    assert held(document, first).text == "刚打的字，还没保存。"


def test_a_clause_is_excused_with_a_reason_only(world: World) -> None:
    first, *_others = clauses = matter.directive(world)
    document = started(world, clauses)
    assert save(world, document, first, do="excuse").status_code == 422
    save(world, document, first, do="excuse", excused="省里统一办")
    assert held(document, first).excused == "省里统一办"
    save(world, document, first, text="还是写明怎样办。", version=1)
    assert (held(document, first).text, held(document, first).excused) == ("还是写明怎样办。", "")


def test_what_was_typed_before_excusing_is_kept(world: World) -> None:
    first, *_others = clauses = matter.directive(world)
    document = started(world, clauses)
    save(world, document, first, do="excuse", excused="省里统一办", text="打了一半的字")
    assert (held(document, first).excused, held(document, first).previous) == ("省里统一办", "打了一半的字")


def test_a_measure_is_added_in_the_composer(world: World) -> None:
    matter.bodies(world)
    first, *_others = clauses = matter.directive(world)
    document = started(world, clauses)
    url = reverse("campaigns:document_measure", args=[document.pk, first.pk])
    body = matter.body(world, "411300", "federation")
    sent = {
        "title": "逐家走访商会", "clauses": [first.pk], "bodies": [f"{body.pk}:leads"],
        "due_on": "2026-12-20", "done_when": "走访记录齐全", "text": "还没有保存的字",
    }  # fmt: skip
    client = world.client("city")
    assert 'name="title"' in text(client.get(url, headers={"HX-Request": "true"}))
    wrong = client.post(url, sent | {"title": ""}, headers={"HX-Request": "true"})
    assert wrong["HX-Retarget"] == f"#measure-{first.pk}"
    card = client.post(url, sent, headers={"HX-Request": "true"})
    assert "逐家走访商会" in text(card)
    assert "还没有保存的字</textarea>" in text(card)
    assert client.post(url, sent | {"title": "再走访一次"}).status_code == 302
    assert Task.objects.across_all(because=WHY).filter(place=document.place).count() == 2


def test_submitting_with_an_unanswered_clause_shows_the_list(world: World) -> None:
    first, second, _third = clauses = matter.directive(world)
    document = started(world, clauses)
    answered(world, document, first)
    url = reverse("campaigns:document_step", args=[document.pk, "submit"])
    answer = world.client("city").post(url, {"note": ""})
    assert answer.status_code == 422
    shown = text(answer)
    assert "还有 2 条要求没有答复，不能送审" in shown
    assert f"?to={second.pk}#item-{second.pk}" in shown
    assert second.text in shown


def test_the_way_up_and_down_on_the_screen(world: World) -> None:
    document = ready(world, matter.directive(world))

    def step(who: str, name: str, **sent: Any) -> int:
        url = reverse("campaigns:document_step", args=[document.pk, name])
        assert world.client(who).get(url).status_code == 200
        return world.client(who).post(url, sent).status_code

    assert step("city", "submit", note="请审批") == 302
    assert step("province", "return", note="") == 200  # asks for the reason
    assert step("province", "return", note="1.0 没有牵头单位") == 302
    assert "1.0 没有牵头单位" in text(page(world, "city", "document", document.pk))
    assert step("city", "submit", note="") == 302
    assert step("province", "approve", note="") == 302
    assert step("city", "issue", number="", dated="") == 200
    assert step("city", "issue", number="宛创组〔2026〕3号", dated="2026-11-24") == 302
    assert step("city", "revise", note="任务有调整") == 302
    again = world.client("city").get(reverse("campaigns:document_step", args=[document.pk, "approve"]))
    assert again.status_code == 403


def test_whoever_approves_sees_what_differs_since_the_last_approval(world: World) -> None:
    first, *_others = clauses = matter.directive(world)
    document = issued(world, clauses)
    document_steps.revise(document=document, note="任务有调整", by=world.scope("city"), at=NOW)
    answered(world, document, first, text="改成每周研究一次。", version=1)
    document_steps.submit(document=document, by=world.scope("city"), at=NOW)
    shown = text(page(world, "province", "document", document.pk))
    assert "与第 2 版相比有 2 处不同" in shown  # the head has a number and a date now
    compared = text(page(world, "province", "document_compare", document.pk))
    assert "<ins" in compared
    assert "<del" in compared


def test_once_submitted_the_page_shows_what_was_submitted_and_says_what_changed_since(world: World) -> None:
    first, *_others = clauses = matter.directive(world)
    document = submitted(world, clauses)
    assert "此后任务有改动" not in text(page(world, "province", "document", document.pk))
    with_measure(world, first)
    shown = text(page(world, "province", "document", document.pk))
    assert "此后任务有改动" in shown
    assert "1 条措施" not in shown


def test_an_older_edition_is_taken_back_on_the_screen(world: World) -> None:
    document = ready(world, matter.directive(world))
    kept = editions.keep(document=document, note="初稿", by=world.scope("city"), at=NOW)
    client = world.client("city")
    assert "恢复这一版" in text(client.get(reverse("campaigns:document_edition", args=[kept.pk])))
    url = reverse("campaigns:document_edition_take_back", args=[kept.pk])
    assert client.post(url).status_code == 302
    assert world.client("province").post(url).status_code == 403


def test_two_who_correct_the_head_keep_what_they_typed(world: World) -> None:
    document = started(world, matter.directive(world))
    client, url = world.client("city"), reverse("campaigns:document_head", args=[document.pk])
    form = client.get(url).context["form"]
    held_now = {name: form[name].value() for name in form.fields}
    sent = {name: "" if value is None else value for name, value in held_now.items()}
    client.post(url, sent | {"number": "1号"})
    answer = client.post(url, sent | {"addressees": "各成员单位"})
    assert answer.status_code == 409
    assert 'value="1号"' in text(answer)
    assert 'value="各成员单位"' in text(answer)


def test_a_large_directive_is_written_a_part_a_page_and_jumps_to_the_next_unanswered(world: World) -> None:
    clauses = matter.directive(world, 2 * TOGETHER + 5)
    document = started(world, clauses)
    for clause in clauses[: TOGETHER + 3]:
        answered(world, document, clause)
    shown = page(world, "city", "document_compose", document.pk, part=1)
    assert len(shown.context["cards"]) == TOGETHER
    jump = clauses[TOGETHER + 3].pk
    assert f"?to={jump}#item-{jump}" in text(shown)
    there = page(world, "city", "document_compose", document.pk, to=jump)
    assert jump in [card.item.id for card in there.context["cards"]]


@pytest.mark.parametrize("name", ["document", "document_compose", "document_check"])
def test_pages_take_as_many_queries_for_300_clauses_as_for_3(
    world: World, name: str, django_assert_max_num_queries: Any
) -> None:
    document = ready(world, matter.directive(world, 300))
    client = world.client("city")
    client.get(reverse("campaigns:documents"))
    with django_assert_max_num_queries(32):
        assert client.get(reverse(f"campaigns:{name}", args=[document.pk])).status_code == 200


def test_the_files_carry_a_mark_until_the_document_is_approved(world: World) -> None:
    document = submitted(world, matter.directive(world))
    answer = page(world, "province", "document_file", document.pk, "docx")
    assert "%EF%BC%88%E9%80%81%E5%AE%A1%E7%A8%BF" in answer["Content-Disposition"]
    b"".join(answer.streaming_content)
    assert page(world, "province", "document_file", document.pk, "exe").status_code == 404
