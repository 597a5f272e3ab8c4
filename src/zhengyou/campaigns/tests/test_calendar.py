"""The calendar of each level, read by that level and all below; phases that the province alone moves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from tests.world import NOW, TODAY, World
from zhengyou.audit.models import Event
from zhengyou.campaigns.actions import calendar as actions
from zhengyou.campaigns.actions import phases
from zhengyou.campaigns.actions.packs import load_pack
from zhengyou.campaigns.models import CalendarEntry, Phase
from zhengyou.campaigns.queries import calendar
from zhengyou.campaigns.tests.cascading import WHY
from zhengyou.changes.models import Change
from zhengyou.web.errors import Conflict, Forbidden, Refused

PACK = "chuangxian-zhengyou"
NOVEMBER = calendar.month(TODAY)


def entry(world: World, key: str, code: str, **more: Any) -> CalendarEntry:
    facts: dict[str, Any] = {"kind": "meeting", "title": "例会", "starts_on": TODAY}
    return actions.add(territory=world.place[code], facts=facts | more, by=world.scope(key), at=NOW)


def titles(world: World, key: str, *, below: bool = False) -> list[str]:
    first, last = NOVEMBER
    return [one.entry.title for one in calendar.days(world.scope(key), first=first, last=last, below=below)]


def test_a_level_reads_its_own_days_and_those_above(world: World) -> None:
    entry(world, "province", "410000", title="省会议")
    entry(world, "city", "411300", title="市会议")
    entry(world, "county", "411302", title="区会议")
    entry(world, "neighbour_county", "411303", title="邻区会议")
    assert titles(world, "county") == ["省会议", "市会议", "区会议"]
    assert titles(world, "secretary") == ["省会议", "市会议", "区会议"]
    assert titles(world, "instructor") == ["省会议", "市会议", "区会议"]
    assert titles(world, "city") == ["省会议", "市会议"]
    assert titles(world, "city", below=True) == ["省会议", "市会议", "区会议", "邻区会议"]
    assert titles(world, "province", below=True) == ["省会议", "市会议"]
    assert titles(world, "secretary", below=True) == titles(world, "secretary")


@pytest.mark.parametrize(
    "key", ["city", "neighbour_county", "secretary", "department", "township", "instructor"]
)
def test_nobody_else_keeps_the_calendar_of_a_county(world: World, key: str) -> None:
    with pytest.raises(Forbidden):
        entry(world, key, "411302")
    held = entry(world, "county", "411302")
    with pytest.raises(Forbidden):
        actions.remove(entry=held, by=world.scope(key), at=NOW)
    if world.scope(key).may("calendar.manage"):
        assert world.client(key).get(reverse("campaigns:entry", args=[held.pk])).status_code == 404


def test_two_people_correct_one_entry(world: World) -> None:
    held = entry(world, "county", "411302")
    facts = {"kind": "meeting", "title": "推进会", "starts_on": TODAY}
    saved = actions.change(entry=held, facts=facts, version=1, by=world.scope("county"), at=NOW)
    assert (saved.title, saved.version) == ("推进会", 2)
    with pytest.raises(Conflict):
        actions.change(
            entry=held, facts=facts | {"title": "碰头会"}, version=1, by=world.scope("county"), at=NOW
        )
    change = Change.objects.across_all(because=WHY).get(subject_kind="calendar", field="title")
    assert (change.old, change.new) == ("例会", "推进会")


def test_removing_twice_is_told(world: World) -> None:
    held = entry(world, "county", "411302")
    actions.remove(entry=held, by=world.scope("county"), at=NOW)
    with pytest.raises(Conflict):
        actions.remove(entry=held, by=world.scope("county"), at=NOW)
    kept = (
        Event.objects.across_all(because=WHY).filter(subject_kind="calendar").values_list("action", flat=True)
    )
    assert sorted(kept) == ["calendar.added", "calendar.removed"]


@pytest.mark.parametrize(
    "facts",
    [
        {"ends_on": TODAY - timedelta(days=1)},
        {"repeats": "monthly", "until": TODAY - timedelta(days=1)},
        {"repeats": "monthly", "ends_on": TODAY + timedelta(days=40)},
    ],
)
def test_days_the_wrong_way_round_are_refused(world: World, facts: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        entry(world, "county", "411302", **facts)


def test_a_clash_is_told_and_not_refused(world: World) -> None:
    load_pack(PACK, starts_on=date(2026, 1, 1))
    entry(world, "city", "411300", title="全市推进会", starts_on=date(2026, 10, 2))
    mine = entry(world, "county", "411302", starts_on=date(2026, 10, 2))
    told = calendar.clashes(world.scope("county"), mine, today=date(2026, 9, 1))
    assert told == [
        "2026-10-02 与河南省的“党员活动日”同一天。",
        "2026-10-02 与河南省的“国庆节”同一天。",
        "2026-10-02 与南阳市的“全市推进会”同一天。",
    ]
    same_level = entry(world, "county", "411302", starts_on=date(2026, 9, 8))
    entry(world, "county", "411302", starts_on=date(2026, 9, 8), title="另一个会")
    assert calendar.clashes(world.scope("county"), same_level, today=date(2026, 9, 1)) == []


def test_the_page_tells_the_clash_after_saving(world: World) -> None:
    load_pack(PACK, starts_on=date(2026, 1, 1))
    friday = localdate() + timedelta(days=40)  # the page looks ahead from today
    friday = friday.replace(day=1)
    friday += timedelta(days=(4 - friday.weekday()) % 7)
    answer = world.client("county").post(
        reverse("campaigns:entry_add"),
        {"kind": "meeting", "title": "例会", "starts_on": friday.isoformat(), "repeats": ""},
        follow=True,
    )
    page = answer.content.decode()
    assert "与河南省的“党员活动日”同一天" in page
    assert CalendarEntry.objects.across_all(because=WHY).filter(title="例会").exists()


def test_the_pack_and_the_holidays_are_loaded_once(world: World) -> None:
    assert load_pack(PACK, starts_on=date(2026, 1, 1)) > 10
    rows = CalendarEntry.objects.across_all(because=WHY)
    held = rows.count()
    assert load_pack(PACK, starts_on=date(2026, 1, 1)) == 0
    holiday = rows.get(code="official-2026:spring_festival")
    assert (holiday.starts_on, holiday.ends_on) == (date(2026, 2, 15), date(2026, 2, 23))
    assert "国办发明电〔2025〕7号" in holiday.source
    party_day = rows.get(code=f"{PACK}:party_day")
    assert party_day.starts_on == date(2026, 1, 2)
    assert "本项目自拟" in party_day.source
    actions.remove(entry=party_day, by=world.scope("province"), at=NOW)
    assert load_pack(PACK, starts_on=date(2026, 1, 1)) == 0
    assert rows.count() == held
    assert "党员活动日" not in titles(world, "county")


def test_a_party_day_on_a_holiday_says_so(world: World) -> None:
    load_pack(PACK, starts_on=date(2026, 1, 1))
    page = world.client("county").get(reverse("campaigns:calendar"), {"month": "2026-10"}).content.decode()
    assert "逢节假日：" in page
    assert "还没有录入" not in page
    later = world.client("county").get(reverse("campaigns:calendar"), {"month": "2027-10"}).content.decode()
    assert "2027 年的放假安排还没有录入" in later


@pytest.mark.parametrize("month", ["2026-13", "nonsense", "0001-01", "9999-12", ""])
def test_any_month_in_the_address_is_answered(world: World, month: str) -> None:
    answer = world.client("secretary").get(reverse("campaigns:calendar"), {"month": month, "below": "1"})
    assert answer.status_code == 200


def test_a_month_asks_the_same_few_questions_however_much_stands_in_it(world: World) -> None:
    client, address = world.client("county"), reverse("campaigns:calendar")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(60):
        entry(world, "county", "411302", title=f"会议{number}", repeats="monthly")
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


def test_the_province_moves_a_phase_and_the_old_days_stay_to_be_read(world: World) -> None:
    load_pack(PACK, starts_on=date(2026, 11, 1))
    phase = Phase.objects.across_all(because=WHY).get(code="start")
    day = date(2026, 12, 31)
    facts: dict[str, Any] = {"starts_on": phase.starts_on, "ends_on": day, "at": NOW}
    for key in ("city", "county", "department", "secretary"):
        with pytest.raises(Forbidden):
            phases.move(phase=phase, version=1, by=world.scope(key), **facts)
    moved = phases.move(phase=phase, version=1, by=world.scope("province"), **facts)
    assert (moved.ends_on, moved.version) == (day, 2)
    change = Change.objects.across_all(because=WHY).get(subject_kind="phase")
    assert (change.field, change.old, change.new) == ("ends_on", "2027-01-31", "2026-12-31")
    with pytest.raises(Conflict):
        phases.move(phase=phase, version=1, by=world.scope("province"), **facts)
    assert load_pack(PACK, starts_on=date(2026, 11, 1)) == 0
    page = world.client("secretary").get(reverse("campaigns:campaign")).content.decode()
    assert "2026-12-31" in page


def test_a_phase_neither_ends_before_it_begins_nor_before_the_campaign(world: World) -> None:
    load_pack(PACK, starts_on=date(2026, 11, 1))
    phase = Phase.objects.across_all(because=WHY).get(code="start")
    for starts_on, ends_on in ((date(2026, 11, 5), date(2026, 11, 4)), (date(2026, 10, 31), None)):
        with pytest.raises(Refused):
            phases.move(
                phase=phase,
                starts_on=starts_on,
                ends_on=ends_on,
                version=1,
                by=world.scope("province"),
                at=NOW,
            )


def test_the_campaign_page_shows_the_standards_in_force(world: World) -> None:
    load_pack(PACK, starts_on=date(2026, 11, 1))
    page = world.client("county").get(reverse("campaigns:campaign")).content.decode()
    for word in ("填报项目", "节假日安排", "国办发明电〔2025〕7号", "摸底部署"):
        assert word in page
    assert "调整" not in page
    assert "调整" in world.client("province").get(reverse("campaigns:campaign")).content.decode()
    form = reverse("campaigns:phase", args=["start"])
    assert world.client("county").get(form).status_code == 403
    sent = {"starts_on": "2026-11-01", "ends_on": "2027-02-28", "version": "1"}
    assert world.client("province").post(form, sent).status_code == 302
