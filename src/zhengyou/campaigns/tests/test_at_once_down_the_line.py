"""Two people at the same moment, down the line: nothing is doubled, nothing lost, the second is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.world import NOW, TODAY, World
from zhengyou.campaigns.actions import briefing, conveying, following, receipts
from zhengyou.campaigns.models import Directive, Receipt
from zhengyou.campaigns.queries import levels
from zhengyou.campaigns.tests.cascading import WHY, directive, receipt, send_down
from zhengyou.web.errors import Conflict


@pytest.fixture
def held(world: World) -> Directive:
    """Issued by the province and sent down to the organisations of 宛城区."""
    made = directive(world.place["410000"])
    send_down(world, made, "province", "city", "county")
    return made


def first(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, act: Callable[[], object]) -> None:
    """Before `name` is called, once, somebody else acts."""
    original = getattr(module, name)

    def late(*args: Any, **more: Any) -> Any:
        monkeypatch.setattr(module, name, original)
        act()
        return original(*args, **more)

    monkeypatch.setattr(module, name, late)


def test_two_send_and_everybody_receives_it_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = directive(world.place["410000"])
    send_down(world, made, "province", "city")
    first(monkeypatch, receipts, "_insert", lambda: send_down(world, made, "county"))
    send_down(world, made, "county")
    rows = Receipt.objects.across_all(because=WHY).filter(directive=made, organisation__isnull=False)
    assert sorted(rows.values_list("organisation", flat=True)) == sorted(
        world.organisation[key].pk for key in ("branch", "county_committee", "city_committee")
    )


def test_the_hourly_round_and_an_office_send_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = directive(world.place["410000"])
    send_down(world, made, "province")
    first(monkeypatch, levels, "places_below", lambda: following.catch_up(at=NOW + timedelta(hours=1)))
    send_down(world, made, "city")
    rows = Receipt.objects.across_all(because=WHY).filter(directive=made, organisation__isnull=True)
    assert rows.values("territory").distinct().count() == rows.count()


def test_a_secretary_and_the_county_acknowledge_at_once(
    world: World, held: Directive, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = receipt(held, world.organisation["branch"])
    again = receipt(held, world.organisation["branch"])
    first(
        monkeypatch, receipts, "acknowledged",
        lambda: receipts.acknowledge(receipt=again, by=world.scope("county"), at=NOW),
    )  # fmt: skip
    with pytest.raises(Conflict):
        receipts.acknowledge(receipt=row, by=world.scope("secretary"), at=NOW)


def test_one_meeting_recorded_by_two_at_once(
    world: World, held: Directive, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = receipt(held, world.organisation["branch"])

    def record(key: str) -> None:
        conveying.record(
            receipts_of=[row], held_on=TODAY, how="meeting", missing=0, by=world.scope(key), at=NOW
        )

    first(monkeypatch, conveying, "_locked", lambda: record("county"))
    with pytest.raises(Conflict):
        record("secretary")


def test_two_occasions_recorded_at_once_both_count(
    world: World, held: Directive, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = receipt(held, world.organisation["branch"])

    def record(key: str, day: Any, missing: int) -> None:
        conveying.record(
            receipts_of=[row], held_on=day, how="meeting", missing=missing, missing_note="补",
            by=world.scope(key), at=NOW,
        )  # fmt: skip

    first(monkeypatch, conveying, "_locked", lambda: record("county", TODAY, 0))
    record("secretary", TODAY - timedelta(days=4), 9)
    row.refresh_from_db()
    assert (row.conveyed_on, row.missing) == (TODAY - timedelta(days=4), 0)


def test_two_brief_at_once(world: World, held: Directive, monkeypatch: pytest.MonkeyPatch) -> None:
    county = receipt(held, world.place["411302"])

    def send(text: str) -> None:
        briefing.send(receipt=county, text=text, by=world.scope("county"), at=NOW)

    first(monkeypatch, briefing, "_text", lambda: send("先报的"))
    with pytest.raises(Conflict):
        send("后报的")


def test_it_is_withdrawn_while_a_secretary_acknowledges(
    world: World, held: Directive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page was open while the level above withdrew it: what the database says now counts."""
    row = receipt(held, world.organisation["branch"])
    assert row.directive.state == "issued"
    Directive._rows.filter(pk=held.pk).update(state="withdrawn")
    with pytest.raises(Conflict):
        receipts.acknowledge(receipt=row, by=world.scope("secretary"), at=NOW)
    row.refresh_from_db()
    assert row.acknowledged_at is None
