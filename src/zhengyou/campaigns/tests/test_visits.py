"""Visits in three lines: whom, what was said, what is promised; who reads them, and how long names are kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.world import NOW, TODAY, World
from zhengyou.campaigns import my_data, retention
from zhengyou.campaigns.actions import task_steps, visits
from zhengyou.campaigns.models import Task, Visit
from zhengyou.campaigns.queries import tasks as task_queries
from zhengyou.campaigns.queries.tasks import waiting
from zhengyou.campaigns.tests import matter
from zhengyou.web.errors import Forbidden, Refused
from zhengyou.web.subjects import find

pytestmark = pytest.mark.django_db
DUE = TODAY + timedelta(days=10)


@pytest.fixture(autouse=True)
def _campaign(world: World) -> None:
    matter.bodies(world)
    matter.campaign()


def went(world: World, who: str = "county", unit: str = "foundry", **facts: Any) -> Visit:
    """Somebody visits a unit."""
    scope, pk = world.scope(who), str(world.unit[unit].pk)
    subject = find(scope, "unit", pk)
    assert subject is not None
    given: dict[str, Any] = {"visited_on": TODAY, "visitor": "孙县办", "said": "缺一名党务工作者"}
    return visits.record(kind="unit", subject_id=pk, subject=subject, **(given | facts), by=scope, at=NOW)


def readers(world: World, row: Visit) -> set[str]:
    return {who for who in world.appointment if Visit.objects.within(world.scope(who)).filter(pk=row.pk)}


def test_a_promise_becomes_a_task_of_the_visitors_level(world: World) -> None:
    own = matter.body(world, "411302", "united_front")
    row = went(world, "department", promises=[visits.Promise("联系税务局", own.pk, DUE)])
    (task,) = Task.objects.across_all(because="test")
    assert (task.title, task.origin, task.visit, task.due_on) == ("联系税务局", "visit", row, DUE)
    assert task.place == world.place["411302"].path
    assert [one.text for one in waiting(world.scope("department"), today=TODAY)] == ["任务：联系税务局"]


def test_the_own_level_those_above_and_the_visited_read_it(world: World) -> None:
    row = went(world, promises=[visits.Promise("联系税务局", None, DUE)])
    assert row.organisation == world.organisation["branch"]
    everyone = {"province", "city", "county", "organisation_dept", "department", "secretary"}
    assert readers(world, row) == everyone
    task = Task.objects.across_all(because="test").get()
    assert {
        who for who in world.appointment if Task.objects.within(world.scope(who)).filter(pk=task.pk)
    } == everyone


def test_levels_between_do_not_read_what_was_said_to_those_above(world: World) -> None:
    row = went(world, "city")
    assert readers(world, row) == {"province", "city", "secretary"}


def test_an_instructor_records_and_keeps_in_sight_what_was_promised(world: World) -> None:
    row = went(world, "instructor", "due", promises=[visits.Promise("教他们报表", None, DUE)])
    assert readers(world, row) == {
        "province", "city", "county", "organisation_dept", "department", "instructor",
    }  # fmt: skip
    task = Task.objects.within(world.scope("instructor")).get()
    ended = task_steps.finish(task=task, on=TODAY, outcome="教会了", by=world.scope("instructor"), at=NOW)
    assert ended.state == "done"


def test_a_township_keeps_its_promises_itself(world: World) -> None:
    went(world, "township", promises=[visits.Promise("协调场地", None, DUE)])
    task = Task.objects.within(world.scope("township")).get()
    assert task_queries.steps(world.scope("township"), task, on=TODAY) == ["finish", "drop"]
    assert task_queries.steps(world.scope("department"), task, on=TODAY) == []


def test_what_was_promised_does_not_go_down_with_the_matrix(world: World) -> None:
    went(world, promises=[visits.Promise("联系税务局", None, DUE)])
    with pytest.raises(Refused):
        task_steps.issue(by=world.scope("county"), at=NOW)


@pytest.mark.parametrize(
    "wrong", [{"said": "  "}, {"visitor": ""}, {"visited_on": TODAY + timedelta(days=1)}]
)
def test_what_cannot_be_is_refused(world: World, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        went(world, **wrong)


def test_a_wrong_promise_keeps_no_half_of_the_visit(world: World) -> None:
    neighbour = matter.body(world, "411303", "federation")
    with pytest.raises(Refused):
        went(world, promises=[visits.Promise("别人的事", neighbour.pk, DUE)])
    assert not Visit.objects.across_all(because="test").exists()


def test_a_secretary_is_visited_and_does_not_record(world: World) -> None:
    with pytest.raises(Forbidden):
        went(world, "secretary")


def test_only_the_level_that_went_adds_a_promise(world: World) -> None:
    row = went(world)
    later = visits.Promise("再去一次", None, DUE)
    visits.promise(visit=row, promise=later, by=world.scope("department"), at=NOW)
    for who in ("city", "secretary", "township"):
        with pytest.raises(Forbidden):
            visits.promise(visit=row, promise=later, by=world.scope(who), at=NOW)


def form(**more: str) -> dict[str, str]:
    empty = {"promise-TOTAL_FORMS": "3", "promise-INITIAL_FORMS": "0"}
    sent = {"said": "缺一名党务工作者", "visited_on": TODAY.isoformat(), "visitor": "孙县办"}
    return empty | sent | more


def test_on_the_page_three_lines_are_enough(world: World) -> None:
    client, pk = world.client("county"), world.unit["foundry"].pk
    shown = client.get(f"/units/{pk}/").content.decode()
    address = f"/visits/add/?kind=unit&id={pk}"
    assert address.replace("&", "&amp;") in shown
    own = matter.body(world, "411302")
    sent = form(
        **{"promise-0-what": "联系税务局", "promise-0-due_on": DUE.isoformat(), "promise-0-who": str(own.pk)}
    )
    answer = client.post(address, sent)
    row = Visit.objects.across_all(because="test").get()
    assert answer["Location"] == f"/visits/{row.pk}/"
    shown = client.get(answer["Location"]).content.decode()
    assert "缺一名党务工作者" in shown
    assert "联系税务局" in shown
    assert "豫宛精密铸造有限公司" in client.get("/visits/").content.decode()
    assert "缺一名党务工作者" in client.get(f"/visits/?kind=unit&id={pk}").content.decode()


def test_lines_without_a_promise_make_no_task(world: World) -> None:
    client, pk = world.client("instructor"), world.unit["due"].pk
    shown = client.get(f"/visits/add/?kind=unit&id={pk}").context["promises"]
    untouched = {f"promise-{number}-who": one["who"].value() for number, one in enumerate(shown)}
    assert client.post(f"/visits/add/?kind=unit&id={pk}", form(**untouched)).status_code == 302
    assert not Task.objects.across_all(because="test").exists()


def test_a_promise_without_a_day_is_asked_for_it(world: World) -> None:
    client, pk = world.client("county"), world.unit["foundry"].pk
    answer = client.post(f"/visits/add/?kind=unit&id={pk}", form(**{"promise-1-what": "联系税务局"}))
    assert answer.status_code == 200
    assert "due_on" in answer.context["promises"][1].errors
    assert answer.context["further"]
    assert not Visit.objects.across_all(because="test").exists()


@pytest.mark.parametrize(
    ("who", "text", "names"),
    [
        ("county", "铸造", ["豫宛精密铸造有限公司", "豫宛精密铸造有限公司党支部"]),
        ("county", "中原", []),
        ("county", "东关", ["东关街道"]),
        ("county", "", []),
        ("instructor", "", ["宛城新材料有限公司"]),
        ("instructor", "铸造", []),
    ],
)
def test_whom_is_found_by_name_inside_the_scope(world: World, who: str, text: str, names: list[str]) -> None:
    answer = world.client(who).get("/visits/add/", {"q": text})
    assert [subject.label for _kind, _id, subject, _where in answer.context["found"]] == names


@pytest.mark.parametrize(
    "address", ["kind=unit&id={neighbour}", "kind=member&id=1", "kind=unit&id=x", "kind=x"]
)
def test_whom_outside_the_scope_is_not_found(world: World, address: str) -> None:
    pk = world.unit["neighbour"].pk
    answer = world.client("county").get(f"/visits/add/?{address.format(neighbour=pk)}")
    assert answer.status_code == 404


def test_names_go_after_three_years_and_promises_stay(world: World) -> None:
    old = TODAY - retention.KEPT - timedelta(days=1)
    bare, kept = went(world), went(world, promises=[visits.Promise("联系税务局", None, DUE)])
    fresh = went(world, visited_on=TODAY - retention.KEPT)
    rows = Visit.objects.across_all(because="test")
    rows.filter(pk__in=[bare.pk, kept.pk]).update(visited_on=old)
    assert retention.expire(NOW) == {"contact_points": 0, "visits": 1, "visitors": 1}
    assert {row.pk: row.visitor for row in rows} == {kept.pk: "", fresh.pk: "孙县办"}
    assert retention.expire(NOW) == {"contact_points": 0, "visits": 0, "visitors": 0}


def test_a_person_finds_the_visits_recorded_among_the_own_data(world: World) -> None:
    went(world)
    (held,) = my_data.held(world.person["county"])
    assert held.facts == [(f"{TODAY} 豫宛精密铸造有限公司", "孙县办 · 缺一名党务工作者")]
    assert my_data.held(world.person["city"])[0].facts == []


def test_visits_stand_latest_first(world: World) -> None:
    first = went(world, visited_on=date(2026, 11, 1))
    second = went(world, visited_on=date(2026, 11, 20))
    listed = world.client("county").get("/visits/").context["lines"]
    assert [row for row, _tasks in listed] == [second, first]
