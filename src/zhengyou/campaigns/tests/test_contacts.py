"""Contact points of leaders: given, ended, read by their level, by those above and by the organisation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.world import NOW, TODAY, World
from zhengyou.campaigns import retention
from zhengyou.campaigns.actions import contacts, task_steps
from zhengyou.campaigns.models import ContactPoint
from zhengyou.campaigns.queries import contacts as queries
from zhengyou.campaigns.queries import dependants
from zhengyou.campaigns.tests import matter
from zhengyou.census.actions import units
from zhengyou.organisations.actions import line
from zhengyou.web.errors import Conflict, Forbidden, Refused
from zhengyou.web.subjects import find

pytestmark = pytest.mark.django_db


def given(world: World, who: str = "county", **facts: Any) -> ContactPoint:
    scope, pk = world.scope(who), str(world.organisation["branch"].pk)
    subject = find(scope, "organisation", pk)
    assert subject is not None
    told: dict[str, Any] = {
        "leader": "何部长",
        "post": "组织部部长",
        "valid_from": TODAY - timedelta(days=30),
    } | facts
    return contacts.add(**told, kind="organisation", subject_id=pk, subject=subject, by=scope, at=NOW)


def test_its_level_those_above_and_the_organisation_read_it(world: World) -> None:
    row = given(world)
    readers = {who for who in world.appointment if queries.listed(world.scope(who)).filter(pk=row.pk)}
    assert readers == {
        "province", "city", "county", "organisation_dept", "department", "township", "secretary",
    }  # fmt: skip


def test_one_leader_has_it_once_and_again_after_it_ended(world: World) -> None:
    row = given(world)
    with pytest.raises(Refused):
        given(world)
    contacts.end(contact=row, on=TODAY, by=world.scope("county"), at=NOW)
    again = given(world)
    assert list(queries.listed(world.scope("county"))) == [again]
    assert list(queries.listed(world.scope("county"), ended=True)) == [row]


@pytest.mark.parametrize("days", [-31, 1])
def test_it_ends_neither_before_it_began_nor_tomorrow(world: World, days: int) -> None:
    with pytest.raises(Refused):
        contacts.end(contact=given(world), on=TODAY + timedelta(days=days), by=world.scope("county"), at=NOW)


def test_it_ends_once_and_by_its_own_level(world: World) -> None:
    row = given(world)
    for who in ("city", "department"):
        with pytest.raises(Forbidden):
            contacts.end(contact=row, on=TODAY, by=world.scope(who), at=NOW)
    contacts.end(contact=row, on=TODAY, by=world.scope("county"), at=NOW)
    with pytest.raises(Conflict):
        contacts.end(contact=row, on=TODAY, by=world.scope("county"), at=NOW)


def test_it_goes_with_its_organisation(world: World) -> None:
    row, branch = given(world, "city"), world.organisation["branch"]
    line.correct(
        organisation=branch,
        changes={"territory": world.place["411303001"]},
        version=branch.version,
        by=world.scope("city"),
        at=NOW,
    )
    row.refresh_from_db()
    assert row.subject_place == world.place["411303001"].path
    assert not ContactPoint.objects.within(world.scope("county")).exists()
    assert ContactPoint.objects.within(world.scope("neighbour_county")).exists()


def test_it_goes_with_its_unit(world: World) -> None:
    unit, scope = world.unit["foundry"], world.scope("city")
    subject = find(scope, "unit", str(unit.pk))
    assert subject is not None
    row = contacts.add(
        leader="何部长",
        post="",
        kind="unit",
        subject_id=str(unit.pk),
        subject=subject,
        valid_from=TODAY,
        by=scope,
        at=NOW,
    )
    units.transfer(
        unit=unit, territory=world.place["411303001"], on=TODAY, version=unit.version, by=scope, at=NOW
    )
    row.refresh_from_db()
    assert row.subject_place == world.place["411303001"].path


def test_on_the_pages_it_is_found_given_and_ended(world: World) -> None:
    client, pk = world.client("county"), world.organisation["branch"].pk
    found = client.get("/contacts/add/", {"q": "铸造"}).context["found"]
    assert ("organisation", str(pk)) in [(kind, number) for kind, number, *_rest in found]
    sent = {"leader": "何部长", "post": "", "valid_from": TODAY.isoformat()}
    address = f"/contacts/add/?kind=organisation&id={pk}"
    assert client.post(address, sent).status_code == 302
    again = client.post(address, sent)
    assert "已经是何部长的联系点" in again.content.decode()
    row = ContactPoint.objects.across_all(because="test").get()
    assert "何部长" in world.client("secretary").get("/contacts/").content.decode()
    assert client.post(f"/contacts/{row.pk}/end/", {"valid_to": TODAY.isoformat()}).status_code == 302
    assert "何部长" not in client.get("/contacts/").content.decode()
    assert "何部长" in client.get("/contacts/?ended=1").content.decode()


def test_levels_stand_in_code_order_one_leader_together(world: World) -> None:
    given(world, leader="王副书记")
    given(world, leader="何部长")
    given(world, "city", leader="赵书记")
    rows = queries.listed(world.scope("city"))
    assert [(row.territory.name, row.leader) for row in rows] == [
        ("南阳市", "赵书记"),
        ("宛城区", "何部长"),
        ("宛城区", "王副书记"),
    ]


def test_names_of_leaders_go_three_years_after_the_end(world: World) -> None:
    row = given(world)
    rows = ContactPoint.objects.across_all(because="test").filter(pk=row.pk)
    rows.update(valid_from=TODAY - timedelta(days=3000), valid_to=TODAY - retention.KEPT)
    assert retention.expire(NOW)["contact_points"] == 0
    rows.update(valid_to=TODAY - retention.KEPT - timedelta(days=1))
    assert retention.expire(NOW)["contact_points"] == 1


def test_open_tasks_and_contact_points_keep_a_place_open(world: World) -> None:
    matter.campaign()
    place, by = world.place["411302"], world.scope("county")
    assert dependants.of_territory(place, on=TODAY) == []
    task, row = matter.task(world, "county"), given(world, "city")
    assert dependants.of_territory(place, on=TODAY) == [
        "这里还有 1 项任务没有了结，请先办结或者不再办。",
        "这里还有 1 个联系点，请先结束。",
    ]
    task_steps.finish(task=task, on=TODAY, outcome="办了", by=by, at=NOW)
    contacts.end(contact=row, on=TODAY, by=world.scope("city"), at=NOW)
    assert dependants.of_territory(place, on=TODAY) == []
