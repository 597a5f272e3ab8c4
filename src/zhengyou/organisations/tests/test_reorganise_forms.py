"""What the pages that reorganise take: any rubbish in any field is an answer, not an accident; nothing happens by a slip."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.world import NOW, World
from zhengyou.organisations.actions.journal import rows
from zhengyou.organisations.actions.previewing import preview
from zhengyou.organisations.forms.reorganisation import ALWAYS, ASKED
from zhengyou.organisations.models import Reorganisation
from zhengyou.organisations.tests.whole import ON, do, plan
from zhengyou.web import lists
from zhengyou.web.row_ids import row_id, row_ids

pytestmark = pytest.mark.django_db
EAST, WEST = "411302001", "411302002"
LONG = "9" * 5000
ODD = [LONG, "\x00", "²"]
HIDDEN = ("step", "key", "long", "again", "narrow", "narrow_to", "listed")
NAMES = [
    *sorted({name for names in ASKED.values() for name in names} | set(ALWAYS)), *HIDDEN,
    "choice_1", "choice_", f"choice_{LONG}", "choice_²", "choice_\x00",
    *(f"chosen_{kind}" for kind in ("territory", "organisation", "unit", "member", "else", LONG, "\x00", "")),
]  # fmt: skip


def pages(world: World) -> list[tuple[str, dict[str, Any]]]:
    """(address, what is asked there when all is well) of every kind."""
    branch = world.organisation["branch"]
    always = {"on": ON.isoformat(), "document": "", "reason": ""}

    def place(kind: str) -> str:
        return reverse("organisations:territory_reorganise", args=[EAST, kind])

    def line(kind: str) -> str:
        return reverse("organisations:reorganise", args=[branch.pk, kind])

    return [
        (place("move"), always | {"place": ["411303"]}),
        (place("merge"), always | {"place": ["411302", WEST]}),
        (place("split"), always | {"name": "新街道", "code": "411302003"}),
        (line("move"), always | {"superior": world.organisation["city_committee"].name}),
        (line("merge"), always | {"taker": world.organisation["neighbour_branch"].name}),
        (line("split"), always | {"name": "二支部"}),
    ]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: repr(name)[:24])
def test_rubbish_in_any_field_is_answered(world: World, name: str) -> None:
    client = world.client("province")
    for address, well in pages(world):
        for step, odd in [*(("form", odd) for odd in (*ODD, "over")), ("confirm", LONG)]:
            sent = well | {"step": step, "key": str(uuid4())} | {name: odd}
            if step == "confirm":
                sent["on"] = "2999-01-01"  # nothing is to be done here
            body = urlencode(sent, doseq=True)  # as a browser sends it: names of any length
            answer = client.post(address, body, content_type="application/x-www-form-urlencoded")
            assert answer.status_code in {200, 400, 422}, (address, odd[:20])
    assert not rows(Reorganisation).exists()


def test_ids_are_read_or_left() -> None:
    assert row_ids(["1", LONG, "", "-1", "²", "9" * 18]) == [1, int("9" * 18)]
    assert row_id("9" * 19) is None


def test_what_is_not_there_to_be_ticked_is_nothing(world: World) -> None:
    address, well = pages(world)[2]
    page = world.client("city").post(address, well | {"step": "form", "chosen_else": "1"}).content.decode()
    assert "请至少选一个" in page


def test_the_list_tells_how_many_and_leads_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists.paged, "__kwdefaults__", {"size": 2})
    for target in ("411303", "411302", "411303"):
        world.place[EAST].refresh_from_db()
        do(plan("move", world.place[EAST], world.place[target], document=""), by=world.scope("city"), at=NOW)
    there = reverse("organisations:reorganisations")
    first = squeezed(world.client("city").get(there, {"tree": "territory"}))
    assert "第 1 至 2 条，共 3 条" in first
    assert "tree=territory&amp;page=2" in first
    assert ">未知<" not in first
    assert ">无<" in first
    assert "第 3 至 3 条，共 3 条" in squeezed(world.client("city").get(there, {"page": "2"}))


def squeezed(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_preview_shows_why_and_leaves_out_what_is_empty(world: World) -> None:
    address, well = pages(world)[0]
    shown = squeezed(world.client("city").post(address, well | {"step": "form", "reason": "理顺管理关系"}))
    assert "<dt>说明</dt><dd>理顺管理关系</dd>" in shown
    assert "<dt>批复文号</dt>" not in shown
    assert ">未知<" not in shown
    done = do(
        plan("move", world.place[EAST], world.place["411303"], document=""), by=world.scope("city"), at=NOW
    )
    record = squeezed(world.client("city").get(reverse("organisations:reorganisation", args=[done.pk])))
    assert "批复文号" not in record


def wishes(world: World) -> list[Any]:
    branch = world.organisation["branch"]
    over = {world.appointment["secretary"].pk: "over"}
    town = {world.appointment["township"].pk: "over"}
    chosen = {"organisation": (branch.pk,), "unit": (world.unit["foundry"].pk,)}
    return [
        plan("move", world.place["411302"], world.place["410100"]),
        plan("merge", world.place[EAST], world.place[WEST], appointments=town),
        plan("split", world.place[EAST], code="411302003", name="新街道", chosen=chosen),
        plan("move", branch, world.organisation["city_committee"]),
        plan("merge", branch, world.organisation["neighbour_branch"], appointments=over),
        plan("split", branch, name="二支部", chosen={"member": (world.member["li"].pk,)}),
    ]


@pytest.mark.parametrize("number", range(6))
def test_the_record_tells_what_the_preview_told(world: World, number: int) -> None:
    wanted, by = wishes(world)[number], world.scope("province")
    foreseen = preview(plan=wanted, by=by, at=NOW)
    done = do(wanted, by=by, at=NOW)
    assert sorted(done.counts.values()) == sorted(count for _label, count in foreseen.counts)
    assert done.counts["member"] > 0


def moved(world: World, key: str, **sent: str) -> str:
    there = reverse("organisations:reorganise", args=[world.organisation[key].pk, "move"])
    held = {"superior": "", "on": ON.isoformat(), "document": "", "reason": "", "step": "form"}
    return squeezed(world.client("province").post(there, held | sent))


def test_an_empty_superior_detaches_nothing(world: World) -> None:
    assert "请选择新的上级党组织" in moved(world, "county_committee")
    assert "请写明为什么" in moved(world, "county_committee", top="on")
    both = moved(world, "county_committee", top="on", superior=world.organisation["neighbour_branch"].name)
    assert "已经选了新的上级" in both
    said = moved(world, "county_committee", top="on", reason="改由县委直接领导")
    assert "不再有上级" in said
    assert 'name="top" value="on"' in said


def test_a_branch_has_a_superior(world: World) -> None:
    rows(type(world.organisation["branch"])).filter(pk=world.organisation["branch"].pk).update(level="branch")
    page = moved(world, "branch", top="on", reason="随便")
    assert "还没有办理" not in page
    assert 'name="top"' not in page
    with pytest.raises(Exception, match="要有上级党组织"):
        do(plan("move", world.organisation["branch"]), by=world.scope("city"), at=NOW)
