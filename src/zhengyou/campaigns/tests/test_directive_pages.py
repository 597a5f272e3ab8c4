"""The pages on which a directive is brought in, read, mended, sent down and taken back."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.world import NOW, TODAY, World
from zhengyou.campaigns.actions import directives, issuing, tasks
from zhengyou.campaigns.actions.packs import load_pack
from zhengyou.campaigns.lifecycle import DirectiveState
from zhengyou.campaigns.models import Clause, Directive, Overlap, Receipt
from zhengyou.campaigns.rules.directive import Source
from zhengyou.campaigns.rules.directive.files import LARGEST_FILE
from zhengyou.campaigns.tests.docx_files import docx, p
from zhengyou.organisations.models import Appointment

pytestmark = pytest.mark.django_db
WHY = "the test looks at everything"
TEXT = """宛办发〔2026〕12号
关于服务企业的实施意见
各乡镇党委：
去年工作取得成绩，下面提出意见。

一、摸清底数
    各乡镇要走访企业，\t登记困难。情况总体很好。要<当天>整理记录。
- 2 -
二、解决问题
（一）建立台账。对问题要逐条登记，明确时限。
（二）定期回访。每季度要回访一次。
2026年11月20日
"""


@pytest.fixture(autouse=True)
def _campaign(world: World) -> None:
    load_pack("chuangxian-zhengyou", starts_on=TODAY)


@pytest.fixture
def client(world: World) -> Client:
    return world.client("county")


def bring(world: World, text: str = TEXT, who: str = "county") -> Directive:
    return directives.add(source=Source(text), file_name="", facts={}, by=world.scope(who), at=NOW)


def issue(world: World, row: Directive, who: str = "county") -> Directive:
    return issuing.issue(
        directive=row, acknowledge_by=None, convey_by=None, brief_by=None, by=world.scope(who), at=NOW
    )


def upload(client: Client, content: bytes, name: str = "文件.txt", text: str = "") -> Any:
    sent = {"document": SimpleUploadedFile(name, content), "text": text} if content else {"text": text}
    return client.post("/directives/add/", sent)


def errors(response: Any) -> list[str]:
    return [error for some in response.context["form"].errors.values() for error in some]


def shown(page: str) -> str:
    """The text as the page shows it, without the ids and buttons that stand in it."""
    section = page[page.index('aria-label="原文"') :]
    section = section[section.index('<p class="zy-source') : section.index("</section>")]
    section = section[: section.rindex("</p>")]
    section = re.sub(
        r'<small class="zy-tag info".*?</small>|<button.*?</button>', "", section, flags=re.DOTALL
    )
    section = re.sub(r'<a class="zy-tag d-lg-none".*?</a>', "", section)
    return html.unescape(re.sub(r"<[^>]*>", "", section))


class TestBringingIn:
    @pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
    def test_a_text_file_is_read_and_its_facts_are_shown_next(self, client: Client, encoding: str) -> None:
        answer = upload(client, TEXT.encode(encoding))
        row = Directive.objects.across_all(because=WHY).get()
        assert answer.url == f"/directives/{row.pk}/facts/"
        page = client.get(answer.url).content.decode()
        assert 'value="宛办发〔2026〕12号"' in page
        assert 'value="2026-11-20"' in page
        assert row.text == TEXT

    def test_a_docx_is_told_by_its_content(self, client: Client) -> None:
        content = docx(p("关于走访的通知") + p("一、对象") + p("各支部要走访困难党员。"))
        upload(client, content, name="文件.txt")
        assert Directive.objects.across_all(because=WHY).get().title == "关于走访的通知"

    def test_pasted_text_is_read(self, client: Client) -> None:
        upload(client, b"", text="关于走访的通知\r\n一、对象\r\n各支部要走访困难党员。\r\n")
        assert Clause.objects.across_all(because=WHY).get().text == "各支部要走访困难党员。"

    def test_corrected_facts_are_kept(self, client: Client, world: World) -> None:
        row = bring(world)
        sent = {
            "kind": "notice",
            "title": "新题目",
            "issuer": "区委",
            "number": "",
            "dated": "",
            "version": 1,
        }
        assert client.post(f"/directives/{row.pk}/facts/", sent)["Location"] == f"/directives/{row.pk}/"
        row = Directive.objects.across_all(because=WHY).get()
        assert (row.kind, row.title, row.issuer, row.number, row.dated) == (
            "notice",
            "新题目",
            "区委",
            "",
            None,
        )
        assert client.post(f"/directives/{row.pk}/facts/", sent | {"title": "又"}).status_code == 409

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "请选择一个文件"),
            (b" \n ", "空的"),
            (b"\x00\x01\xff\xfe\x9c" * 400, "文件"),
            (b"%PDF-1.7 ...", "PDF"),
            (b"PK\x03\x04 broken", "损坏"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "旧版 Word"),
            (("要加强领导。" * 1_800_000).encode("gb18030"), "万字|20 MB"),
            (b"x" * (LARGEST_FILE + 1), "20 MB"),
        ],
        ids=["nothing", "empty", "binary", "pdf", "damaged", "encrypted", "doc", "too long", "too large"],
    )
    def test_what_cannot_be_read_is_refused_in_one_sentence(
        self, client: Client, content: bytes, words: str
    ) -> None:
        answer = upload(client, content)
        assert answer.status_code == 200
        (sentence,) = errors(answer)
        assert re.search(words, sentence)
        assert not Directive.objects.across_all(because=WHY).exists()

    def test_a_docx_with_macros_is_refused(self, client: Client) -> None:
        macros = "application/vnd.ms-word.document.macroEnabled.main+xml"
        (sentence,) = errors(upload(client, docx(p("一、要求"), types=macros), name="文件.docx"))
        assert "宏" in sentence

    def test_a_file_and_pasted_text_at_once_are_refused_and_the_text_stays(self, client: Client) -> None:
        answer = upload(client, TEXT.encode(), text="一、要加强领导。")
        assert "只用一样" in errors(answer)[0]
        assert "一、要加强领导。" in answer.content.decode()

    def test_the_same_text_leads_to_the_one_that_is_held(self, client: Client, world: World) -> None:
        row = bring(world)
        answer = upload(client, TEXT.encode("gb18030"))
        assert "已经导入过" in errors(answer)[0]
        assert f'href="/directives/{row.pk}/"' in answer.content.decode()
        assert Directive.objects.across_all(because=WHY).count() == 1

    def test_a_text_without_numbers_is_one_part(self, client: Client) -> None:
        answer = upload(client, "大家要把工作做好，要按时报告。".encode())
        assert answer.status_code == 302
        assert Clause.objects.across_all(because=WHY).get().key == "1.c1"


class TestReading:
    def test_every_character_of_the_text_is_shown(self, client: Client, world: World) -> None:
        row = bring(world)
        assert shown(client.get(f"/directives/{row.pk}/").content.decode()) == TEXT

    def test_whoever_received_it_reads_every_character_too(self, world: World) -> None:
        row = issue(world, bring(world))
        for who in ("township", "secretary", "instructor", "department"):
            page = world.client(who).get(f"/directives/{row.pk}/").content.decode()
            assert shown(page) == TEXT
            assert "不是要求" not in page

    def test_a_clause_is_opened_without_script_and_with(self, client: Client, world: World) -> None:
        row = bring(world)
        page = client.get(f"/directives/{row.pk}/?clause=2.1.1").content.decode()
        fragment = client.get(
            f"/directives/{row.pk}/?clause=2.1.1", headers={"HX-Request": "true"}
        ).content.decode()
        assert "<html" not in fragment
        for answer in (page, fragment):
            assert "对问题要逐条登记，明确时限。" in answer
            assert "要求的字：要" in answer
            assert "拆成两条" in answer
            assert "不是要求" in answer
        assert 'aria-current="true"' in page

    def test_a_clause_that_is_gone_is_said_to_be_gone(self, client: Client, world: World) -> None:
        row = bring(world)
        assert "已经不是要求" in client.get(f"/directives/{row.pk}/?clause=9.9").content.decode()
        answer = client.get(f"/directives/{row.pk}/?clause=9.9", headers={"HX-Request": "true"})
        assert answer.status_code == 404

    def test_the_panel_names_tasks_and_overlaps(self, client: Client, world: World) -> None:
        row = bring(world)
        other = bring(world, "关于登记的通知\n一、要求\n对问题要逐条登记，写明时限。\n")
        clause = Clause.objects.across_all(because=WHY).get(directive=row, key="2.1.1")
        tasks.add(
            title="建一本台账", done_when="", starts_on=None, due_on=None, clauses=[clause.pk],
            bodies={_office(world): "leads"}, origin="clause", by=world.scope("county"), at=NOW,
        )  # fmt: skip
        page = client.get(f"/directives/{row.pk}/?clause=2.1.1").content.decode()
        assert "建一本台账" in page
        assert f"《{other.title}》" in page
        assert f"/tasks/add/?clause={clause.pk}" in page

    def test_a_long_text_is_read_page_by_page(self, client: Client, world: World) -> None:
        text = "关于办事的方案\n" + "".join(
            f"{number}．各单位要认真走访所在片区的企业，逐家登记困难并按时办结。\n"
            for number in range(1, 1001)
        )
        row = bring(world, text)
        assert Clause.objects.across_all(because=WHY).filter(directive=row).count() == 1000
        first = client.get(f"/directives/{row.pk}/")
        pages = first.context["page"].paginator.num_pages
        assert 2 <= pages <= 6
        assert len(first.content) < 600_000
        read = [
            shown(client.get(f"/directives/{row.pk}/?page={number}").content.decode())
            for number in range(1, pages + 1)
        ]
        assert "".join(read) == text
        last = Clause.objects.across_all(because=WHY).filter(directive=row).last()
        assert last
        assert client.get(f"/directives/{row.pk}/?clause={last.key}").context["page"].number == pages

    def test_the_queries_do_not_grow_with_the_text(
        self, client: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        short, long = (
            bring(
                world, f"关于{count}件事的方案\n一、要求\n" + "各单位要认真走访片区的企业并登记。\n" * count
            )
            for count in (2, 150)
        )
        counted = []
        for row in (short, long):
            with django_assert_max_num_queries(40) as queries:
                client.get(f"/directives/{row.pk}/?clause=1.c1")
            counted.append(len(queries))
        assert counted[0] == counted[1]


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


class TestLists:
    def test_it_counts_clauses_and_those_with_a_task(
        self, client: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        row = bring(world)
        clause = Clause.objects.across_all(because=WHY).get(directive=row, key="2.1.1")
        tasks.add(
            title="建台账", done_when="", starts_on=None, due_on=None, clauses=[clause.pk],
            bodies={_office(world): "leads"}, origin="clause", by=world.scope("county"), at=NOW,
        )  # fmt: skip
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
        clause = Clause.objects.across_all(because=WHY).get(directive=row, key="2.1.1")
        tasks.add(
            title="建台账", done_when="", starts_on=None, due_on=None, clauses=[clause.pk],
            bodies={_office(world, "city"): "leads"}, origin="clause", by=world.scope("city"), at=NOW,
        )  # fmt: skip
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


def _office(world: World, who: str = "county") -> int:
    held = Appointment.objects.across_all(because=WHY).get(user=world.person[who])
    assert held.body_id
    return held.body_id
