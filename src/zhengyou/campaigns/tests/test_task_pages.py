"""The pages of tasks and of the matrix: what stands where, who finds which button, conflicts."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.test import Client

from tests.world import NOW, TODAY, World
from zhengyou.campaigns.actions import task_steps
from zhengyou.campaigns.models import Task, TaskNote
from zhengyou.campaigns.queries.tasks import waiting
from zhengyou.campaigns.tests import matter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bodies(world: World) -> None:
    matter.bodies(world)


@pytest.fixture
def city(world: World) -> Client:
    return world.client("city")


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


@pytest.mark.parametrize("by", ["clause", "body", "date", "place"])
def test_the_views_open_empty_and_full(world: World, city: Client, by: str) -> None:
    matter.campaign()
    page(city, f"/tasks/?by={by}")
    first, *_others = matter.directive(world)
    matter.task(world, clauses=[first.pk], bodies={matter.body(world, "411302").pk: "leads"})
    shown = page(city, f"/tasks/?by={by}")
    assert "逐家摸清底数" in shown or by == "place"


def test_clauses_ticked_become_one_task(world: World, city: Client) -> None:
    first, second, _third = matter.directive(world)
    shown = page(city, f"/tasks/add/?clause={first.pk}&clause={second.pk}")
    assert "做好第0件事" in shown
    lead = matter.body(world, "411300", "united_front")
    answer = city.post(
        f"/tasks/add/?clause={first.pk}&clause={second.pk}",
        {
            "title": "做好两件事",
            "clauses": [first.pk, second.pk],
            "bodies": [f"{lead.pk}:leads", "all:assists", ""],
            "due_on": "2026-12-10",
            "starts_on": "",
            "done_when": "报齐",
        },
    )
    row = Task.objects.across_all(because="test").get()
    assert answer["Location"] == f"/tasks/{row.pk}/"
    shown = page(city, f"/tasks/{row.pk}/")
    for text in (
        "要做好第0件事。",
        "要做好第1件事。",
        "中共南阳市委统战部",
        "所有县（市、区）的领导小组办公室",
    ):
        assert text in shown


def test_what_is_wrong_stands_at_its_field(world: World, city: Client) -> None:
    matter.campaign()
    answer = city.post("/tasks/add/", {"title": "", "bodies": ["777:leads"], "due_on": "昨天"})
    form = answer.context["form"]
    assert answer.status_code == 200
    assert set(form.errors) == {"title", "bodies", "due_on"}


def test_two_who_correct_at_once_lose_nothing(world: World, city: Client) -> None:
    first, second, _third = matter.directive(world)
    lead = matter.body(world, "411300")
    row = matter.task(world, clauses=[first.pk])
    shown = city.get(f"/tasks/{row.pk}/correct/?clause={second.pk}")
    held = {name: shown.context["form"].initial[name] for name in ("version", "seen")}
    sent = {
        "done_when": "名册报齐",
        "due_on": "2026-12-10",
        "starts_on": "",
        "bodies": [""],
        "clauses": [first.pk],
    }
    theirs = (
        sent
        | held
        | {"title": "他们的题目", "bodies": [f"{lead.pk}:leads"], "clauses": [first.pk, second.pk]}
    )
    assert city.post(f"/tasks/{row.pk}/correct/?clause={second.pk}", theirs).status_code == 302
    answer = city.post(f"/tasks/{row.pk}/correct/", sent | held | {"title": "我的题目"})
    assert answer.status_code == 409
    form = answer.context["form"]
    assert "title" in form.errors
    assert form["title"].value() == "我的题目"
    assert form["bodies"].value() == [f"{lead.pk}:leads"]
    assert sorted(map(int, form["clauses"].value())) == [first.pk, second.pk]
    again = {
        name: form[name].value()
        for name in ("title", "done_when", "due_on", "starts_on", "bodies", "clauses")
    }
    again = {name: "" if value is None else value for name, value in again.items()}
    again |= {name: form.data[name] for name in ("version", "seen")}
    assert city.post(f"/tasks/{row.pk}/correct/", again).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.version) == ("我的题目", 3)


def test_a_task_is_finished_dropped_and_reopened_on_its_page(world: World, city: Client) -> None:
    matter.campaign()
    row = matter.task(world)
    city.post(f"/tasks/{row.pk}/note/", {"text": "已报一半"})
    assert "已报一半" in page(city, f"/tasks/{row.pk}/")
    city.post(f"/tasks/{row.pk}/finish/", {"ended_on": TODAY.isoformat(), "outcome": "报齐了"})
    shown = page(city, f"/tasks/{row.pk}/")
    assert "报齐了" in shown
    assert "写一句进展" not in shown
    city.post(f"/tasks/{row.pk}/reopen/", {})
    city.post(f"/tasks/{row.pk}/drop/", {"reason": "并入另一项"})
    assert "并入另一项" in page(city, f"/tasks/{row.pk}/")


def test_a_note_without_a_word_is_asked_for_again(world: World, city: Client) -> None:
    matter.campaign()
    row = matter.task(world)
    assert city.post(f"/tasks/{row.pk}/note/", {"text": ""}).status_code == 422
    assert not TaskNote.objects.across_all(because="test").exists()


def test_the_matrix_is_sent_down_from_its_page(world: World, city: Client) -> None:
    first, *_others = matter.directive(world)
    row = matter.task(world, clauses=[first.pk], bodies={matter.body(world, "411302").pk: "leads"})
    county = world.client("county")
    assert county.get(f"/tasks/{row.pk}/").status_code == 404
    shown = page(city, "/tasks/issue/")
    assert "还有 2 条文件要求没有人牵头" in shown
    city.post("/tasks/issue/", {})
    assert "逐家摸清底数" in page(county, f"/tasks/{row.pk}/")
    assert "逐家摸清底数" in page(county, "/tasks/")
    assert "逐家摸清底数" in page(world.client("secretary"), "/tasks/?level=411300")


def test_a_colleague_without_the_right_finds_no_way_to_write(world: World) -> None:
    matter.campaign()
    row = matter.task(world, "county")
    client = world.client("department")
    assert "更正" not in page(client, f"/tasks/{row.pk}/")
    assert client.get("/tasks/add/").status_code == 403
    assert client.get(f"/tasks/{row.pk}/correct/").status_code == 403
    assert client.get(f"/tasks/{row.pk}/finish/").status_code == 403


def test_the_matrix_is_taken_away_as_a_workbook(world: World, city: Client) -> None:
    first, *_others = matter.directive(world)
    lead = matter.body(world, "411302")
    matter.task(world, clauses=[first.pk], bodies={lead.pk: "leads"})
    matter.task(world, title="本级的事", clauses=[])
    answer = city.get("/tasks/export/")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    rows = list(book.worksheets[0].iter_rows(values_only=True))[1:]
    assert [row[3] for row in rows] == ["没有人牵头", "没有人牵头", "逐家摸清底数", "本级的事"]
    assert rows[2][5] == lead.name


def test_what_waits_for_whom(world: World) -> None:
    first, *_others = matter.directive(world)
    lead = matter.body(world, "411302")
    matter.task(world, clauses=[first.pk], bodies={lead.pk: "leads"}, due_on=TODAY + timedelta(days=13))
    matter.task(world, title="以后的", bodies={lead.pk: "leads"}, due_on=TODAY + timedelta(days=15))
    matter.task(world, title="知会的", bodies={lead.pk: "informed"}, due_on=TODAY)
    task_steps.issue(by=world.scope("city"), at=NOW)
    told = {who: [one.text for one in waiting(world.scope(who), today=TODAY)] for who in world.appointment}
    assert told["county"] == ["任务：逐家摸清底数", "还有 2 条文件要求没有人牵头"]
    assert told["neighbour_county"] == ["还有 3 条文件要求没有人牵头"]
    assert told["city"] == ["还有 2 条文件要求没有人牵头"]
    assert told["department"] == told["secretary"] == told["instructor"] == told["audit_admin"] == []


def test_with_nothing_ticked_the_matrix_says_so(world: World, city: Client) -> None:
    matter.directive(world)
    held = matter.task(world)
    for address, back in (
        ("/tasks/add/?ticked=1", "/tasks/"),
        (f"/tasks/{held.pk}/correct/?ticked=1", f"/tasks/?pick={held.pk}"),
    ):
        answer = city.get(address, follow=True)
        assert answer.redirect_chain == [(back, 302)]
        assert "还没有勾选要求" in answer.content.decode()
    assert city.get("/tasks/add/").status_code == 200
