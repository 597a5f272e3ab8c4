"""Acknowledging, conveying, briefing: each once, by who may, and seen by who may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from tests.world import NOW, TODAY, World
from zhengyou.audit.models import Event
from zhengyou.campaigns.actions import briefing, conveying, receipts
from zhengyou.campaigns.models import Briefing, Conveyance, Directive, Receipt
from zhengyou.campaigns.queries import receipts as queries
from zhengyou.campaigns.queries.receiving import waiting
from zhengyou.campaigns.tests.cascading import (
    ACKNOWLEDGE_BY,
    BRIEF_BY,
    CONVEY_BY,
    WHY,
    directive,
    reached,
    receipt,
    send_down,
)
from zhengyou.web.errors import Conflict, Forbidden, Refused


@pytest.fixture
def held(world: World) -> Directive:
    """Issued by the province and sent down to the organisations of 宛城区."""
    made = directive(world.place["410000"])
    send_down(world, made, "province", "city", "county")
    return made


def branch(world: World, held: Directive) -> Receipt:
    return receipt(held, world.organisation["branch"])


def convey(world: World, *rows: Receipt, key: str = "secretary", **more: Any) -> Conveyance:
    facts: dict[str, Any] = {"held_on": TODAY, "how": "with_others", "missing": 0}
    return conveying.record(receipts_of=rows, by=world.scope(key), at=NOW, **facts | more)


def test_a_secretary_acknowledges_once(world: World, held: Directive) -> None:
    row = branch(world, held)
    receipts.acknowledge(receipt=row, by=world.scope("secretary"), at=NOW)
    assert (row.acknowledged_at, row.entered_by) == (NOW, "self")
    with pytest.raises(Conflict):
        receipts.acknowledge(receipt=row, by=world.scope("secretary"), at=NOW)
    assert Event.objects.across_all(because=WHY).filter(action="receipt.acknowledged").count() == 1


def test_an_office_enters_for_a_secretary_and_is_named(world: World, held: Directive) -> None:
    row = branch(world, held)
    receipts.acknowledge(receipt=row, by=world.scope("county"), at=NOW)
    row.refresh_from_db()
    assert row.entered_by == "helped_by_other"
    assert "孙县办" in row.acknowledged_by
    occasion = convey(world, row, key="county")
    assert (occasion.entered_by, occasion.recorded_by) == ("helped_by_other", row.acknowledged_by)


@pytest.mark.parametrize(
    "key", ["neighbour_secretary", "neighbour_county", "department", "instructor", "stranger", "province"]
)
def test_nobody_else_acknowledges_for_an_organisation(world: World, held: Directive, key: str) -> None:
    with pytest.raises(Forbidden):
        receipts.acknowledge(receipt=branch(world, held), by=world.scope(key), at=NOW)


def test_a_level_answers_for_itself_alone(world: World, held: Directive) -> None:
    county = receipt(held, world.place["411302"])
    for key in ("city", "township", "secretary", "department"):
        with pytest.raises(Forbidden):
            receipts.acknowledge(receipt=county, by=world.scope(key), at=NOW)
    receipts.acknowledge(receipt=county, by=world.scope("county"), at=NOW)


def test_acknowledging_may_send_on_at_once(world: World) -> None:
    held = directive(world.place["410000"])
    send_down(world, held, "province")
    city = receipt(held, world.place["411300"])
    assert receipts.acknowledge(receipt=city, by=world.scope("city"), at=NOW, send_on=True) == 3
    assert {"宛城区", "卧龙区"} <= reached(held)


def test_conveying_acknowledges_and_a_make_up_brings_the_missing_to_none(
    world: World, held: Directive
) -> None:
    row = branch(world, held)
    convey(world, row, missing=3, missing_note="外出的回来后当面传达")
    row.refresh_from_db()
    assert (row.acknowledged_at, row.conveyed_on, row.missing) == (NOW, TODAY, 3)
    later = NOW + timedelta(days=2)
    conveying.record(
        receipts_of=[row], held_on=TODAY + timedelta(days=2), how="at_work", missing=0,
        by=world.scope("secretary"), at=later,
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.conveyed_on, row.missing) == (TODAY, 0)


def test_an_earlier_occasion_recorded_later_changes_the_first_day_not_the_missing(
    world: World, held: Directive
) -> None:
    row = branch(world, held)
    convey(world, row, missing=0)
    convey(world, row, held_on=TODAY - timedelta(days=3), missing=5, missing_note="随后补")
    row.refresh_from_db()
    assert (row.conveyed_on, row.missing) == (TODAY - timedelta(days=3), 0)


def test_one_meeting_serves_several_directives(world: World, held: Directive) -> None:
    second = directive(world.place["410000"], title="关于第二件事的通知")
    send_down(world, second, "province", "city", "county")
    convey(world, branch(world, held), branch(world, second))
    assert branch(world, second).conveyed_on == TODAY
    occasion = queries.occasions(branch(world, held))[0]
    assert occasion.titles == ["关于开展活动的通知", "关于第二件事的通知"]  # type: ignore[attr-defined]


def test_the_same_occasion_is_recorded_once(world: World, held: Directive) -> None:
    convey(world, branch(world, held))
    with pytest.raises(Conflict):
        convey(world, branch(world, held), key="county")
    assert Conveyance.objects.across_all(because=WHY).count() == 1


@pytest.mark.parametrize(
    "facts",
    [
        {"held_on": TODAY + timedelta(days=1)},
        {"missing": 2},
        {"missing": 2, "missing_note": "  "},
    ],
)
def test_it_refuses_what_cannot_be(world: World, held: Directive, facts: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        convey(world, branch(world, held), **facts)
    assert not Conveyance.objects.across_all(because=WHY).exists()


def test_it_refuses_a_day_before_the_directive_was_written(world: World) -> None:
    held = directive(world.place["410000"], dated=TODAY - timedelta(days=2))
    send_down(world, held, "province", "city", "county")
    with pytest.raises(Refused):
        convey(world, branch(world, held), held_on=TODAY - timedelta(days=3))


def test_an_occasion_recorded_wrongly_is_taken_back(world: World, held: Directive) -> None:
    occasion = convey(world, branch(world, held))
    with pytest.raises(Forbidden):
        conveying.remove(conveyance=occasion, by=world.scope("department"), at=NOW)
    conveying.remove(conveyance=occasion, by=world.scope("secretary"), at=NOW)
    assert branch(world, held).conveyed_on is None
    with pytest.raises(Conflict):
        conveying.remove(conveyance=occasion, by=world.scope("secretary"), at=NOW)


def test_an_occasion_of_one_organisation_leaves_its_neighbours_alone(world: World, held: Directive) -> None:
    convey(world, branch(world, held))
    assert receipt(held, world.organisation["county_committee"]).conveyed_on is None


def test_a_briefing_goes_up_once_and_is_read_by_the_level_above(world: World, held: Directive) -> None:
    county = receipt(held, world.place["411302"])
    made = briefing.send(receipt=county, text="已传达，下一步摸底。", by=world.scope("county"), at=NOW)
    with pytest.raises(Conflict):
        briefing.send(receipt=county, text="再报一次", by=world.scope("county"), at=NOW)
    assert Briefing.objects.across_all(because=WHY).get().text == "已传达，下一步摸底。"
    for key in ("county", "province", "neighbour_county", "secretary"):
        with pytest.raises(Forbidden):
            briefing.read(briefing=made, by=world.scope(key), at=NOW)
    briefing.read(briefing=made, by=world.scope("city"), at=NOW)
    with pytest.raises(Conflict):
        briefing.read(briefing=made, by=world.scope("city"), at=NOW)


def test_an_organisation_briefs_nobody(world: World, held: Directive) -> None:
    with pytest.raises(Conflict):
        briefing.send(receipt=branch(world, held), text="报告", by=world.scope("secretary"), at=NOW)


def test_nothing_is_owed_for_a_withdrawn_directive(world: World, held: Directive) -> None:
    Directive._rows.filter(pk=held.pk).update(state="withdrawn")
    row = branch(world, held)
    long_after = CONVEY_BY + timedelta(days=100)
    with pytest.raises(Conflict):
        receipts.acknowledge(receipt=row, by=world.scope("secretary"), at=NOW)
    with pytest.raises(Conflict):
        convey(world, row)
    assert waiting(world.scope("secretary"), today=long_after) == []
    assert waiting(world.scope("county"), today=long_after) == []
    assert queries.counts(_below(world, "county", "411302"), today=long_after).late == 0
    page = world.client("secretary").get(reverse("campaigns:receipts")).content.decode()
    assert "已撤回，不用再办" in page
    assert "登记传达</a>" not in page


def _below(world: World, key: str, code: str):  # type: ignore[no-untyped-def]
    return queries.below_level(world.scope(key), world.place[code])


def test_what_waits_follows_the_steps(world: World, held: Directive) -> None:
    secretary = world.scope("secretary")

    def lines() -> list[tuple[object, str]]:
        return [(one.due_on, one.verb) for one in waiting(secretary, today=TODAY)]

    assert lines() == [(ACKNOWLEDGE_BY, "签收")]
    receipts.acknowledge(receipt=branch(world, held), by=secretary, at=NOW)
    assert lines() == [(CONVEY_BY, "登记传达")]
    convey(world, branch(world, held), missing=1, missing_note="补")
    assert lines() == [(CONVEY_BY, "登记补传达")]
    convey(world, branch(world, held), how="at_work")
    assert lines() == []


def test_an_office_is_reminded_of_its_own_steps_and_of_who_is_late(world: World, held: Directive) -> None:
    county = world.scope("county")
    receipts.acknowledge(receipt=receipt(held, world.place["411302"]), by=county, at=NOW)
    verbs = {(one.due_on, one.verb) for one in waiting(county, today=TODAY)}
    assert verbs == {(CONVEY_BY, "登记传达"), (BRIEF_BY, "撰写")}
    after = ACKNOWLEDGE_BY + timedelta(days=1)
    assert "《关于开展活动的通知》有 2 个下级单位或党组织已过期限" in {
        one.text for one in waiting(county, today=after)
    }


def test_a_township_is_reminded_of_its_late_organisations_and_a_sender_of_unread_briefings(
    world: World, held: Directive
) -> None:
    after = ACKNOWLEDGE_BY + timedelta(days=1)
    late = [one.text for one in waiting(world.scope("township"), today=after)]
    assert late == ["《关于开展活动的通知》有 1 个下级单位或党组织已过期限"]
    row = receipt(held, world.place["411302"])
    receipts.acknowledge(receipt=row, by=world.scope("county"), at=NOW)
    convey(world, receipt(held, world.place["411302"]), key="county")
    briefing.send(receipt=receipt(held, world.place["411302"]), text="报告", by=world.scope("county"), at=NOW)
    told = "《关于开展活动的通知》有 1 份简要报告未阅"
    assert [
        told in [one.text for one in waiting(world.scope(who), today=TODAY)]
        for who in ("city", "county", "province")
    ] == [True, False, False]


def test_a_secretary_sees_the_own_receipt_only(world: World, held: Directive) -> None:
    client = world.client("secretary")
    assert client.get(reverse("campaigns:receipt", args=[branch(world, held).pk])).status_code == 200
    for other in (world.organisation["county_committee"], world.place["411302"], world.place["411300"]):
        address = reverse("campaigns:receipt", args=[receipt(held, other).pk])
        assert client.get(address).status_code == 404
    neighbour = world.client("neighbour_county")
    assert neighbour.get(reverse("campaigns:receipt", args=[branch(world, held).pk])).status_code == 404
    assert (
        neighbour.get(
            reverse("campaigns:directive_receipts", args=[held.pk]), {"place": "411302"}
        ).status_code
        == 404
    )


def test_the_steps_on_the_pages(world: World, held: Directive) -> None:
    client = world.client("secretary")
    row = branch(world, held)
    page = client.get(reverse("campaigns:convey", args=[row.pk])).content.decode()
    assert "签收并登记传达学习" in page
    answer = client.post(
        reverse("campaigns:convey", args=[row.pk]),
        {"held_on": TODAY.isoformat(), "how": "party_day", "missing": "2"},
    )
    assert "请写明怎样补" in answer.content.decode()
    answer = client.post(
        reverse("campaigns:convey", args=[row.pk]),
        {"held_on": TODAY.isoformat(), "how": "party_day", "missing": "2", "missing_note": "回来后补"},
        follow=True,
    )
    assert "还有 2 人没有传达到" in answer.content.decode()


def test_the_county_passes_it_on_with_earlier_days(world: World) -> None:
    today = localdate()  # the page reads the clock
    convey_by = today + timedelta(days=20)
    held = directive(world.place["410000"], acknowledge_by=today + timedelta(days=5), convey_by=convey_by)
    send_down(world, held, "province", "city")
    client = world.client("county")
    address = reverse("campaigns:send_on", args=[receipt(held, world.place["411302"]).pk])
    late = client.post(address, {"convey_by": (convey_by + timedelta(days=1)).isoformat()})
    assert "不能晚于上级定的" in late.content.decode()
    sooner = convey_by - timedelta(days=2)
    client.post(
        address,
        {"acknowledge_by": (today + timedelta(days=5)).isoformat(), "convey_by": sooner.isoformat()},
    )
    assert branch(world, held).convey_by == sooner


def test_acknowledging_for_many_leaves_others_alone(world: World, held: Directive) -> None:
    chosen = [
        branch(world, held).pk,
        receipt(held, world.organisation["county_committee"]).pk,
        receipt(held, world.place["411302"]).pk,
        999_999,
    ]
    address = reverse("campaigns:acknowledge_for", args=[held.pk])
    world.client("county").post(address, {"receipt": chosen})
    assert branch(world, held).entered_by == "helped_by_other"
    assert receipt(held, world.place["411302"]).acknowledged_at is None
    assert world.client("department").post(address, {"receipt": chosen}).status_code == 403
