"""The pages of look-alikes: who sees them, what stands on them, what they do."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.world import World
from zhengyou.census.actions import duplicates
from zhengyou.census.models import Likeness, Merge
from zhengyou.census.tests.duplicates.cases import unit
from zhengyou.census.tests.duplicates.pairs import WHY, Pair, likeness_of, make_pair
from zhengyou.jobs.models import Job

LIST = "census:duplicates"


@pytest.fixture
def pair(world: World) -> Pair:
    return make_pair(world)


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def sent(pair: Pair, **more: str) -> dict[str, str]:
    return {
        "keep": "first",
        "first_version": str(pair.now("first").version),
        "second_version": str(pair.now("second").version),
        **more,
    }


def test_the_list_says_in_words_what_is_alike(world: World, pair: Pair) -> None:
    shown = text(world.client("county").get(reverse(LIST)))
    assert "豫宛精密铸造有限公司 豫宛精密铸造公司" in shown
    assert "✓ 名称相同" in shown
    assert "1 对单位可能是同一家" in shown


def test_an_empty_list_says_what_to_do(world: World) -> None:
    assert "导入台账以后，可以查找一次" in text(world.client("county").get(reverse(LIST)))


@pytest.mark.parametrize(
    ("person", "status"),
    [("county", 200), ("city", 200), ("organisation_dept", 200), ("neighbour_county", 404), ("township", 404),
     ("secretary", 404), ("instructor", 404), ("department", 403), ("stranger", 404)],
)  # fmt: skip
def test_who_sees_a_pair(world: World, pair: Pair, person: str, status: int) -> None:
    url = reverse("census:duplicate", args=[pair.likeness.pk])
    assert world.client(person).get(url).status_code == status


def test_side_by_side_shows_both_with_source_and_date(world: World, pair: Pair) -> None:
    shown = text(world.client("county").get(reverse("census:duplicate", args=[pair.likeness.pk])))
    assert "街道摸底表.xlsx · 命令行 · 2026-11-22" in shown
    assert "≠ 不同" in shown
    assert "登记数据，以此为准" in shown
    assert "13700000009" not in shown
    assert "137****0009" in shown


def test_first_the_consequence_then_the_merge(world: World, pair: Pair) -> None:
    client = world.client("county")
    url = reverse("census:duplicate_merge", args=[pair.likeness.pk])
    asked = text(client.post(url, sent(pair, **{"choice-name": "second"})))
    assert "把“豫宛精密铸造公司”并入“豫宛精密铸造有限公司”" in asked
    assert "2 名党员改为在保留的单位" in asked
    assert "1 条组建党组织的下一步" in asked
    assert pair.now("second").closed_on is None
    done = client.post(url, sent(pair, confirmed="1", **{"choice-name": "second"}), follow=True)
    assert "已并入" in text(done)
    assert "并入本单位的记录 豫宛精密铸造公司" in text(done)
    assert pair.now("first").name == "豫宛精密铸造公司"
    gone = text(client.get(reverse("census:unit", args=[pair.second.pk])))
    assert "并入 豫宛精密铸造公司" in gone
    assert "撤销合并" in gone
    assert "恢复 " not in gone


def test_undo_on_the_page(world: World, pair: Pair) -> None:
    client = world.client("county")
    pair.merge(world.scope("county"))
    made = Merge.objects.across_all(because=WHY).get()
    url = reverse("census:merge_undo", args=[made.pk])
    assert "分出来吗" in text(client.get(url))
    assert "恢复为单独一家" in text(client.post(url, follow=True))
    assert client.post(url).status_code == 409
    assert world.client("neighbour_county").get(url).status_code == 404
    assert world.client("secretary").get(url).status_code in {403, 404}


def test_a_refusal_keeps_what_was_chosen(world: World, pair: Pair) -> None:
    wrong = pair.now("second")
    wrong.employees_u35 = 500
    wrong.save()
    answer = world.client("county").post(
        reverse("census:duplicate_merge", args=[pair.likeness.pk]),
        sent(pair, confirmed="1", **{"choice-employees_u35": "second", "choice-name": "second"}),
    )
    assert answer.status_code == 422
    assert "互相矛盾" in text(answer)
    assert re.search(r'name="choice-name" value="second" checked', answer.content.decode())


def test_set_apart_leads_to_the_next_pair(world: World, pair: Pair) -> None:
    other = likeness_of(world.unit["foundry"], world.unit["due"])
    answer = world.client("county").post(
        reverse("census:duplicate_apart", args=[pair.likeness.pk]), {"note": "两家"}
    )
    assert answer["Location"] == reverse("census:duplicate", args=[other.pk])
    assert Likeness.objects.across_all(because=WHY).get(pk=pair.likeness.pk).state == "apart"
    second = world.client("city").post(
        reverse("census:duplicate_apart", args=[pair.likeness.pk]), {"note": ""}
    )
    assert second.status_code == 409


def test_a_search_is_begun_on_the_page(world: World) -> None:
    client = world.client("county")
    form = text(client.get(reverse("census:duplicates_search")))
    assert "宛城区（全部）" in form
    assert "卧龙区" not in form
    client.post(reverse("census:duplicates_search"), {"place": "411302"})
    job = Job.objects.across_all(because=WHY).get(kind=duplicates.SEARCH)
    assert job.path == world.place["411302"].path
    assert client.post(reverse("census:duplicates_search"), {"place": "411303"}).status_code == 200
    assert Job.objects.across_all(because=WHY).filter(kind=duplicates.SEARCH).count() == 1


def test_the_list_asks_the_same_number_of_questions_whatever_its_length(world: World, pair: Pair) -> None:
    client = world.client("county")
    client.get(reverse(LIST))
    with CaptureQueriesContext(
        connection,
    ) as short:
        client.get(reverse(LIST))
    for number in range(12):
        one, two = (
            unit(world, {"name": f"单位{number}{half}", "place": "411302002"}) for half in ("甲", "乙")
        )
        likeness_of(one, two)
    with CaptureQueriesContext(connection) as long:
        client.get(reverse(LIST))
    assert len(long) == len(short)


def test_a_comparison_asks_few_questions(world: World, pair: Pair) -> None:
    client = world.client("county")
    url = reverse("census:duplicate", args=[pair.likeness.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    assert len(asked) <= 45


def test_a_unit_is_held_against_another_one(world: World) -> None:
    client = world.client("county")
    url = reverse("census:duplicate_of", args=[world.unit["due"].pk])
    assert "与另一家比对" in text(client.get(url))
    shown = client.post(url, {"other": "豫宛精密铸造有限公司"}, follow=True)
    assert "由您提出比对" in text(shown)
    assert "没有找到" in text(client.post(url, {"other": "中原纺织有限公司"}))
    assert "它自己" in text(client.post(url, {"other": "宛城新材料有限公司"}))
