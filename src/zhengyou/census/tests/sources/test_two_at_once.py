"""Two people at the same moment: one is done, the other is told; nothing is lost and nothing doubled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.world import NOW, TODAY, World
from zhengyou.census.actions import registers, transfers
from zhengyou.census.models import Disagreement, Member, Transfer
from zhengyou.web.errors import Conflict

WHY = "a test looks at what was written"
NUMBER = "411303197907070037"


def propose(world: World) -> Transfer:
    return transfers.propose(
        id_number=NUMBER,
        branch=world.organisation["branch"],
        unit=None,
        on=TODAY,
        by=world.scope("secretary"),
        at=NOW,
    )


def first(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, act: Callable[[], object]) -> None:
    """Before `name` is called, once, somebody else acts."""
    original = getattr(module, name)

    def late(*args: Any, **more: Any) -> Any:
        monkeypatch.setattr(module, name, original)
        act()
        return original(*args, **more)

    monkeypatch.setattr(module, name, late)


def test_a_release_and_a_refusal(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = propose(world)
    office = world.scope("neighbour_county")
    first(
        monkeypatch,
        transfers,
        "_move",
        lambda: transfers.refuse(transfer=row, reason="还在我支部", by=office, at=NOW),
    )
    with pytest.raises(Conflict):
        transfers.release(transfer=row, by=world.scope("neighbour_secretary"), at=NOW)
    member = Member.objects.across_all(because=WHY).get(pk=row.member_id)
    assert member.branch_id == world.organisation["neighbour_branch"].pk


def test_a_withdrawal_and_a_release(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = propose(world)
    giver = world.scope("neighbour_secretary")
    first(monkeypatch, transfers, "_move", lambda: transfers.release(transfer=row, by=giver, at=NOW))
    with pytest.raises(Conflict):
        transfers.withdraw(transfer=row, by=world.scope("secretary"), at=NOW)


def test_two_proposals_of_one_branch(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first(monkeypatch, transfers, "whence", lambda: propose(world))
    second = propose(world)
    assert [row.pk for row in Transfer.objects.across_all(because=WHY)] == [second.pk]


def test_two_answers_to_a_disagreement(world: World) -> None:
    row = Disagreement(
        unit=world.unit["foundry"], register="registration", field="owner_name", held="韩业主", said="老韩",
        source="表.xlsx", at=NOW,
    )  # fmt: skip
    row.save()
    stale = Disagreement.objects.across_all(because=WHY).select_related("unit").get(pk=row.pk)
    registers.settle(disagreement=row, right="register", by=world.scope("county"), at=NOW)
    with pytest.raises(Conflict):
        registers.settle(disagreement=stale, right="census", by=world.scope("city"), at=NOW)
    unit = type(world.unit["foundry"]).objects.across_all(because=WHY).get(pk=world.unit["foundry"].pk)
    assert unit.owner_name == "韩业主"
