"""The cast with its figures frozen, and reorganisations of its places."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from tests.world import NOW, World
from zhengyou.analytics import snapshots
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.actions.freezing import freeze
from zhengyou.analytics.models import FrozenPlace, Snapshot
from zhengyou.analytics.numbers import Blank, Numbers
from zhengyou.analytics.snapshots import Tree
from zhengyou.organisations.actions import reorganising
from zhengyou.organisations.models import Reorganisation, Territory
from zhengyou.organisations.rules.reorganising import Plan
from zhengyou.scoping import Scope

DAY = date(2026, 11, 22)
LATER = NOW + timedelta(hours=1)
OPERATOR = Scope.operator()
_ALL = "the test reads everything"


def freeze_all(world: World) -> World:
    """The figures as they stand become those of DAY."""
    while follow(at=NOW):
        continue
    freeze(day=DAY, title="年中统计", by=OPERATOR, at=NOW)
    return world


def held() -> Snapshot:
    return Snapshot.objects.across_all(because=_ALL).get(date=DAY)


def path(code: str) -> str:
    return Territory.objects.across_all(because=_ALL).get(code=code).path


def then(code: str) -> str:
    return FrozenPlace.objects.across_all(because=_ALL).get(code=code, snapshot=held()).path


def enterprises(code: str, tree: Tree, by: Scope = OPERATOR) -> Numbers | Blank:
    """The enterprises of a place: numerator are those with an organisation."""
    where = then(code) if tree is Tree.THEN else path(code)
    return snapshots.figures(by, held(), [where], tree=tree)[where].get("org_cover", Numbers())


def reorganise(world: World, kind: str, subject: str, target: str = "", **more: Any) -> Reorganisation:
    plan = planned(world, kind, subject, target, **more)
    return reorganising.carry_out(plan=plan, key=uuid4(), by=OPERATOR, at=LATER)


def planned(
    world: World, kind: str, subject: str, target: str = "", on: date = date(2026, 11, 23), **more: Any
) -> Plan:
    return Plan(
        tree="territory",
        kind=kind,
        subject=world.place[subject].pk,
        target=world.place[target].pk if target else None,
        on=on,
        document="宛政〔2026〕9号",
        appointments=Everything("over"),
        **more,
    )


class Everything(dict[int, Any]):
    """The same choice for every appointment."""

    def __init__(self, choice: str) -> None:
        self.choice = choice

    def __contains__(self, key: object) -> bool:
        return True

    def __getitem__(self, key: int) -> Any:
        return self.choice
