"""Units that qualify and have none, each with a next step, a person and a date."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import NOW, TODAY, World
from zhengyou.analytics.actions.following import follow
from zhengyou.audit.models import Event
from zhengyou.coverage.actions import steps
from zhengyou.coverage.models import FoundingStep
from zhengyou.scoping import Scope
from zhengyou.web.errors import Refused

OPERATOR = Scope.operator()


@pytest.fixture
def counted(world: World) -> World:
    follow(at=NOW)
    return world


def posted(world: World, *keys: str, **other: str) -> dict[str, object]:
    return {
        "unit": [str(world.unit[key].pk) for key in keys],
        "step": "meet_owner",
        "person": "孙县办",
        "due_on": (TODAY + timedelta(days=400)).isoformat(),
        "note": "",
        **other,
    }


def test_it_lists_all_kinds_that_qualify_and_have_none(counted: World) -> None:
    answer = counted.client("county").get("/worklist/")
    assert {row.unit.name for row, _place, _step in answer.context["lines"]} == {
        "宛城新材料有限公司",
        "宛城区玉雕行业商会",
    }


def test_one_post_sets_the_step_for_many(counted: World) -> None:
    answer = counted.client("county").post("/worklist/", posted(counted, "due", "association"))
    assert answer.status_code == 302
    held = FoundingStep.objects.within(counted.scope("county"))
    assert {(row.unit.name, row.step, row.person) for row in held} == {
        ("宛城新材料有限公司", "meet_owner", "孙县办"),
        ("宛城区玉雕行业商会", "meet_owner", "孙县办"),
    }
    assert (
        Event.objects.across_all(because="the test reads the log").filter(action="founding_step.set").count()
        == 1
    )


def test_a_unit_of_elsewhere_among_the_ticked_sets_none(counted: World) -> None:
    answer = counted.client("county").post("/worklist/", posted(counted, "due", "neighbour"))
    assert answer.status_code == 422
    assert not FoundingStep.objects.within(OPERATOR).exists()


def test_nothing_ticked_and_a_past_date_are_refused_with_a_sentence(counted: World) -> None:
    client = counted.client("county")
    assert "请至少勾选一个单位" in client.post("/worklist/", posted(counted)).content.decode()
    with pytest.raises(Refused, match="期限"):
        steps.set_for(
            units=[counted.unit["due"].pk], step="meet_owner", person="孙", due_on=TODAY - timedelta(days=1), note="",
            by=OPERATOR, at=NOW,
        )  # fmt: skip


def test_a_department_reads_but_does_not_set(counted: World) -> None:
    client = counted.client("department")
    assert client.get("/worklist/").status_code == 200
    assert client.post("/worklist/", posted(counted, "due")).status_code == 403
    assert not FoundingStep.objects.within(OPERATOR).exists()


def test_late_steps_are_found_and_said(counted: World) -> None:
    steps.set_for(
        units=[counted.unit["due"].pk],
        step="meet_owner",
        person="孙",
        due_on=TODAY,
        note="",
        by=OPERATOR,
        at=NOW,
    )
    FoundingStep.objects.within(OPERATOR).update(due_on=TODAY - timedelta(days=2))
    answer = counted.client("county").get("/worklist/?show=late")
    assert [row.unit.name for row, _place, _step in answer.context["lines"]] == ["宛城新材料有限公司"]
    assert "已过期" in answer.content.decode()


def test_whoever_is_in_charge_is_named_alike_wherever_the_list_stands(counted: World) -> None:
    """Numbers of people at work are masked, their names are not: the list is there to know who does what."""
    client = counted.client("county")
    client.post("/worklist/", posted(counted, "due", person="王负责"))
    for address in ("/worklist/", "/overview/411302/worklist/", f"/units/{counted.unit['due'].pk}/coverage/"):
        assert "王负责" in client.get(address, headers={"HX-Request": "true"}).content.decode(), address
