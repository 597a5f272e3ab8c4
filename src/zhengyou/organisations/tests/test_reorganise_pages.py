"""The pages that reorganise: form, what it would do, done; the list, and taking it back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.world import World
from zhengyou import jobs
from zhengyou.census.models import Unit
from zhengyou.organisations.models import PartyOrganisation, Reorganisation, Territory
from zhengyou.organisations.tests.whole import ON, WHY, astray
from zhengyou.organisations.views import reorganising

pytestmark = pytest.mark.django_db
EAST, WEST = "411302001", "411302002"


def address(code: str, kind: str) -> str:
    return reverse("organisations:territory_reorganise", args=[code, kind])


def confirmed(answer: Any) -> dict[str, Any]:
    """The hidden fields of the preview, as the browser sends them back."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input type=\"hidden\"[^>]*>", answer.content.decode()):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrfmiddlewaretoken":
            found.setdefault(name[1], []).append(value[1] if value else "")
    return dict(found)


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_street_is_moved_in_three_steps_and_taken_back(world: World) -> None:
    client = world.client("city")
    asked = {"place": ["411303"], "on": ON.isoformat(), "document": "宛政文〔2026〕1号", "reason": ""}
    assert "新的上级" in text(client.get(address(EAST, "move")))
    foreseen = client.post(address(EAST, "move"), asked | {"step": "form"})
    assert "孙县办" in text(foreseen)
    assert "不再看到 2 家单位 不再看到 2 名党员" in text(foreseen).replace("　", " ")
    assert "多看到 2 家单位" in text(foreseen)
    assert not Reorganisation.objects.across_all(because=WHY).exists()
    sent = confirmed(foreseen)
    answer = client.post(address(EAST, "move"), sent, follow=True)
    assert "宛政文〔2026〕1号" in text(answer)
    assert Territory.objects.across_all(because=WHY).get(code=EAST).parent == world.place["411303"]
    client.post(address(EAST, "move"), sent)  # the button was pressed twice
    row = Reorganisation.objects.across_all(because=WHY).get()
    assert "东关街道 → 卧龙区" in text(client.get(reverse("organisations:reorganisations")))
    back = reverse("organisations:reorganisation_reverse", args=[row.pk])
    assert "要撤回吗" in text(client.get(back))
    assert "一切回到调整以前" in text(client.post(back, follow=True))
    assert Territory.objects.across_all(because=WHY).get(code=EAST).parent == world.place["411302"]
    assert client.post(back).status_code == 409


def test_each_appointment_is_chosen_before_two_streets_become_one(world: World) -> None:
    client = world.client("city")
    asked = {"step": "form", "place": ["411302", WEST], "on": ON.isoformat(), "document": "", "reason": ""}
    foreseen = client.post(address(EAST, "merge"), asked)
    assert "田街道" in text(foreseen)
    pk = world.appointment["township"].pk
    assert f'name="choice_{pk}"' in text(foreseen)
    sent = confirmed(foreseen)
    refused = text(client.post(address(EAST, "merge"), sent))
    assert "田街道的任职还没有选择去向" in refused
    client.post(address(EAST, "merge"), sent | {f"choice_{pk}": "over"})
    assert Territory.objects.across_all(because=WHY).get(code=EAST).valid_to == ON
    world.appointment["township"].refresh_from_db()
    assert world.appointment["township"].territory == world.place[WEST]


def test_units_are_ticked_or_pasted_in_a_split(world: World) -> None:
    client = world.client("city")
    shown = text(client.get(address(EAST, "split")))
    assert "豫宛精密铸造有限公司" in shown
    narrowed = text(
        client.post(address(EAST, "split"), {"narrow": "1", "narrow_to": "小吃", "name": "新街道"})
    )
    assert "宛城小吃店" in narrowed
    assert "91411302MA0000001Q" not in narrowed
    assert 'value="新街道"' in narrowed
    asked = {
        "step": "form",
        "name": "新街道",
        "code": "411302003",
        "on": ON.isoformat(),
        "document": "",
        "reason": "",
    }
    wrong = text(client.post(address(EAST, "split"), asked | {"listed": "没有这一家"}))
    assert "这里没有：没有这一家" in wrong
    foreseen = client.post(address(EAST, "split"), asked | {"listed": "宛城小吃店\n91411302MA0000001Q"})
    assert "单位 2" in text(foreseen)
    client.post(address(EAST, "split"), confirmed(foreseen))
    made = Territory.objects.across_all(because=WHY).get(code="411302003")
    assert Unit.objects.across_all(because=WHY).filter(territory=made).count() == 2


def test_what_is_wrong_is_said_beside_the_form(world: World) -> None:
    asked = {"step": "form", "place": ["411303"], "on": "2030-01-01", "document": "甲", "reason": ""}
    page = text(world.client("city").post(address(EAST, "move"), asked))
    assert "还没有到" in page
    assert 'value="甲"' in page


def test_members_come_to_a_new_branch(world: World) -> None:
    client, row = world.client("county"), world.organisation["branch"]
    there = reverse("organisations:reorganise", args=[row.pk, "split"])
    asked = {"step": "form", "name": "第二党支部", "on": ON.isoformat(), "document": "", "reason": ""}
    foreseen = client.post(there, asked | {"chosen_member": [world.member["zhang"].pk]})
    assert "郑书记" in text(foreseen)
    assert "不再看到 1 名党员" in text(foreseen)
    client.post(there, confirmed(foreseen))
    made = PartyOrganisation.objects.across_all(because=WHY).get(name="第二党支部")
    world.member["zhang"].refresh_from_db()
    assert world.member["zhang"].branch == made


def test_many_rows_go_as_a_job(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reorganising, "AT_ONCE", 1)
    client = world.client("city")
    asked = {"step": "form", "place": ["411303"], "on": ON.isoformat(), "document": "", "reason": ""}
    sent = confirmed(client.post(address(EAST, "move"), asked))
    answer = client.post(address(EAST, "move"), sent)
    assert answer["Location"].startswith("/jobs/")
    assert client.post(address(EAST, "move"), sent)["Location"] == answer["Location"]
    jobs.work(limit=10)
    assert Territory.objects.across_all(because=WHY).get(code=EAST).parent == world.place["411303"]
    assert "已办理" in text(client.get(answer["Location"]))
    jobs.follow_up(wait=True)
    assert astray() == []


def test_only_city_and_province_are_offered_it(world: World) -> None:
    there = reverse("organisations:territory", args=[EAST])
    assert address(EAST, "merge") in text(world.client("city").get(there))
    assert address(EAST, "merge") not in text(world.client("county").get(there))
    assert world.client("county").get(address(EAST, "merge")).status_code == 403
    assert world.client("city").get(address(EAST, "burn")).status_code == 404


def test_the_preview_asks_as_often_for_many_as_for_few(world: World) -> None:
    client, street = world.client("city"), world.place[EAST]
    asked = {"step": "form", "place": ["411303"], "on": ON.isoformat(), "document": "", "reason": ""}

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as held:
            client.post(address(EAST, "move"), asked)
        return len(held)

    queries()
    few = queries()
    many = [
        Unit(territory=street, path=street.path, name=f"单位{n}", org_kind="enterprise") for n in range(40)
    ]
    Unit.objects.across_all(because=WHY).bulk_create(many)
    assert queries() == few
