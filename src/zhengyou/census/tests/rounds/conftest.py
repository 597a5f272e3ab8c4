"""The laboratory of rounds."""

from __future__ import annotations

import pytest

from tests.world import World
from zhengyou.census.tests.rounds.lab import Rounds


@pytest.fixture
def rounds(world: World) -> Rounds:
    """The cast's world with three rounds."""
    return Rounds(world)
