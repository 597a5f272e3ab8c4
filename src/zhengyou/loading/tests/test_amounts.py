"""Amounts are compared as the database holds them, and read only where they differ."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import models

from tests.world import World
from zhengyou import loading
from zhengyou.census.models import Unit
from zhengyou.loading import amounts

BECAUSE = "a test looks at what was written"


def held(world: World, revenue: Decimal | None) -> tuple[Any, Decimal | None]:
    """What the driver gives of a unit's revenue, and what the model gives."""
    place = world.place["411302"]
    columns: dict[str, list[Any]] = {"territory_id": [place.pk], "path": [place.path]}
    loading.insert(Unit, {**columns, "name": ["甲批"], "revenue": [revenue]})
    rows = Unit.objects.across_all(because=BECAUSE).filter(name="甲批")
    return rows.values_list(amounts.unread("revenue"), flat=True).get(), rows.get().revenue


@pytest.mark.parametrize("text", ["234.93", "0.1", "0", "1433.61", "99999999999.9999"])
def test_an_amount_is_the_same_as_the_one_that_was_written(world: World, text: str) -> None:
    found, by_model = held(world, Decimal(text))
    assert amounts.same(found, Decimal(text).quantize(Decimal("0.0001")))
    assert not amounts.same(found, Decimal(text) + Decimal("0.0001"))
    assert not amounts.same(found, None)
    column = Unit._meta.get_field("revenue")
    assert isinstance(column, models.Field)
    assert str(amounts.read(column, found)) == str(by_model)


def test_an_unknown_amount_is_the_same_as_none_only(world: World) -> None:
    found, _ = held(world, None)
    assert amounts.same(found, None)
    assert not amounts.same(found, Decimal(0))
