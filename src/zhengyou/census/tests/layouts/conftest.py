"""The laboratory of the layouts: the cast's world, with townships enough for a county's ledger."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.world import LONG_AGO, World
from zhengyou.census.tests.importing.lab import Lab
from zhengyou.organisations.models import Territory

_MORE = [("411302004", "仲景街道", "0000000100000002"), ("411302102", "官庄镇", "0000000100000003")]


@pytest.fixture
def lab(world: World, tmp_path: Path) -> Lab:
    """The cast's world and a folder for workbooks."""
    for code, name, path in _MORE:
        parent = world.place["411302"]
        world.place[code] = Territory(
            code=code, name=name, level="township", parent=parent, path=path, valid_from=LONG_AGO
        )
        world.place[code].save()
    return Lab(world, tmp_path)
