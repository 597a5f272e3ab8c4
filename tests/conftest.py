"""Whatever lies in tests/journeys is a journey; nobody can forget to say so."""

from __future__ import annotations

from pathlib import Path

import pytest

JOURNEYS = Path(__file__).parent / "journeys"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(JOURNEYS):
            item.add_marker("journey")
