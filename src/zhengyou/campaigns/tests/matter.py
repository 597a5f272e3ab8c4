"""What tests of tasks work with: a campaign, a directive with clauses, the bodies of the levels."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from tests.world import NOW, TODAY, World
from zhengyou.campaigns.actions import tasks
from zhengyou.campaigns.models import Campaign, Clause, Directive, Passage, Receipt, Task
from zhengyou.organisations.actions import setting_up
from zhengyou.organisations.models import Body


def campaign() -> Campaign:
    """The campaign that runs."""
    row = Campaign(code="strive-2026", name_zh="创先争优", name_en="Strive", starts_on=date(2026, 10, 1))
    row.save()
    return row


def directive(
    world: World,
    clauses: int = 3,
    *,
    code: str = "410000",
    issued: bool = True,
    state: str = "",
    received: bool = True,
) -> list[Clause]:
    """A directive of a place with some clauses; read below once issued. state: where it differs from that.

    received: whether it was sent on to every level below.
    """
    place = world.place[code]
    running = Campaign.objects.across_all(because="test").first() or campaign()
    row = Directive(
        campaign=running,
        territory=place,
        place=place.path,
        kind="notice",
        title=f"{place.name}的通知",
        text="要" * (clauses * 10),
        digest=uuid4().hex,
        state=state or ("issued" if issued else "reviewing"),
        issued_to=place.path if issued else "",
        read_at=NOW,
    )
    row.save()
    passage = Passage(directive=row, key="1", kind="part", seq=1, heading="一、")
    passage.save()
    made = [
        Clause(
            directive=row,
            passage=passage,
            key=f"1.{number}",
            start=number * 10,
            end=number * 10 + 9,
            text=f"要做好第{number}件事。",
        )
        for number in range(clauses)
    ]
    if issued and received:
        below_it = [one for one in world.place.values() if one.path.startswith(place.path) and one != place]
        Receipt.objects.across_all(because="test").bulk_create(
            Receipt(
                directive=row,
                territory=one,
                place=one.path,
                from_place=one.path[:-4],
                sent_at=NOW,
                sent_by="测试",
            )
            for one in below_it
        )
    return Clause.objects.across_all(because="test").bulk_create(made)


def bodies(world: World) -> None:
    """The usual bodies of every place."""
    setting_up.load_bodies()


def body(world: World, code: str, kind: str = "leading_group_office") -> Body:
    """One body of a place."""
    rows = Body.objects.across_all(because="test")
    return rows.get(territory=world.place[code], kind=kind)


def task(world: World, who: str = "city", **facts: Any) -> Task:
    """A task of somebody's level."""
    given: dict[str, Any] = {
        "title": "逐家摸清底数",
        "done_when": "名册报齐",
        "starts_on": None,
        "due_on": date(2026, 12, 10),
        "clauses": (),
        "bodies": {},
        "origin": Task.Origin.CLAUSE,
    }
    return tasks.add(**(given | facts), by=world.scope(who), at=NOW)


__all__ = ["TODAY", "bodies", "body", "campaign", "directive", "task"]
