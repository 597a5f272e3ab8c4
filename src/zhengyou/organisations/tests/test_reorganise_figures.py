"""Cells of earlier rounds stand on today's tree after a reorganisation, and go back with it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.world import NOW, World
from zhengyou import jobs
from zhengyou.analytics.compiling import COUNTS
from zhengyou.analytics.models import Cell
from zhengyou.census.models import Round
from zhengyou.organisations.actions.reversing import reverse
from zhengyou.organisations.tests.whole import WHY, do, everything, plan

pytestmark = pytest.mark.django_db
EAST, OTHER = "411302001", "411303001"


@pytest.mark.parametrize("kind", ["move", "merge"])
def test_figures_of_earlier_rounds_are_restated_too(world: World, kind: str) -> None:
    jobs.follow_up(wait=True)
    earlier = Round(code="2026-3", as_of=date(2026, 8, 20), opened_at=NOW)
    earlier.save()
    for cell in Cell.objects.across_all(because=WHY):
        cell.pk, cell.round = None, earlier
        cell.save(force_insert=True)
    before = everything()
    target = world.place["411303"] if kind == "move" else world.place[OTHER]
    choices = {world.appointment["township"].pk: "over"} if kind == "merge" else {}
    done = do(plan(kind, world.place[EAST], target, appointments=choices), by=world.scope("city"), at=NOW)
    assert figures(earlier) == figures(world.round) != set()
    reverse(reorganisation=done, by=world.scope("city"), at=NOW)
    assert figures(earlier) == figures(world.round)
    assert everything() == before


def figures(of: Round) -> set[tuple[object, ...]]:
    rows = Cell.objects.across_all(because=WHY).filter(round=of)
    return set(rows.values_list("path", "indicator", "dimension", "value", *COUNTS))
