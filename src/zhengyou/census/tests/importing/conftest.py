"""The laboratory of the import tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.world import World
from zhengyou.census.tests.importing.lab import Lab


@pytest.fixture
def lab(world: World, tmp_path: Path) -> Lab:
    """The cast's world and a folder for workbooks."""
    return Lab(world, tmp_path)
