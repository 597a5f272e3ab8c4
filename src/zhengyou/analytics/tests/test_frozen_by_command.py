"""`zhengyou rollup freeze` and `zhengyou rollup show --date`."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.world import World
from zhengyou.analytics.tests.frozen import DAY, freeze_all, reorganise
from zhengyou.analytics.tests.peopled import count, people


@pytest.fixture
def frozen(world: World) -> World:
    return freeze_all(world)


def rollup(*words: str) -> Any:
    out = io.StringIO()
    call_command("rollup", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_shows_both_trees(frozen: World) -> None:
    reorganise(frozen, "move", "411302001", "411303")
    for tree, expected in (("then", (1, 3)), ("today", (0, 1))):
        shown = rollup("show", "--territory", "411302", "--date", DAY.isoformat(), "--tree", tree)
        assert (shown["tree"], shown["title"], shown["date"]) == (tree, "年中统计", DAY.isoformat())
        cell = next(one for one in shown["cells"] if one["indicator"] == "org_cover")
        assert (cell["numerator"], cell["denominator"]) == expected


def test_the_command_has_no_numbers_of_members_whose_branch_was_split_off(world: World) -> None:
    people(world, {"411302001": 30, "411302002": 20})
    count(world)
    freeze_all(world)
    chosen = {"organisation": (world.organisation["411302001"].pk,)}
    reorganise(
        world, "split", "411302001", chosen=chosen, code="411302009", name="新城街道", level="township"
    )
    for code in ("411302001", "411302009"):
        shown = rollup("show", "--territory", code, "--date", DAY.isoformat(), "--tree", "today")
        cell = next(one for one in shown["cells"] if one["indicator"] == "relation_here")
        assert (cell["numerator"], cell["denominator"], cell["protected"]) == (None, None, False)


def test_the_command_freezes_what_waits_too(world: World) -> None:
    made = rollup("freeze", "--date", DAY.isoformat(), "--title", "年中统计")
    assert (made["places"], len(made["digest"])) == (len(world.place), 64)
    with pytest.raises(CommandError, match="已经定格"):
        rollup("freeze", "--date", DAY.isoformat(), "--title", "年中统计")
    with pytest.raises(CommandError, match="没有区划代码"):
        rollup("show", "--territory", "999999", "--date", DAY.isoformat())
