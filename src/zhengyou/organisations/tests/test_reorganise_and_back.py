"""Taken back, everything stands as it stood: rows of every model that follows, and what came since goes back with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.world import NOW, World
from zhengyou import jobs
from zhengyou.campaigns.models import ContactPoint, Conveyance, Receipt, Visit
from zhengyou.campaigns.tests.cascading import campaign, directive
from zhengyou.census.models import Member, Unit
from zhengyou.organisations.actions.journal import following, rows
from zhengyou.organisations.actions.reversing import against, reverse
from zhengyou.organisations.models import Appointment, PartyOrganisation, Reminder, Reorganisation, Territory
from zhengyou.organisations.queries.waiting import ELECTION
from zhengyou.organisations.rules.reorganising import Plan
from zhengyou.organisations.tests.filled import IN_THE_CAST, fill
from zhengyou.organisations.tests.filled import following as kinds
from zhengyou.organisations.tests.whole import ON, astray, do, everything, miscounted, plan
from zhengyou.requests.models import Request
from zhengyou.web.errors import Refused

pytestmark = pytest.mark.django_db
EAST, WEST = "411302001", "411302002"


@pytest.fixture
def full(world: World) -> World:
    """The cast, with a row of everything in the eastern street and of its branch."""
    fill(world, world.place[EAST], world.organisation["branch"])
    jobs.follow_up(wait=True)
    return world


def split_of_the_street(world: World) -> Plan:
    chosen = {"organisation": (world.organisation["branch"].pk,), "unit": (world.unit["foundry"].pk,)}
    return plan("split", world.place[EAST], code="411302003", name="新瓦镇", chosen=chosen)


def split_of_the_county(world: World) -> Plan:
    chosen = {
        "territory": (world.place[EAST].pk,),
        "organisation": (world.organisation["county_committee"].pk,),
    }
    return plan("split", world.place["411302"], code="411371", name="高新区", chosen=chosen)


def split_of_the_branch(world: World) -> Plan:
    chosen = {"member": (world.member["zhang"].pk,), "unit": (world.unit["foundry"].pk,)}
    return plan("split", world.organisation["branch"], name="第二党支部", chosen=chosen)


def merger_of_the_street(world: World) -> Plan:
    return plan(
        "merge", world.place[EAST], world.place[WEST], appointments=chosen_for(territory=world.place[EAST])
    )


def merger_of_the_branch(world: World) -> Plan:
    branch = world.organisation["branch"]
    return plan(
        "merge", branch, world.organisation["neighbour_branch"], appointments=chosen_for(organisation=branch)
    )


def merger_into_the_branch(world: World) -> Plan:
    other = world.organisation["neighbour_branch"]
    return plan("merge", other, world.organisation["branch"], appointments=chosen_for(organisation=other))


def move_of_the_street(world: World) -> Plan:
    return plan("move", world.place[EAST], world.place["411303"])


def move_of_the_branch(world: World) -> Plan:
    return plan("move", world.organisation["branch"], world.organisation["city_committee"])


def chosen_for(**over: Any) -> dict[int, str]:
    return {one.pk: "over" for one in rows(Appointment).filter(**over)}


EVERY = [
    split_of_the_street, split_of_the_county, split_of_the_branch, merger_of_the_street,
    merger_of_the_branch, merger_into_the_branch, move_of_the_street, move_of_the_branch,
]  # fmt: skip


def made_by(done: Reorganisation) -> Any:
    model = Territory if done.tree == "territory" else PartyOrganisation
    return rows(model).get(pk=done.target_id)


def nowhere() -> list[str]:
    """Paths at which nothing stands."""
    found = []
    for tree, model in (("territory", Territory), ("organisation", PartyOrganisation)):
        known = {*rows(model).values_list("path", flat=True), ""}
        for holder, name in following(tree):
            lost = set(rows(holder).values_list(name, flat=True)) - known
            found += [f"{holder._meta.label}.{name}: {path}" for path in sorted(lost)]
    return found


def test_there_is_a_row_of_everything_that_follows(full: World) -> None:
    assert [model._meta.label for model in kinds() if not rows(model).exists()] == []
    assert len(kinds()) > 25
    assert IN_THE_CAST.isdisjoint(model._meta.label for model in kinds())


@pytest.mark.parametrize("wanted", EVERY, ids=lambda one: one.__name__)
@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "later"])
def test_taken_back_everything_stands_as_it_stood(
    full: World, wanted: Callable[[World], Plan], at_once: bool
) -> None:
    before = everything()
    done = do(wanted(full), by=full.scope("province"), at=NOW)
    changed = {name for name, held in everything().items() if held != before[name]}
    assert changed
    if not at_once:
        jobs.follow_up(wait=True)
        assert astray() == []
    assert nowhere() == []
    assert against(done) == []
    reverse(reorganisation=done, by=full.scope("province"), at=NOW)
    jobs.follow_up(wait=True)
    now = everything()
    assert {name: set(now[name]) ^ set(before[name]) for name in now if now[name] != before[name]} == {}
    assert astray() == []
    assert nowhere() == []
    assert miscounted(full.round) == []


def test_a_split_with_a_directive_is_taken_back(world: World) -> None:
    """Receipts of a branch that moves say where it stands; they are not what has come to the new town since."""
    branch, east = world.organisation["branch"], world.place[EAST]
    receipt(directive(world.place["410000"]), branch, east, acknowledged_at=NOW)
    before = everything()
    done = do(split_of_the_street(world), by=world.scope("city"), at=NOW)
    assert against(done) == []
    reverse(reorganisation=done, by=world.scope("city"), at=NOW)
    jobs.follow_up(wait=True)
    assert everything()["campaigns.Receipt"] == before["campaigns.Receipt"]


def receipt(held: Any, organisation: PartyOrganisation, place: Territory, **more: Any) -> Receipt:
    row = Receipt(
        directive=held, organisation=organisation, territory=place, place=place.path, from_place=place.path[:4],
        sent_at=NOW, sent_by="测试", **more,
    )  # fmt: skip
    row.save()
    return row


def test_what_came_since_to_what_moved_goes_back_with_it(full: World) -> None:
    world, branch, unit = full, full.organisation["branch"], full.unit["foundry"]
    done = do(split_of_the_street(world), by=world.scope("city"), at=NOW)
    made = made_by(done)
    branch.refresh_from_db()
    sent = receipt(directive(world.place["410000"], title="又一份"), branch, made, acknowledged_at=NOW)
    held = Conveyance(
        territory=made, place=made.path, organisation=branch, held_on=ON, how="meeting", recorded_at=NOW
    )
    held.save()
    member = Member(name="新党员", branch=branch, unit=unit, place=made.path, category="full")
    member.save()
    asked = Request(
        kind="correction", subject_kind="unit", subject_id=str(unit.pk), subject="s", text="t", place=made.path,
        owed_by=made.path, asked_by=world.person["secretary"], asked_at=NOW, due_on=ON,
    )  # fmt: skip
    asked.save()
    visit = told_of(unit, made.path, None, world)
    jobs.follow_up(wait=True)
    assert against(done) == []
    reverse(reorganisation=done, by=world.scope("city"), at=NOW)
    jobs.follow_up(wait=True)
    east = world.place[EAST]
    for row in (sent, held, member, asked, visit):
        row.refresh_from_db()
    assert (sent.territory, sent.place) == (held.territory, held.place) == (east, east.path)
    assert (member.place, asked.place, asked.owed_by, visit.place) == (east.path,) * 4
    assert astray() == nowhere() == []
    assert miscounted(world.round) == []


def told_of(unit: Unit, place: str, organisation: PartyOrganisation | None, world: World) -> Visit:
    level = world.place["411302"]
    row = Visit(
        campaign=campaign(), visited_on=ON, visitor="某", territory=level, level=level.path, place=place,
        organisation=organisation, subject_kind="unit", subject_id=str(unit.pk), subject=unit.name, said="好",
        recorded_at=NOW,
    )  # fmt: skip
    row.save()
    return row


def test_a_visit_to_a_unit_does_not_hold_its_new_branch(full: World) -> None:
    world = full
    done = do(split_of_the_branch(world), by=world.scope("city"), at=NOW)
    made, level = made_by(done), world.place["411302"]
    visit = told_of(world.unit["foundry"], made.place, made, world)
    contact = ContactPoint(
        territory=level, place=level.path, leader="某", subject_kind="unit", subject_place=made.place,
        subject_id=str(world.unit["foundry"].pk), subject="s", organisation=made, valid_from=ON,
    )  # fmt: skip
    contact.save()
    assert against(done) == []
    reverse(reorganisation=done, by=world.scope("city"), at=NOW)
    visit.refresh_from_db()
    contact.refresh_from_db()
    assert visit.organisation == contact.organisation == world.organisation["branch"]


def test_a_reminder_that_came_by_itself_does_not_hold_it(full: World) -> None:
    done = do(split_of_the_branch(full), by=full.scope("city"), at=NOW)
    made = made_by(done)
    Reminder(kind=ELECTION, organisation=made, place=made.place, due_on=ON, text="届满").save()
    reverse(reorganisation=done, by=full.scope("city"), at=NOW)
    assert not rows(Reminder).filter(due_on=ON, text="届满").exists()


def test_what_the_new_place_did_itself_holds_it(full: World) -> None:
    done = do(split_of_the_street(full), by=full.scope("city"), at=NOW)
    made = made_by(done)
    ContactPoint(
        territory=made, place=made.path, leader="某", subject_kind="organisation", subject_place=made.path,
        subject_id=str(full.organisation["branch"].pk), subject="s", organisation=full.organisation["branch"],
        valid_from=ON,
    ).save()  # fmt: skip
    with pytest.raises(Refused, match=r"新瓦镇.*1 项"):
        reverse(reorganisation=done, by=full.scope("city"), at=NOW)
