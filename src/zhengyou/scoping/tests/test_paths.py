"""Prefixes of a fixed width make a subtree one range."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.world import World
from zhengyou.census.models import Unit
from zhengyou.scoping import OutsideScope, confirm, is_below, upper_bound
from zhengyou.scoping.prefix import LABEL_WIDTH, ancestors, label, number

NUMBERS = st.integers(min_value=0, max_value=36**LABEL_WIDTH - 1)


@given(NUMBERS)
def test_a_label_gives_its_number_back(value: int) -> None:
    assert number(label(value)) == value
    assert len(label(value)) == LABEL_WIDTH


@given(NUMBERS, NUMBERS)
def test_labels_sort_like_their_numbers(one: int, other: int) -> None:
    assert (label(one) < label(other)) == (one < other)


@given(st.lists(NUMBERS, min_size=1, max_size=6), st.lists(NUMBERS, max_size=6))
def test_the_range_of_a_path_holds_exactly_what_lies_below(above: list[int], other: list[int]) -> None:
    path, candidate = "".join(map(label, above)), "".join(map(label, other))
    assert (path <= candidate < upper_bound(path)) == is_below(candidate, path)


def test_too_many_children_are_refused() -> None:
    with pytest.raises(ValueError, match="more children"):
        label(36**LABEL_WIDTH)


def test_ancestors_begin_at_the_root() -> None:
    assert ancestors("000000010002") == ["0000", "00000001", "000000010002"]


def test_a_subtree_is_read_through_an_index(world: World) -> None:
    rows = Unit.objects.within(world.scope("county")).order_by("path", "name", "id")
    if connection.vendor == "sqlite":
        assert "USING INDEX unit_place_name" in rows.explain()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "unit_place_name" in rows.explain()


def test_a_write_that_lands_outside_the_scope_is_refused(world: World) -> None:
    confirm(world.unit["foundry"], world.scope("county"))
    with pytest.raises(OutsideScope):
        confirm(world.unit["foundry"], world.scope("neighbour_county"))
