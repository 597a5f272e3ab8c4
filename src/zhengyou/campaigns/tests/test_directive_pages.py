"""Bringing a directive in and reading it, on the screen."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.world import TODAY, World
from zhengyou.campaigns.actions.packs import load_pack
from zhengyou.campaigns.models import Clause, Directive
from zhengyou.campaigns.rules.directive.files import LARGEST_FILE
from zhengyou.campaigns.tests.bringing import TEXT, WHY, bring, clause, errors, issue, task_for, upload
from zhengyou.campaigns.tests.docx_files import docx, p

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _campaign(world: World) -> None:
    load_pack("chuangxian-zhengyou", starts_on=TODAY)


@pytest.fixture
def client(world: World) -> Client:
    return world.client("county")


def shown(page: str) -> str:
    """The text as the page shows it, without the ids and buttons that stand in it."""
    section = page[page.index('aria-label="原文"') :]
    section = section[section.index('<p lang="zh-Hans" class="zy-source') : section.index("</section>")]
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
        task_for(world, row, "2.1.1")
        page = client.get(f"/directives/{row.pk}/?clause=2.1.1").content.decode()
        assert "建一本台账" in page
        assert f"《{other.title}》" in page
        assert f"/tasks/add/?clause={clause(row, '2.1.1').pk}" in page

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
        client.get(f"/directives/{short.pk}/")  # the first page of a process learns who the person is
        for row in (short, long):
            with django_assert_max_num_queries(40) as queries:
                client.get(f"/directives/{row.pk}/?clause=1.c1")
            counted.append(len(queries))
        assert counted[0] == counted[1]
