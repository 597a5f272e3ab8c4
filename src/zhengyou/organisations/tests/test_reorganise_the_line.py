"""Party organisations are moved, merged and split; members, units and secretaries go along, and come back."""

from __future__ import annotations

from datetime import date

import pytest

from tests.world import NOW, World
from zhengyou import jobs
from zhengyou.census.models import Member, Unit
from zhengyou.changes import queries as changes
from zhengyou.organisations.actions.reversing import reverse
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.organisations.tests.whole import ON, WHY, astray, do, everything, miscounted, plan
from zhengyou.web.errors import Conflict, Forbidden, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(world: World) -> World:
    """The cast with its figures up to date."""
    jobs.follow_up(wait=True)
    return world


def members(world: World, key: str) -> set[str]:
    """Names of the members that a person sees now."""
    appointment = world.appointment[key]
    appointment.refresh_from_db()
    for name in ("territory", "organisation"):
        if (node := getattr(appointment, name)) is not None:
            node.refresh_from_db()
    return set(Member.objects.within(world.scope(key)).values_list("name", flat=True))


def whole(world: World) -> bool:
    jobs.follow_up(wait=True)
    return astray() == [] and miscounted(world.round) == []


def test_a_branch_moves_and_comes_back(counted: World) -> None:
    world, before = counted, everything()
    row, above = world.organisation["neighbour_branch"], world.organisation["county_committee"]
    done = do(plan("move", row, above), by=world.scope("city"), at=NOW)
    row.refresh_from_db()
    assert row.superior == above
    assert row.path.startswith(above.path)
    assert whole(world)
    reverse(reorganisation=done, by=world.scope("city"), at=NOW)
    assert whole(world)
    assert everything() == before


@pytest.mark.parametrize("choice", ["over", "ends"])
def test_two_branches_become_one(counted: World, choice: str) -> None:
    world, before = counted, everything()
    row, taker = world.organisation["branch"], world.organisation["neighbour_branch"]
    secretary = world.appointment["secretary"]
    done = do(plan("merge", row, taker, appointments={secretary.pk: choice}), by=world.scope("city"), at=NOW)
    row.refresh_from_db()
    assert row.valid_to == ON
    assert whole(world)
    assert members(world, "neighbour_secretary") == {"李党员", "张党员", "何邻党"}
    secretary.refresh_from_db()
    assert (secretary.valid_to is None) == (choice == "over")
    if choice == "over":
        assert members(world, "secretary") == {"李党员", "张党员", "何邻党"}
    unit = Unit.objects.across_all(because=WHY).get(pk=world.unit["foundry"].pk)
    assert unit.organisation == taker
    told = {(one.field, one.new) for one in changes.history("member", world.member["li"].pk)}
    assert ("branch", str(taker.pk)) in told
    reverse(reorganisation=done, by=world.scope("city"), at=NOW)
    assert whole(world)
    assert everything() == before


def test_a_joint_roll_is_complete_as_far_back_as_both_were(counted: World) -> None:
    world = counted
    row, taker = world.organisation["branch"], world.organisation["neighbour_branch"]
    rows = PartyOrganisation.objects.across_all(because=WHY)
    rows.filter(pk=taker.pk).update(roll_complete_on=date(2026, 10, 1))
    choices = {world.appointment["secretary"].pk: "ends"}
    do(plan("merge", row, taker, appointments=choices), by=world.scope("city"), at=NOW)
    taker.refresh_from_db()
    assert taker.roll_complete_on is None


def test_some_members_come_to_a_new_branch(counted: World) -> None:
    world, before = counted, everything()
    row = world.organisation["branch"]
    chosen = {"member": (world.member["zhang"].pk,)}
    wanted = plan("split", row, name="豫宛精密铸造有限公司第二党支部", chosen=chosen)
    done = do(wanted, by=world.scope("county"), at=NOW)
    made = PartyOrganisation.objects.across_all(because=WHY).get(name="豫宛精密铸造有限公司第二党支部")
    assert made.superior == row.superior
    assert whole(world)
    assert members(world, "secretary") == {"李党员"}
    reverse(reorganisation=done, by=world.scope("county"), at=NOW)
    assert whole(world)
    assert everything() == before
    assert members(world, "secretary") == {"李党员", "张党员"}


def test_a_secretary_does_not_reorganise_the_own_branch(counted: World) -> None:
    world = counted
    with pytest.raises(Refused, match="由上级党组织"):
        do(
            plan("split", world.organisation["branch"], name="二支部", chosen={"member": (1,)}),
            by=world.scope("secretary"),
            at=NOW,
        )


def test_whoever_may_not_edit_organisations_reorganises_none(counted: World) -> None:
    world = counted
    wanted = plan("move", world.organisation["branch"], world.organisation["city_committee"])
    for key in ("department", "instructor", "stranger"):
        with pytest.raises(Forbidden):
            do(wanted, by=world.scope(key), at=NOW)


def test_others_organisations_are_not_found(counted: World) -> None:
    world = counted
    wanted = plan("move", world.organisation["neighbour_branch"], world.organisation["county_committee"])
    with pytest.raises(Refused, match="管理范围内"):
        do(wanted, by=world.scope("county"), at=NOW)


def test_what_cannot_be_is_refused(counted: World) -> None:
    world, by = counted, counted.scope("city")
    top, county, branch = (
        world.organisation[key] for key in ("city_committee", "county_committee", "branch")
    )
    choices = {world.appointment["secretary"].pk: "ends"}
    for wanted, said in [
        (plan("move", county, branch), "不能作它的上级"),
        (plan("move", branch, county), "不用变更"),
        (plan("move", branch, top, on=date(2009, 1, 1)), "不能早于"),
        (plan("move", branch, top, on=date(2026, 12, 1)), "还没有到"),
        (plan("merge", branch, branch), "不能并入"),
        (plan("merge", county, branch), "不能并入"),
        (plan("merge", branch, top, appointments=choices), "同一类别"),
        (plan("merge", branch, world.organisation["neighbour_branch"]), "还没有选择去向"),
        (plan("split", branch), "名称"),
        (plan("split", branch, name="二支部"), "至少选"),
    ]:
        before = everything()
        with pytest.raises(Refused, match=said):
            do(wanted, by=by, at=NOW)
        assert everything() == before


def test_taken_back_twice_it_conflicts(counted: World) -> None:
    world = counted
    wanted = plan("move", world.organisation["branch"], world.organisation["city_committee"])
    done = do(wanted, by=world.scope("city"), at=NOW)
    reverse(reorganisation=done, by=world.scope("city"), at=NOW)
    with pytest.raises(Conflict):
        reverse(reorganisation=done, by=world.scope("city"), at=NOW)
