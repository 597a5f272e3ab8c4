"""Who has it, as the level above sees it: code order, counts, filters, nobody ranked, few queries however many there are."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.world import LONG_AGO, NOW, TODAY, World
from zhengyou import loading
from zhengyou.campaigns.actions import briefing, receipts
from zhengyou.campaigns.models import Directive, Receipt
from zhengyou.campaigns.tests.cascading import WHY, directive, receipt, send_down
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.scoping.prefix import label

MANY = 3000


@pytest.fixture
def held(world: World) -> Directive:
    return directive(world.place["410000"])


def address(held: Directive, **query: str) -> str:
    return reverse("campaigns:directive_receipts", args=[held.pk], query=query)


def found_many(world: World, count: int) -> None:
    """Branches of 东关街道."""
    place = world.place["411302001"]
    numbers = range(count)
    loading.insert(
        PartyOrganisation,
        {
            "name": [f"第{number:04}党支部" for number in numbers],
            "path": [f"0009{label(number)}" for number in numbers],
        },
        constants={"territory_id": place.pk, "place": place.path, "valid_from": LONG_AGO},
    )


def test_thousands_receive_it_in_a_few_statements(world: World, held: Directive) -> None:
    found_many(world, MANY)
    send_down(world, held, "province", "city")
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert receipts.send(directive=held, by=world.scope("county"), at=NOW) == MANY + 2
    assert len(few) < 30  # on SQLite with those that put triggers aside


def test_the_page_of_a_county_asks_the_same_few_questions_for_two_and_for_three_thousand(
    world: World, held: Directive
) -> None:
    send_down(world, held, "province", "city", "county")
    client = world.client("county")
    pages = [address(held), address(held, state="acknowledge"), reverse("campaigns:receipts")]
    for page in pages:
        client.get(page)
    few = [_asked(client, page) for page in pages]
    found_many(world, MANY)
    receipts.send(directive=held, by=world.scope("county"), at=NOW)
    client.get(pages[0])  # organisations were written: who the person is has to be learnt again
    many = [_asked(client, page) for page in pages]
    assert many == few
    assert max(many) < 30


def _asked(client, page: str) -> int:  # type: ignore[no-untyped-def]
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)


def test_counts_of_a_county_use_the_index_of_the_sender(world: World, held: Directive) -> None:
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    rows = Receipt.objects.across_all(because=WHY).filter(directive=held, from_place="00000001")
    assert "receipt_by_sender" in rows.explain()


def test_levels_stand_in_code_order_with_what_they_did(world: World, held: Directive) -> None:
    send_down(world, held, "province", "city")
    county = receipt(held, world.place["411303"])
    receipts.acknowledge(receipt=county, by=world.scope("neighbour_county"), at=NOW)
    briefing.send(receipt=county, text="已传达", by=world.scope("neighbour_county"), at=NOW)
    page = world.client("city").get(address(held)).content.decode()
    assert page.index("宛城区") < page.index("卧龙区")
    assert "已报送，未阅" in page
    briefing_page = world.client("city").get(reverse("campaigns:receipt", args=[county.pk])).content.decode()
    assert "已传达" in briefing_page
    assert "已阅</button>" in briefing_page
    assert "%" not in re.sub(r"<[^>]+>", "", page), "places are not compared by percentages"


def test_who_is_late_is_told_to_the_level_above_and_to_themselves_alone(world: World) -> None:
    held = directive(world.place["410000"], acknowledge_by=TODAY, convey_by=TODAY, brief_by=TODAY)
    send_down(world, held, "province", "city", "county")
    for name in ("acknowledge_by", "convey_by"):
        Receipt._rows.filter(directive=held).update(**{name: TODAY - timedelta(days=900)})
    assert "已过期限" in world.client("city").get(address(held)).content.decode()
    assert "已过期限" in world.client("secretary").get(reverse("campaigns:receipts")).content.decode()
    further = world.client("province").get(address(held, place="411300")).content.decode()
    assert "宛城区" in further
    assert "已过期限" not in further
    county = reverse("campaigns:receipt", args=[receipt(held, world.place["411302"]).pk])
    assert "已过期限" in world.client("county").get(county).content.decode()
    assert "已过期限" in world.client("city").get(county).content.decode()
    assert "已过期限" not in world.client("province").get(county).content.decode()


def test_it_leads_one_level_down_and_not_sideways(world: World, held: Directive) -> None:
    send_down(world, held, "province", "city", "county")
    client = world.client("city")
    assert "豫宛精密铸造有限公司党支部" in client.get(address(held, place="411302")).content.decode()
    assert client.get(address(held, place="410100")).status_code == 404
    assert client.get(address(held, place="nowhere")).status_code == 404


def test_organisations_are_filtered(world: World, held: Directive) -> None:
    send_down(world, held, "province", "city", "county")
    receipts.acknowledge(
        receipt=receipt(held, world.organisation["branch"]), by=world.scope("secretary"), at=NOW
    )
    client = world.client("county")
    open_ones = client.get(address(held, state="acknowledge")).content.decode()
    assert "豫宛精密铸造有限公司党支部" not in open_ones
    assert "中共宛城区非公企业委员会" in open_ones
    named = client.get(address(held, q="豫宛")).content.decode()
    assert "中共宛城区非公企业委员会" not in named


def test_a_township_sees_and_helps_its_own_organisations(world: World, held: Directive) -> None:
    send_down(world, held, "province", "city", "county")
    client = world.client("township")
    page = client.get(address(held)).content.decode()
    assert "豫宛精密铸造有限公司党支部" in page
    assert "中共宛城区非公企业委员会" not in page
    row = receipt(held, world.organisation["branch"])
    client.post(reverse("campaigns:acknowledge", args=[row.pk]))
    row.refresh_from_db()
    assert row.entered_by == "helped_by_other"


def test_a_secretary_sees_no_other_organisation(world: World, held: Directive) -> None:
    send_down(world, held, "province", "city", "county")
    page = world.client("secretary").get(address(held)).content.decode()
    assert "中共宛城区非公企业委员会" not in page
    assert "没有下级党组织收到这份文件" in page


def test_a_draft_is_not_shown_to_the_level_above(world: World) -> None:
    draft = directive(world.place["411302"], issued=False)
    assert [world.client(who).get(address(draft)).status_code for who in ("county", "city", "province")] == [
        200,
        404,
        404,
    ]
    mark = reverse("campaigns:acknowledge_for", args=[draft.pk])
    start = reverse("campaigns:document_start", args=[draft.pk])
    assert [world.client("city").post(url).status_code for url in (mark, start)] == [404, 404]


def test_who_sees_no_receipts_is_not_told_that_there_are_none(world: World, held: Directive) -> None:
    send_down(world, held, "province", "city", "county")
    assert world.client("instructor").get(address(held)).status_code == 404
    assert world.client("county").get(address(held)).status_code == 200
