"""Mending a directive, sending it down and taking it back, on the screen; and who sees what."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.world import TODAY, World
from zhengyou.campaigns.actions.packs import load_pack
from zhengyou.campaigns.lifecycle import DirectiveState
from zhengyou.campaigns.models import Clause, Directive, Overlap, Receipt, Task
from zhengyou.campaigns.queries.reviewing import waiting
from zhengyou.campaigns.tests.bringing import TEXT, WHY, bring, errors, issue, task_for, upload

pytestmark = pytest.mark.django_db
WATCHED = ("county", "organisation_dept", "department", "city")


@pytest.fixture(autouse=True)
def _campaign(world: World) -> None:
    load_pack("chuangxian-zhengyou", starts_on=TODAY)


@pytest.fixture
def client(world: World) -> Client:
    return world.client("county")


class TestMending:
    def mend(self, client: Client, row: Directive, **sent: Any) -> Any:
        version = Directive.objects.across_all(because=WHY).get(pk=row.pk).version
        return client.post(f"/directives/{row.pk}/mend/", {"version": version} | sent, follow=True)

    def keys(self, row: Directive) -> list[str]:
        rows = Clause.objects.across_all(because=WHY).filter(directive=row, marked=True)
        return list(rows.order_by("start").values_list("key", flat=True))

    def test_each_button_does_its_step_and_the_page_shows_the_outcome(
        self, client: Client, world: World
    ) -> None:
        row = bring(world)
        before = self.keys(row)
        at = TEXT.index("明确时限")
        answer = self.mend(client, row, step="split", clause="2.1.1", place=at)
        assert "已拆成 2.1.1 和 2.1.2" in answer.content.decode()
        answer = self.mend(client, row, step="join", clause="2.1.1")
        assert "可以再拆开" in answer.content.decode()
        answer = self.mend(client, row, step="unmark", clause="2.1.1")
        assert "2.1.1 不再是要求" in answer.content.decode()
        span = re.search(r'name="span" value="(\d+-\d+)"[^>]*>是要求？', answer.content.decode())
        assert span
        start = TEXT.index("对问题要逐条登记")
        self.mend(client, row, step="mark", span=f"{start}-{start + len('对问题要逐条登记，明确时限。')}")
        assert self.keys(row) == before

    def test_a_refusal_is_shown_and_nothing_changes(self, client: Client, world: World) -> None:
        row = bring(world)
        answer = self.mend(client, row, step="join", clause="2.1.1")
        assert "后面没有别的要求" in answer.content.decode()
        assert Directive.objects.across_all(because=WHY).get().version == 1

    @pytest.mark.parametrize(
        "sent",
        [
            {"step": "burn"},
            {"step": "mark"},
            {"step": "mark", "span": "x-9"},
            {"step": "split", "clause": "9"},
        ],
    )
    def test_nonsense_breaks_nothing(self, client: Client, world: World, sent: dict[str, str]) -> None:
        row = bring(world)
        assert self.mend(client, row, **sent).status_code in {200, 400}
        assert Directive.objects.across_all(because=WHY).get().version == 1

    def test_whoever_saw_an_older_state_is_told(self, client: Client, world: World) -> None:
        row = bring(world)
        self.mend(client, row, step="unmark", clause="2.1.1")
        late = client.post(f"/directives/{row.pk}/mend/", {"version": 1, "step": "unmark", "clause": "2.2.1"})
        assert late.status_code == 409
        assert f'href="/directives/{row.pk}/?clause=2.2.1#c-2.2.1"' in late.content.decode()
        assert "被别人改过" in late.content.decode()


class TestWhoSees:
    def test_a_draft_is_read_by_its_own_level_only(self, world: World) -> None:
        row = bring(world)
        for who, status in [
            ("county", 200), ("organisation_dept", 200), ("department", 200), ("city", 404), ("province", 404),
            ("township", 404), ("neighbour_county", 404), ("secretary", 404), ("instructor", 404),
        ]:  # fmt: skip
            assert world.client(who).get(f"/directives/{row.pk}/").status_code == status, who
            listed = world.client(who).get("/directives/").content.decode()
            assert (row.title in listed) is (status == 200), who

    def test_what_is_issued_is_read_by_everybody_below_and_nobody_beside(self, world: World) -> None:
        row = issue(world, bring(world))
        for who, status in [
            ("township", 200), ("secretary", 200), ("instructor", 200), ("city", 200),
            ("neighbour_county", 404), ("neighbour_secretary", 404),
        ]:  # fmt: skip
            assert world.client(who).get(f"/directives/{row.pk}/").status_code == status, who

    def test_those_below_see_that_it_is_withdrawn_and_why(self, client: Client, world: World) -> None:
        row = issue(world, bring(world))
        sent = {"withdrawn_because": "换发新文件", "version": row.version}
        assert client.post(f"/directives/{row.pk}/withdraw/", sent).status_code == 302
        page = world.client("secretary").get(f"/directives/{row.pk}/").content.decode()
        assert "已撤回" in page
        assert "换发新文件" in page

    def test_a_withdrawn_draft_stays_unseen(self, client: Client, world: World) -> None:
        row = bring(world)
        client.post(f"/directives/{row.pk}/withdraw/", {"withdrawn_because": "传错了", "version": 1})
        assert Directive.objects.across_all(because=WHY).get().state == DirectiveState.WITHDRAWN
        assert world.client("secretary").get(f"/directives/{row.pk}/").status_code == 404
        assert upload(client, TEXT.encode()).status_code == 302

    @pytest.mark.parametrize("what", ["facts", "issue", "withdraw"])
    def test_the_level_below_manages_nothing(self, world: World, what: str) -> None:
        row = issue(world, bring(world, who="city"), "city")
        assert world.client("county").get(f"/directives/{row.pk}/{what}/").status_code == 403
        assert world.client("department").get(f"/directives/{row.pk}/{what}/").status_code == 403

    def test_of_a_draft_above_nothing_is_shown_beside_the_own_clauses(self, world: World) -> None:
        bring(world, who="city")
        row = bring(world, TEXT.replace("服务企业", "帮助企业"))
        assert (
            "可能重复"
            not in world.client("county").get(f"/directives/{row.pk}/?clause=2.1.1").content.decode()
        )


class TestIssuing:
    def test_the_days_are_proposed_and_what_is_open_is_shown(self, client: Client, world: World) -> None:
        bring(world, "关于登记的通知\n一、要求\n对问题要逐条登记，写明时限。\n")
        row = bring(world)
        Directive.objects.across_all(because=WHY).filter(pk=row.pk).update(notes=["有一处没有读懂。"])
        client.post(f"/directives/{row.pk}/mend/", {"version": 1, "step": "unmark", "clause": "2.2.1"})
        answer = client.get(f"/directives/{row.pk}/issue/")
        page = answer.content.decode()
        assert "有一处没有读懂。" in page
        assert "每季度要回访一次。" in page
        assert "1 对可能重复的要求" in page
        assert "发给 2 个党组织" in page
        initial = answer.context["form"].initial
        assert initial["acknowledge_by"] < initial["convey_by"] < initial["brief_by"]

    def test_it_goes_down_with_its_days(self, client: Client, world: World) -> None:
        row = bring(world)
        days = {"acknowledge_by": "2027-01-04", "convey_by": "2027-01-14", "brief_by": "", "version": 1}
        assert client.post(f"/directives/{row.pk}/issue/", days).status_code == 302
        row = Directive.objects.across_all(because=WHY).get()
        assert (row.state, row.issued_to, row.brief_by) == ("issued", row.place, None)
        received = Receipt.objects.across_all(because=WHY).exclude(organisation=None)
        assert {str(one.acknowledge_by) for one in received} == {"2027-01-04"}
        assert client.get(f"/directives/{row.pk}/issue/").status_code == 409

    @pytest.mark.parametrize(
        "days",
        [
            {"acknowledge_by": "2020-01-04", "convey_by": "", "brief_by": ""},
            {"acknowledge_by": "2027-01-14", "convey_by": "2027-01-04", "brief_by": ""},
        ],
    )
    def test_days_that_cannot_be_are_refused(
        self, client: Client, world: World, days: dict[str, str]
    ) -> None:
        row = bring(world)
        assert errors(client.post(f"/directives/{row.pk}/issue/", days | {"version": 1}))
        assert Directive.objects.across_all(because=WHY).get().state == "reviewing"

    def test_what_was_mended_meanwhile_is_looked_at_again_before_it_goes(
        self, client: Client, world: World
    ) -> None:
        row = bring(world)
        client.post(f"/directives/{row.pk}/mend/", {"version": 1, "step": "unmark", "clause": "2.2.1"})
        days = {"acknowledge_by": "", "convey_by": "", "brief_by": "", "version": 1}
        assert client.post(f"/directives/{row.pk}/issue/", days).status_code == 409

    def test_without_a_reason_nothing_is_withdrawn(self, client: Client, world: World) -> None:
        row = bring(world)
        assert errors(
            client.post(f"/directives/{row.pk}/withdraw/", {"withdrawn_because": " ", "version": 1})
        )


class TestWaiting:
    def test_a_draft_waits_for_its_own_level_until_it_is_issued(self, world: World) -> None:
        row = bring(world)
        text = f"《{row.title}》还没有下发"
        waits = {who: [one.text for one in waiting(world.scope(who), today=TODAY)] for who in WATCHED}
        assert waits == {"county": [text], "organisation_dept": [text], "department": [], "city": []}
        issue(world, row)
        assert not waiting(world.scope("county"), today=TODAY)

    def test_pairs_wait_to_be_compared(self, world: World) -> None:
        for text in (TEXT, "关于登记的通知\n一、要求\n对问题要逐条登记，写明时限。\n"):
            issue(world, bring(world, text))
        (pairs,) = waiting(world.scope("county"), today=TODAY)
        assert pairs.text == "1 对可能重复的要求等您核对"


class TestLists:
    def test_it_counts_clauses_and_those_with_a_task(
        self, client: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        row = bring(world)
        task_for(world, row, "2.1.1")
        (listed, _word, _tone), *_rest = client.get("/directives/").context["rows"]
        assert (listed.asked, listed.answered, listed.own) == (4, 1, True)
        counted = []
        for number in range(2):
            for extra in range(number * 6):
                bring(world, TEXT.replace("服务企业", f"服务企业之{extra}"))
            with django_assert_max_num_queries(40) as queries:
                client.get("/directives/")
            counted.append(len(queries))
        assert counted[0] == counted[1]

    def test_a_task_of_another_level_is_not_counted(self, client: Client, world: World) -> None:
        row = issue(world, bring(world, who="city"), "city")
        task_for(world, row, "2.1.1", who="city")
        sent_down = Task.objects.across_all(because=WHY)
        sent_down.update(issued_to=row.place)
        ((listed, _word, _tone),) = client.get("/directives/").context["rows"]
        assert (listed.answered, listed.own) == (0, False)

    def test_pairs_are_decided_on_their_page(self, client: Client, world: World) -> None:
        bring(world)
        bring(world, "关于登记的通知\n一、要求\n对问题要逐条登记，写明时限。\n")
        page = client.get("/directives/overlaps/").content.decode()
        assert '<span class="zy-mark">' in page
        row = Overlap.objects.across_all(because=WHY).get()
        sent = {"state": "joined", "was": "proposed"}
        assert client.post(f"/directives/overlaps/{row.pk}/", sent)["Location"] == "/directives/overlaps/"
        assert client.post(f"/directives/overlaps/{row.pk}/", sent).status_code == 409
        assert "同一要求" in client.get("/directives/overlaps/?state=joined").content.decode()
        client.post(f"/directives/overlaps/{row.pk}/", {"state": "proposed", "was": "joined"})
        assert Overlap.objects.across_all(because=WHY).get().decided_by == ""
