"""Places are moved, merged and split; whatever stands there goes along, and comes back."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from tests.world import NOW, World
from zhengyou import jobs
from zhengyou.campaigns.models import Receipt
from zhengyou.campaigns.tests.cascading import directive
from zhengyou.census.models import Member, Unit
from zhengyou.changes import queries as changes
from zhengyou.organisations.actions import reorganising, territories
from zhengyou.organisations.actions.reversing import against, reverse
from zhengyou.organisations.models import Appointment, Body, Territory, TerritoryLink
from zhengyou.organisations.tests.whole import ON, WHY, astray, do, everything, miscounted, plan
from zhengyou.web.errors import Conflict, Forbidden, Refused

pytestmark = pytest.mark.django_db
EAST, WEST, OTHER = "411302001", "411302002", "411303001"  # two streets of 宛城区, one of 卧龙区


@pytest.fixture
def counted(world: World) -> World:
    """The cast with its figures up to date."""
    jobs.follow_up(wait=True)
    assert miscounted(world.round) == []
    return world


def fresh(place: Territory) -> Territory:
    place.refresh_from_db()
    return place


def seen(world: World, key: str) -> set[str]:
    """Names of the units that a person sees now."""
    world.appointment[key].refresh_from_db()
    for name in ("territory", "organisation"):
        if (node := getattr(world.appointment[key], name)) is not None:
            node.refresh_from_db()
    return set(Unit.objects.within(world.scope(key)).values_list("name", flat=True))


def test_a_street_moves_with_everything_and_comes_back(counted: World) -> None:
    world, before = counted, everything()
    street, county = world.place[EAST], world.place["411303"]
    done = do(plan("move", street, county), by=world.scope("city"), at=NOW)
    assert fresh(street).parent == county
    assert street.path.startswith(county.path)
    assert astray() == []
    assert miscounted(world.round) == []
    assert "豫宛精密铸造有限公司" in seen(world, "neighbour_county")
    assert "豫宛精密铸造有限公司" not in seen(world, "county")
    assert seen(world, "township") == {"豫宛精密铸造有限公司", "宛城小吃店"}
    reverse(reorganisation=done, by=world.scope("city"), at=NOW)
    assert astray() == []
    assert everything() == before
    assert miscounted(world.round) == []
    assert "豫宛精密铸造有限公司" in seen(world, "county")


def test_links_tell_where_it_stood_when(counted: World) -> None:
    street, county = counted.place[EAST], counted.place["411303"]
    do(plan("move", street, county), by=counted.scope("city"), at=NOW)
    links = TerritoryLink.objects.across_all(because=WHY).filter(territory=street).order_by("valid_from")
    assert [(link.parent.code, link.valid_to) for link in links] == [("411302", ON), ("411303", None)]
    [change, *_] = changes.history("territory", street.pk)
    assert (change.field, change.as_of) == ("parent", ON)
    assert "豫政文〔2026〕9号" in change.source


def test_a_path_that_was_left_is_given_to_nobody(counted: World) -> None:
    """What stays as it was, the log first of all, still stands under it."""
    world = counted
    street, left = world.place[WEST], world.place[WEST].path
    done = do(plan("move", street, world.place["411303"]), by=world.scope("city"), at=NOW)
    went = fresh(street).path
    reverse(reorganisation=done, by=world.scope("city"), at=NOW)
    do(plan("move", street, world.place["411303"]), by=world.scope("city"), at=NOW)
    again = fresh(street).path
    assert again not in {left, went}
    park = territories.add_zone(
        name="新园区", code="411302900", parent=world.place["411302"], on=ON, by=world.scope("city"), at=NOW
    )
    assert park.path != left


def test_two_streets_become_one(counted: World) -> None:
    world, before = counted, everything()
    east, west = world.place[EAST], world.place[WEST]
    ends = {world.appointment["township"].pk: "over"}
    done = do(plan("merge", east, west, appointments=ends), by=world.scope("city"), at=NOW)
    assert fresh(east).valid_to == ON
    assert astray() == []
    jobs.follow_up(wait=True)
    assert miscounted(world.round) == []
    assert seen(world, "township") == {
        "豫宛精密铸造有限公司",
        "宛城小吃店",
        "宛城新材料有限公司",
        "宛城区玉雕行业商会",
    }
    [change, *_] = changes.history("unit", world.unit["foundry"].pk)
    assert (change.field, change.old, change.new) == ("territory", str(east.pk), str(west.pk))
    reverse(reorganisation=done, by=world.scope("city"), at=NOW)
    jobs.follow_up(wait=True)
    assert astray() == []
    assert everything() == before
    assert miscounted(world.round) == []


def test_two_counties_become_one_with_their_streets_and_bodies(counted: World) -> None:
    world = counted
    for code in ("411302", "411303"):
        place = world.place[code]
        Body(
            territory=place, kind="united_front", name=f"中共{place}委统战部", valid_from=date(2000, 1, 1)
        ).save()
    before = everything()
    old, new = world.place["411303"], world.place["411302"]
    choices = {world.appointment["neighbour_county"].pk: "ends"}
    done = do(plan("merge", old, new, appointments=choices), by=world.scope("city"), at=NOW)
    assert astray() == []
    assert miscounted(world.round) == []
    assert seen(world, "county") == {unit.name for unit in Unit.objects.across_all(because=WHY)}
    world.appointment["neighbour_county"].refresh_from_db()
    assert world.appointment["neighbour_county"].valid_to == ON
    bodies = Body.objects.across_all(because=WHY).filter(territory=old)
    assert [body.valid_to for body in bodies] == [ON, ON]
    reverse(reorganisation=done, by=world.scope("city"), at=NOW)
    assert astray() == []
    assert everything() == before


def test_some_units_of_a_street_come_to_a_new_one(counted: World) -> None:
    world, before = counted, everything()
    east = world.place[EAST]
    chosen = {"organisation": (world.organisation["branch"].pk,), "unit": (world.unit["foundry"].pk,)}
    wanted = plan("split", east, code="411302003", name="东关新街道", chosen=chosen)
    done = do(wanted, by=world.scope("city"), at=NOW)
    made = Territory.objects.across_all(because=WHY).get(code="411302003")
    assert made.valid_from == ON
    assert astray() != []  # coverage follows through the outbox
    jobs.follow_up(wait=True)
    assert astray() == []
    assert miscounted(world.round) == []
    assert set(Member.objects.across_all(because=WHY).filter(place=made.path)) == {
        world.member["li"],
        world.member["zhang"],
    }
    assert seen(world, "township") == {"宛城小吃店"}
    assert "豫宛精密铸造有限公司" in seen(world, "county")
    reverse(reorganisation=done, by=world.scope("city"), at=NOW)
    jobs.follow_up(wait=True)
    assert astray() == []
    assert everything() == before
    assert miscounted(world.round) == []


def test_a_county_gives_a_street_to_a_new_county(counted: World) -> None:
    world, before = counted, everything()
    chosen = {"territory": (world.place[WEST].pk,)}
    wanted = plan("split", world.place["411302"], code="411371", name="高新区", chosen=chosen)
    done = do(wanted, by=world.scope("city"), at=NOW)
    made = Territory.objects.across_all(because=WHY).get(code="411371")
    assert fresh(world.place[WEST]).parent == made
    assert astray() == []
    assert miscounted(world.round) == []
    assert Body.objects.across_all(because=WHY).filter(territory=made).count() == 5
    reverse(reorganisation=done, by=world.scope("city"), at=NOW)
    assert everything() == before


def test_asked_twice_it_is_done_once(counted: World) -> None:
    wanted, key = plan("move", counted.place[EAST], counted.place["411303"]), uuid4()
    first = reorganising.carry_out(plan=wanted, key=key, by=counted.scope("city"), at=NOW)
    again = reorganising.carry_out(plan=wanted, key=key, by=counted.scope("city"), at=NOW)
    assert first == again


def test_it_is_taken_back_once(counted: World) -> None:
    done = do(plan("move", counted.place[EAST], counted.place["411303"]), by=counted.scope("city"), at=NOW)
    reverse(reorganisation=done, by=counted.scope("city"), at=NOW)
    with pytest.raises(Conflict):
        reverse(reorganisation=done, by=counted.scope("city"), at=NOW)


def test_what_a_later_one_builds_on_is_not_taken_back(counted: World) -> None:
    world = counted
    first = do(plan("move", world.place[EAST], world.place["411303"]), by=world.scope("city"), at=NOW)
    choices = {world.appointment["township"].pk: "over"}
    do(
        plan("merge", fresh(world.place[EAST]), world.place[OTHER], appointments=choices),
        by=world.scope("city"),
        at=NOW,
    )
    with pytest.raises(Refused, match="请先撤回那一次"):
        reverse(reorganisation=first, by=world.scope("city"), at=NOW)


def test_what_came_to_a_new_place_since_keeps_it(counted: World) -> None:
    world = counted
    chosen = {"unit": (world.unit["foundry"].pk,)}
    wanted = plan("split", world.place[EAST], code="411302003", name="东关新街道", chosen=chosen)
    done = do(wanted, by=world.scope("city"), at=NOW)
    made = Territory.objects.across_all(because=WHY).get(code="411302003")
    Unit(territory=made, path=made.path, name="新来的公司", org_kind="enterprise").save()
    with pytest.raises(Refused, match="没有地方可去"):
        reverse(reorganisation=done, by=world.scope("city"), at=NOW)


def test_what_the_machine_sent_to_a_new_place_does_not_keep_it(counted: World) -> None:
    world = counted
    before = everything()
    chosen = {"territory": (world.place[WEST].pk,)}
    wanted = plan("split", world.place["411302"], code="411371", name="高新区", chosen=chosen)
    done = do(wanted, by=world.scope("city"), at=NOW)
    made = Territory.objects.across_all(because=WHY).get(code="411371")
    sent = Receipt(
        directive=directive(world.place["411300"]),
        territory=made,
        place=made.path,
        sent_at=NOW,
        sent_by="市办",
    )
    sent.save()
    assert against(done) == []
    sent.acknowledged_at = NOW
    sent.save()
    assert "1 项签收记录" in " ".join(against(done))
    sent.acknowledged_at = None
    sent.save()
    reverse(reorganisation=done, by=world.scope("city"), at=NOW)
    assert everything()["organisations.Territory"] == before["organisations.Territory"]


@pytest.mark.parametrize("key", ["county", "township", "department", "secretary", "stranger"])
def test_only_city_and_province_reorganise_places(counted: World, key: str) -> None:
    with pytest.raises(Forbidden):
        do(plan("move", counted.place[EAST], counted.place["411303"]), by=counted.scope(key), at=NOW)


def test_a_city_reorganises_its_own_places(counted: World) -> None:
    with pytest.raises(Refused, match="管理范围"):
        do(plan("move", counted.place["411302"], counted.place["410100"]), by=counted.scope("city"), at=NOW)
    do(plan("move", counted.place["411302"], counted.place["410100"]), by=counted.scope("province"), at=NOW)
    assert astray() == []


def test_what_cannot_be_is_refused(counted: World) -> None:
    world, by = counted, counted.scope("province")
    street, own, other = world.place[EAST], world.place["411302"], world.place["411303"]
    for wanted, said in [
        (plan("move", own, street), "不能作它的上级"),
        (plan("move", own, own), "不能作它的上级"),
        (plan("move", street, own), "不用变更"),
        (plan("move", other, own), "不能放在"),
        (plan("move", street, world.place["411300"]), "不能放在"),
        (plan("move", world.place["411300"], own), "不能作它的上级|不能在这里调整"),
        (plan("move", street, other, on=NOW.date() + timedelta(days=2)), "还没有到"),
        (plan("move", street, other, on=date(1999, 1, 1)), "不能早于"),
        (plan("merge", street, street), "不能并入自己"),
        (plan("merge", street, other), "只有同级"),
        (plan("merge", street, world.place[WEST]), "还没有选择去向"),
        (plan("split", street, code="411302002", name="新街道", chosen={"unit": (1,)}), "已经有了"),
        (plan("split", street, code="411303009", name="新街道", chosen={"unit": (1,)}), "以 411302 开头"),
        (plan("split", street, code="411302009", name="汉冶街道", chosen={"unit": (1,)}), "已经有"),
        (plan("split", street, code="411302009", name="新街道"), "至少选"),
    ]:
        before = everything()
        with pytest.raises(Refused, match=said):
            do(wanted, by=by, at=NOW)
        assert everything() == before
    Territory.objects.across_all(because=WHY).filter(pk=other.pk).update(valid_to=ON)
    with pytest.raises(Refused, match="已经撤销"):
        do(plan("move", street, other), by=by, at=NOW)


def test_past_appointments_stay_with_the_place_that_ended(counted: World) -> None:
    world = counted
    past = world.appointment["township"]
    Appointment.objects.across_all(because=WHY).filter(pk=past.pk).update(valid_to=date(2020, 1, 1))
    do(plan("merge", world.place[EAST], world.place[WEST]), by=world.scope("city"), at=NOW)
    past.refresh_from_db()
    assert past.territory == world.place[EAST]
