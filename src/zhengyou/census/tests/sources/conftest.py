"""The laboratory of the import tests, and exports of registers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.world import World
from zhengyou.census.importing.outcome import Outcome
from zhengyou.census.models import ImportBatch
from zhengyou.census.tests.importing.lab import Lab, grid

REGISTRATION = (
    "统一社会信用代码",
    "市场主体名称",
    "住所",
    "法定代表人（负责人、经营者）",
    "登记状态",
    "数据日期",
)
Export = Callable[..., tuple[ImportBatch, Outcome]]


@pytest.fixture
def lab(world: World, tmp_path: Path) -> Lab:
    """The cast's world and a folder for workbooks."""
    return Lab(world, tmp_path)


@pytest.fixture
def export(lab: Lab) -> Export:
    """Imports an export of the registrar: rows in the order of REGISTRATION, or under other headings."""

    def run(
        *rows: tuple[Any, ...], heads: tuple[str, ...] = REGISTRATION, kind: str = "registration", **more: Any
    ) -> tuple[ImportBatch, Outcome]:
        lab.count += 1
        file = grid(lab.folder / f"{lab.count}.xlsx", [heads, *rows])
        return lab.run(file, kind=kind, **more)

    return run
