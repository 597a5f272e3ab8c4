"""Figures of small groups are withheld of snapshots as well, and are not told by the difference of two trees."""

from __future__ import annotations

import pytest

from tests.world import World
from zhengyou.analytics import protecting, snapshots
from zhengyou.analytics.numbers import Blank, Numbers
from zhengyou.analytics.rules import protection
from zhengyou.analytics.snapshots import Tree
from zhengyou.analytics.tests.frozen import OPERATOR, enterprises, freeze_all, held, path, reorganise


@pytest.fixture
def frozen(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """As if coverage were a figure of small groups."""
    monkeypatch.setattr(protecting, "protected", lambda: frozenset({"org_cover"}))
    return freeze_all(world)


@pytest.fixture
def all_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protection, "FEWEST", 1)


@pytest.mark.parametrize("tree", Tree)
def test_a_small_group_is_withheld_on_both_trees(frozen: World, tree: Tree) -> None:
    assert [enterprises(code, tree) for code in ("410000", "411302", "411302001")] == [Blank.SMALL] * 3
    assert snapshots.trend(OPERATOR, frozen.place["411302"])[0].figures["org_cover"] is Blank.SMALL


@pytest.mark.usefixtures("all_are_large")
@pytest.mark.parametrize("tree", Tree)
def test_a_large_one_is_shown_while_nobody_crossed_its_border(frozen: World, tree: Tree) -> None:
    assert enterprises("410000", tree) == Numbers(2, 4, 1, 0)


@pytest.mark.usefixtures("all_are_large")
def test_on_todays_tree_it_is_withheld_where_somebody_did(frozen: World) -> None:
    reorganise(frozen, "move", "411302001", "411303")
    where = [path(code) for code in ("410000", "411302", "411303")]
    shown = snapshots.figures(OPERATOR, held(), where, tree=Tree.TODAY)
    assert [shown[one]["org_cover"] for one in where] == [Numbers(2, 4, 1, 0), Blank.SMALL, Blank.SMALL]
