"""Who comes later receives what is in force; what an organisation did moves with it; what is closed owes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import LONG_AGO, NOW, TODAY, World
from zhengyou.campaigns import tasks
from zhengyou.campaigns.actions import following, receipts
from zhengyou.campaigns.models import Directive
from zhengyou.campaigns.queries import receipts as queries
from zhengyou.campaigns.queries.receiving import waiting
from zhengyou.campaigns.tests.cascading import ACKNOWLEDGE_BY, directive, reached, receipt, send_down
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.organisations.actions import moving
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.scoping import Scope

LATER = NOW + timedelta(days=40)


@pytest.fixture
def held(world: World) -> Directive:
    """Issued by the province and sent down to the organisations of 宛城区."""
    made = directive(world.place["410000"])
    send_down(world, made, "province", "city", "county")
    return made


def found(world: World, code: str, path: str = "0009") -> PartyOrganisation:
    place = world.place[code]
    made = PartyOrganisation(
        name="新成立党支部", territory=place, place=place.path, path=path, valid_from=TODAY
    )
    made.save()
    return made


def test_an_organisation_founded_later_receives_it_within_the_hour_with_three_days(
    world: World, held: Directive
) -> None:
    new = found(world, "411302001")
    tasks.catch_up(LATER)
    row = receipt(held, new)
    assert row.from_place == world.place["411302"].path
    assert row.acknowledge_by == TODAY + timedelta(days=43)
    assert following.catch_up(at=LATER) == 0
    assert receipt(held, world.organisation["branch"]).acknowledge_by == ACKNOWLEDGE_BY


def test_the_hourly_round_asks_little_when_everybody_has_it(world: World, held: Directive) -> None:
    following.catch_up(at=LATER)
    with CaptureQueriesContext(connection) as asked:
        assert following.catch_up(at=LATER) == 0
    assert len(asked) <= 8


def test_where_the_county_has_not_sent_it_on_nobody_receives_it(world: World, held: Directive) -> None:
    found(world, "411303001")
    assert following.catch_up(at=LATER) == 0


def test_a_withdrawn_directive_reaches_nobody_new(world: World, held: Directive) -> None:
    Directive._rows.filter(pk=held.pk).update(state="withdrawn")
    found(world, "411302001")
    assert following.catch_up(at=LATER) == 0


def test_a_zone_added_later_receives_it_from_its_city(world: World, held: Directive) -> None:
    city = world.place["411300"]
    zone = Territory(
        code="411371",
        name="南阳高新区",
        level="county",
        parent=city,
        path=city.path + "0009",
        valid_from=TODAY,
    )
    zone.save()
    assert following.catch_up(at=LATER) == 1
    assert receipt(held, zone).from_place == city.path


def test_what_an_organisation_did_moves_with_it(world: World, held: Directive) -> None:
    branch, street = world.organisation["branch"], world.place["411303001"]
    receipts.acknowledge(receipt=receipt(held, branch), by=world.scope("secretary"), at=NOW)
    PartyOrganisation._rows.filter(pk=branch.pk).update(territory=street, place=street.path)
    ledger = Ledger(Origin(by=Scope.operator(), at=NOW, source="测试"))
    moving.follow({branch.pk: street.path}, ledger=ledger)
    row = receipt(held, branch)
    county = world.place["411303"]
    assert (row.place, row.territory_id, row.from_place) == (street.path, street.pk, county.path)
    assert row.acknowledged_at == NOW
    theirs = queries.below_level(world.scope("neighbour_county"), county)
    assert list(theirs.values_list("organisation", flat=True)) == [branch.pk]
    ours = queries.below_level(world.scope("county"), world.place["411302"])
    assert branch.pk not in ours.values_list("organisation", flat=True)
    send_down(world, held, "neighbour_county")  # its new county sends it on only now
    assert row.pk == receipt(held, branch).pk


def test_a_closed_organisation_owes_nothing_and_is_not_counted(world: World, held: Directive) -> None:
    after = TODAY + timedelta(days=300)
    level = queries.below_level(world.scope("county"), world.place["411302"])
    assert queries.counts(level, today=after).late == 2
    PartyOrganisation._rows.filter(pk=world.organisation["branch"].pk).update(valid_to=TODAY)
    assert queries.counts(level, today=after).late == 1
    assert waiting(world.scope("secretary"), today=after) == []
    assert "《关于开展活动的通知》有 1 个下级单位或党组织已过期限" in {
        one.text for one in waiting(world.scope("county"), today=after)
    }


def test_a_closed_place_owes_nothing_and_is_not_counted(world: World, held: Directive) -> None:
    after = TODAY + timedelta(days=300)
    level = queries.below_level(world.scope("city"), world.place["411300"])
    before = queries.counts(level, today=after)
    Territory._rows.filter(code="411303").update(valid_to=TODAY)
    now = queries.counts(level, today=after)
    assert (before.receivers - now.receivers, before.late - now.late) == (1, 1)


def test_a_city_that_is_a_county_too_sends_to_its_organisations(world: World) -> None:
    """济源: townships directly under the city."""
    province = world.place["410000"]
    city = Territory(
        code="419001", name="济源市", level="city", kind="province_run_city", parent=province,
        path=province.path + "0009", valid_from=LONG_AGO,
    )  # fmt: skip
    city.save()
    town = Territory(
        code="419001100",
        name="克井镇",
        level="township",
        parent=city,
        path=city.path + "0000",
        valid_from=LONG_AGO,
    )
    town.save()
    world.place |= {city.code: city, town.code: town}
    branch = found(world, "419001100")
    held = directive(province)
    send_down(world, held, "province")
    theirs = world.scope("city")
    office = Scope(
        reach=theirs.reach, user_id=1, role=theirs.role, path=city.path, place=city.path, rights=theirs.rights,
        label="济源市办",
    )  # fmt: skip
    receipts.acknowledge(receipt=receipt(held, city), by=office, at=NOW, send_on=True)
    assert receipt(held, branch).from_place == city.path
    assert "克井镇" not in reached(held)
    assert following.catch_up(at=LATER) == 0
