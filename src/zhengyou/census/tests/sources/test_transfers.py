"""A member moves from one branch to another: at once inside one scope, with the giver's release across scopes."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.world import NOW, TODAY, World
from zhengyou.census.actions import following, members, transfers
from zhengyou.census.models import Member, Transfer
from zhengyou.census.queries import transfers as queries
from zhengyou.census.queries.waiting import waiting
from zhengyou.changes import queries as changes
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.organisations.models import OrganisationLink, PartyOrganisation
from zhengyou.scoping import Scope
from zhengyou.web.errors import Conflict, Forbidden, Refused

WHY = "a test looks at what was written"
NUMBER = "411303197907070037"  # the neighbour's member


def propose(world: World, by: str = "secretary") -> Transfer:
    return transfers.propose(
        id_number=NUMBER,
        branch=world.organisation["branch"],
        unit=world.unit["foundry"],
        on=TODAY,
        by=world.scope(by),
        at=NOW,
    )


def member(world: World) -> Member:
    return Member.objects.across_all(because=WHY).get(pk=world.member["neighbour"].pk)


def second_branch(world: World) -> PartyOrganisation:
    """Another branch in the county."""
    place = world.place["411302002"]
    made = PartyOrganisation(
        name="宛城新材料有限公司党支部", level="branch", territory=place, place=place.path,
        superior=world.organisation["county_committee"], path="000000000001", valid_from=TODAY,
    )  # fmt: skip
    made.save()
    OrganisationLink(organisation=made, superior=made.superior, valid_from=TODAY).save()
    return made


def test_inside_one_scope_it_is_done_at_once_and_recorded_with_its_day(world: World) -> None:
    branch = second_branch(world)
    li = world.member["li"]
    members.transfer(
        member=li, branch=branch, unit=None, on=TODAY, version=li.version, by=world.scope("county"), at=NOW
    )
    row = Transfer.objects.across_all(because=WHY).get()
    assert (row.state, row.from_branch, row.to_branch, row.moved_on) == (
        "released", world.organisation["branch"], branch, TODAY,
    )  # fmt: skip


def test_another_unit_alone_is_no_transfer_between_branches(world: World) -> None:
    li = world.member["li"]
    members.transfer(
        member=li,
        branch=li.branch,
        unit=world.unit["due"],
        on=TODAY,
        version=1,
        by=world.scope("county"),
        at=NOW,
    )
    assert not Transfer.objects.across_all(because=WHY).exists()


def test_across_scopes_the_member_stays_until_released(world: World) -> None:
    row = propose(world)
    assert row.state == "proposed"
    assert member(world).branch_id == world.organisation["neighbour_branch"].pk


def test_proposing_twice_is_one_proposal(world: World) -> None:
    assert propose(world).pk == propose(world).pk


def test_who_proposes_does_not_learn_where_the_member_stands(world: World) -> None:
    row = propose(world)
    for person in ("secretary", "county"):
        shown = queries.shown(world.scope(person), row)
        assert "中原" not in shown.source
        assert shown.name == "何**"
        page = world.client(person).get(reverse("census:transfer", args=[row.pk])).content.decode()
        assert "中原" not in page
        assert "何邻党" not in page
        assert "王邻支" not in page
        assert "邻" not in page


def test_the_giver_sees_it_among_what_waits(world: World) -> None:
    row = propose(world)
    told = [one for one in waiting(world.scope("neighbour_secretary"), today=TODAY) if "转接" in one.text]
    assert [one.url for one in told] == [reverse("census:transfer", args=[row.pk])]
    assert any("转接" in one.text for one in waiting(world.scope("neighbour_county"), today=TODAY))
    assert not any("转接" in one.text for one in waiting(world.scope("county"), today=TODAY))
    # A city sees both sides: it may help, and is not asked.
    assert not any("转接" in one.text for one in waiting(world.scope("city"), today=TODAY))


@pytest.mark.parametrize("person", ["township", "instructor", "stranger", "department"])
def test_strangers_do_not_find_it(world: World, person: str) -> None:
    place = world.place["411302002"]
    row = propose(world)
    Transfer.objects.across_all(because=WHY).filter(pk=row.pk).update(to_place=place.path)
    assert world.client(person).get(reverse("census:transfer", args=[row.pk])).status_code in {403, 404}


def test_the_release_moves_the_member_with_a_dated_change(world: World) -> None:
    row = propose(world)
    transfers.release(transfer=row, by=world.scope("neighbour_secretary"), at=NOW)
    now = member(world)
    assert (now.branch_id, now.unit_id) == (world.organisation["branch"].pk, world.unit["foundry"].pk)
    assert now.place == world.organisation["branch"].place
    change = next(one for one in changes.history("member", now.pk) if one.field == "branch")
    assert (change.as_of, change.new) == (TODAY, str(world.organisation["branch"].pk))
    assert Member.objects.within(world.scope("secretary")).filter(pk=now.pk).exists()
    assert not Member.objects.within(world.scope("neighbour_secretary")).filter(pk=now.pk).exists()


def test_released_it_tells_the_taker_where_the_member_stood(world: World) -> None:
    row = transfers.release(transfer=propose(world), by=world.scope("neighbour_county"), at=NOW)
    shown = queries.shown(world.scope("county"), row)
    assert (shown.source, shown.name) == ("中原纺织有限公司党支部", "何邻党")


@pytest.mark.parametrize("person", ["secretary", "county", "instructor", "organisation_dept"])
def test_only_the_giver_releases_or_refuses(world: World, person: str) -> None:
    row = propose(world)
    with pytest.raises(Forbidden):
        transfers.release(transfer=row, by=world.scope(person), at=NOW)
    with pytest.raises(Forbidden):
        transfers.refuse(transfer=row, reason="不是", by=world.scope(person), at=NOW)
    assert member(world).branch_id == world.organisation["neighbour_branch"].pk


def test_a_refusal_needs_a_reason_and_leaves_the_member(world: World) -> None:
    row = propose(world)
    giver = world.scope("neighbour_secretary")
    with pytest.raises(Refused):
        transfers.refuse(transfer=row, reason=" ", by=giver, at=NOW)
    refused = transfers.refuse(transfer=row, reason="还在我支部", by=giver, at=NOW)
    assert (refused.state, refused.reason) == ("refused", "还在我支部")
    assert member(world).branch_id == world.organisation["neighbour_branch"].pk


def test_it_is_decided_once(world: World) -> None:
    row = propose(world)
    giver = world.scope("neighbour_secretary")
    transfers.release(transfer=row, by=giver, at=NOW)
    with pytest.raises((Conflict, Forbidden)):
        transfers.refuse(transfer=row, reason="晚了", by=world.scope("neighbour_county"), at=NOW)
    with pytest.raises((Conflict, Forbidden)):
        transfers.release(transfer=row, by=giver, at=NOW)


def test_who_proposed_may_withdraw_it(world: World) -> None:
    row = transfers.withdraw(transfer=propose(world), by=world.scope("secretary"), at=NOW)
    assert row.state == "withdrawn"
    with pytest.raises(Conflict):
        transfers.release(transfer=row, by=world.scope("neighbour_secretary"), at=NOW)


def test_a_second_branch_may_ask_as_well_and_the_proposal_follows_the_member(world: World) -> None:
    other = second_branch(world)
    first = propose(world)
    second = transfers.propose(
        id_number=NUMBER, branch=other, unit=None, on=TODAY, by=world.scope("county"), at=NOW
    )
    transfers.release(transfer=first, by=world.scope("neighbour_secretary"), at=NOW)
    second.refresh_from_db()
    assert second.from_branch_id == world.organisation["branch"].pk
    transfers.release(transfer=second, by=world.scope("secretary"), at=NOW)
    assert member(world).branch_id == other.pk


def test_nobody_is_proposed_who_stands_on_the_own_roll_or_on_none(world: World) -> None:
    for number in ("41130219800101001X", "411303197907070999", ""):
        with pytest.raises(Refused):
            transfers.propose(
                id_number=number, branch=world.organisation["branch"], unit=None, on=TODAY,
                by=world.scope("county"), at=NOW,
            )  # fmt: skip


def test_adding_somebody_held_elsewhere_offers_a_transfer(world: World) -> None:
    client = world.client("secretary")
    branch = world.organisation["branch"]
    facts = {
        "name": "何邻党", "id_number": NUMBER, "branch": branch.name, "unit": "", "category": "full",
        "entered_by": "self",
    }  # fmt: skip
    asked = client.post(reverse("census:member_add"), facts)
    assert "propose" in asked.content.decode()
    answer = client.post(reverse("census:member_add"), facts | {"propose": "on"})
    row = Transfer.objects.across_all(because=WHY).get()
    assert answer.headers["Location"] == reverse("census:transfer", args=[row.pk])
    assert (row.state, row.to_branch) == ("proposed", branch)


def test_the_pages_of_both_sides_work(world: World) -> None:
    row = propose(world)
    giver = world.client("neighbour_secretary")
    assert "等您放行" in giver.get(reverse("census:transfers")).content.decode()
    assert "等对方放行" in world.client("secretary").get(reverse("census:transfers")).content.decode()
    blank = giver.post(reverse("census:transfer_refuse", args=[row.pk]), {"reason": ""})
    assert blank.status_code == 200
    assert giver.post(reverse("census:transfer_release", args=[row.pk])).status_code == 302
    assert world.client("secretary").get(reverse("census:transfer", args=[row.pk])).status_code == 200


def test_who_left_the_roll_need_not_be_released(world: World) -> None:
    row = propose(world)
    held = member(world)
    members.close(
        member=held,
        on=TODAY,
        reason="transferred",
        version=held.version,
        by=world.scope("neighbour_secretary"),
        at=NOW,
    )
    row.refresh_from_db()
    assert (row.state, row.reason) == ("withdrawn", "这名党员已从原来的名册转出，可以直接登记。")


def test_nobody_is_released_into_a_branch_that_is_no_more(world: World) -> None:
    row = propose(world)
    PartyOrganisation.objects.across_all(because=WHY).filter(pk=row.to_branch_id or 0).update(valid_to=TODAY)
    with pytest.raises(Conflict):
        transfers.release(transfer=row, by=world.scope("neighbour_secretary"), at=NOW)
    world.organisation["branch"].refresh_from_db()
    with pytest.raises(Refused):
        propose(world, "county")


def test_a_proposal_goes_with_the_branch_to_another_place(world: World) -> None:
    row = propose(world)
    ledger = Ledger(Origin(by=Scope.operator(), at=NOW, source="测试"))
    following.organisations_moved({row.from_branch_id or 0: "00000000"}, ledger=ledger)
    row.refresh_from_db()
    assert row.from_place == "00000000"
