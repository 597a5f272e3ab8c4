"""Where a figure over time cannot be told, the page says why."""

from __future__ import annotations

import pytest

from tests.world import World
from zhengyou.analytics.tests.frozen import DAY, freeze_all, reorganise
from zhengyou.analytics.tests.peopled import count, people


@pytest.fixture
def divided(world: World) -> World:
    """东关街道 with thirty members, whose branch has gone to a new township since the figures were frozen."""
    people(world, {"411302001": 30, "411302002": 20, "411303001": 60})
    count(world)
    freeze_all(world)
    chosen = {"organisation": (world.organisation["411302001"].pk,)}
    reorganise(
        world, "split", "411302001", chosen=chosen, code="411302009", name="新城街道", level="township"
    )
    count(world)
    return world


WHY = "当时没有留下可以重新分开计数的明细"


@pytest.mark.parametrize("code", ["411302001", "411302009"])
def test_the_trend_of_a_divided_place_says_why_a_date_is_missing(divided: World, code: str) -> None:
    client = divided.client("county")
    assert WHY in client.get(f"/figures/relation_here/{code}/").content.decode()
    assert WHY not in client.get("/figures/relation_here/411302/").content.decode()


def test_so_does_the_frozen_page_on_todays_tree(divided: World) -> None:
    page = divided.client("county").get(f"/snapshots/{DAY}/411302001/?tree=today").content.decode()
    assert f"不能重算<small>{WHY}" in page
