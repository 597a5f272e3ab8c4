"""Room for frozen figures is made beside the cells that are held, and guarded from then on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from tests.world import NOW

BEFORE, AFTER = [("analytics", "0002_dimensions")], [("analytics", "0003_snapshots")]
DAY = date(2026, 11, 20)


def _at(targets: list[tuple[str, str]]) -> Any:
    MigrationExecutor(connection).migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.mark.django_db(transaction=True)
def test_cells_stay_and_what_is_frozen_is_guarded_there_and_back() -> None:
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()  # of all packages: others build on it
    try:
        apps = _at(BEFORE)
        round_ = apps.get_model("census", "Round")._rows.create(code="2026-4", as_of=DAY, opened_at=NOW)
        numbers = {"numerator": 1, "denominator": 2, "unknown": 0, "left_out": 0}
        apps.get_model("analytics", "Cell")._rows.create(
            round=round_, path="0000", indicator="org_cover", computed_at=NOW, **numbers
        )
        apps = _at(AFTER)
        assert apps.get_model("analytics", "Cell")._rows.values("path", *numbers).get() == {
            "path": "0000", **numbers,
        }  # fmt: skip
        _freeze(apps, round_.pk)
    finally:
        _at(latest)


def _freeze(apps: Any, round_: int) -> None:
    """Writes a snapshot and rolls it back: a frozen row cannot be removed again."""
    rows = apps.get_model("analytics", "Snapshot")._rows
    with transaction.atomic():
        made = rows.create(date=DAY, title="年底", round_id=round_, frozen_at=NOW, actor="测试")
        rows.filter(pk=made.pk).update(digest="x")
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            rows.filter(pk=made.pk).update(title="别的")
        transaction.set_rollback(True)
