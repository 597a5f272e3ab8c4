"""A directive goes down the line: province, cities, counties, Party organisations; everybody receives it once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import LONG_AGO, NOW, TODAY, World
from zhengyou.audit.models import Event
from zhengyou.campaigns.actions import receipts
from zhengyou.campaigns.models import Directive, Receipt
from zhengyou.campaigns.tests.cascading import (
    ACKNOWLEDGE_BY,
    BRIEF_BY,
    WHY,
    directive,
    reached,
    receipt,
    send_down,
)
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.scoping import Scope
from zhengyou.web.errors import Conflict, Forbidden


@pytest.fixture
def held(world: World) -> Directive:
    return directive(world.place["410000"])


def test_each_level_sends_to_the_one_below(world: World, held: Directive) -> None:
    send_down(world, held, "province")
    assert reached(held) == {"河南省", "郑州市", "南阳市"}
    send_down(world, held, "city")
    assert reached(held) >= {"宛城区", "卧龙区"}
    send_down(world, held, "county")
    county = {"中共宛城区非公企业委员会", "豫宛精密铸造有限公司党支部"}
    assert county <= reached(held)
    assert "中原纺织有限公司党支部" not in reached(held), "its own county has not sent it on"


def test_an_organisation_of_the_city_itself_receives_it_from_the_city(world: World, held: Directive) -> None:
    send_down(world, held, "province", "city")
    assert receipt(held, world.organisation["city_committee"]).from_place == world.place["411300"].path


def test_sending_again_adds_nothing(world: World, held: Directive) -> None:
    by = world.scope("province")
    assert receipts.send(directive=held, by=by, at=NOW) == 2
    first = receipt(held, world.place["411300"])
    assert receipts.send(directive=held, by=by, at=NOW + timedelta(days=1)) == 0
    assert receipt(held, world.place["411300"]).sent_at == first.sent_at
    assert Event.objects.across_all(because=WHY).filter(action="receipt.sent").count() == 1


def test_the_days_travel_with_it_and_an_organisation_owes_no_briefing(world: World, held: Directive) -> None:
    send_down(world, held, "province", "city", "county")
    county = receipt(held, world.place["411302"])
    assert (county.acknowledge_by, county.brief_by) == (ACKNOWLEDGE_BY, BRIEF_BY)
    branch = receipt(held, world.organisation["branch"])
    assert (branch.acknowledge_by, branch.brief_by) == (ACKNOWLEDGE_BY, None)


def test_a_level_may_ask_for_earlier_days(world: World, held: Directive) -> None:
    send_down(world, held, "province")
    sooner = TODAY + timedelta(days=4)
    receipts.send(directive=held, by=world.scope("city"), at=NOW, days={"acknowledge_by": sooner})
    assert receipt(held, world.place["411302"]).acknowledge_by == sooner


def test_what_comes_late_leaves_three_days(world: World, held: Directive) -> None:
    send_down(world, held, "province")
    late = NOW + timedelta(days=30)
    send_down(world, held, "city", at=late)
    assert receipt(held, world.place["411302"]).acknowledge_by == TODAY + timedelta(days=33)


def test_townships_directly_under_a_city_leave_their_organisations_to_the_city(
    world: World, held: Directive
) -> None:
    city = world.place["410100"]
    street = Territory(
        code="410100001",
        name="直管街道",
        level="township",
        parent=city,
        path=city.path + "0000",
        valid_from=LONG_AGO,
    )
    street.save()
    branch = PartyOrganisation(
        name="直管党支部", territory=street, place=street.path, path="0009", valid_from=LONG_AGO
    )
    branch.save()
    send_down(world, held, "province")
    by = Scope(
        reach=world.scope("city").reach, user_id=1, role="city_office", path=city.path, place=city.path,
        rights=world.scope("city").rights, label="郑州",
    )  # fmt: skip
    receipts.send(directive=held, by=by, at=NOW)
    assert receipt(held, branch).from_place == city.path


def test_a_closed_organisation_receives_nothing(world: World, held: Directive) -> None:
    PartyOrganisation._rows.filter(pk=world.organisation["branch"].pk).update(valid_to=TODAY)
    send_down(world, held, "province", "city", "county")
    assert "豫宛精密铸造有限公司党支部" not in reached(held)


def test_a_level_that_has_not_received_it_cannot_send_it_on(world: World, held: Directive) -> None:
    for key in ("city", "county", "secretary", "department", "township", "stranger"):
        with pytest.raises(Forbidden):
            receipts.send(directive=held, by=world.scope(key), at=NOW)
    assert reached(held) == set()


@pytest.mark.parametrize("state", ["reviewing", "withdrawn"])
def test_only_what_is_issued_is_sent(world: World, state: str) -> None:
    held = directive(world.place["410000"], issued=False, state=state)
    with pytest.raises(Conflict):
        receipts.send(directive=held, by=world.scope("province"), at=NOW)
    assert not Receipt.objects.across_all(because=WHY).exists()
