"""A campaign with one issued directive, and who stands on its line: shared by the tests of what travels down."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tests.world import NOW, TODAY, World
from zhengyou.campaigns.actions import receipts
from zhengyou.campaigns.models import Campaign, Directive, Receipt
from zhengyou.organisations.models import PartyOrganisation, Territory

WHY = "the test looks at everything"
ACKNOWLEDGE_BY = TODAY + timedelta(days=5)
CONVEY_BY = TODAY + timedelta(days=20)
BRIEF_BY = TODAY + timedelta(days=7)


def campaign() -> Campaign:
    """The campaign of the tests."""
    made, _new = Campaign._rows.get_or_create(
        code="chuangxian-zhengyou",
        defaults={"name_zh": "创先争优活动", "name_en": "Excel", "starts_on": date(2026, 11, 1)},
    )
    return made


def directive(
    place: Territory, *, title: str = "关于开展活动的通知", issued: bool = True, **more: Any
) -> Directive:
    """A directive of a level; issued and with its three days, unless said otherwise."""
    facts: dict[str, Any] = {
        "campaign": campaign(), "territory": place, "place": place.path, "kind": "notice", "title": title,
        "text": title, "digest": title.encode().hex()[:64], "read_by": "测试", "read_at": NOW,
    }  # fmt: skip
    if issued:
        facts |= {
            "state": "issued", "issued_to": place.path, "issued_at": NOW, "issued_by": "测试",
            "acknowledge_by": ACKNOWLEDGE_BY, "convey_by": CONVEY_BY, "brief_by": BRIEF_BY,
        }  # fmt: skip
    made = Directive(**facts | more)
    made.save(force_insert=True)
    return made


def send_down(world: World, held: Directive, *keys: str, at: datetime = NOW) -> None:
    """Sends a directive on, one office after the other: send_down(world, directive, "province", "city", "county")."""
    for key in keys:
        receipts.send(directive=held, by=world.scope(key), at=at)


def receipt(held: Directive, receiver: Territory | PartyOrganisation) -> Receipt:
    """The receipt of one receiver."""
    rows = Receipt.objects.across_all(because=WHY).filter(directive=held)
    if isinstance(receiver, Territory):
        return rows.get(territory=receiver, organisation=None)
    return rows.get(organisation=receiver)


def reached(held: Directive) -> set[str]:
    """Names of the levels and organisations that have it."""
    rows = Receipt.objects.across_all(because=WHY).filter(directive=held)
    return {
        str(row.organisation or row.territory) for row in rows.select_related("organisation", "territory")
    }
