"""An installation that knew only the last round of each unit keeps that knowledge, forwards and back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

AT = datetime(2026, 11, 23, tzinfo=UTC)
BEFORE = [("census", "0001_initial")]
AFTER = [("census", "0002_sightings")]


def _at(targets: list[tuple[str, str]]) -> Any:
    """The models as they stood there, the database migrated to it."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


def _fill(apps: Any) -> None:
    rows = {model: apps.get_model("census", model)._rows for model in ("Round", "Unit", "ImportBatch")}
    place = apps.get_model("organisations", "Territory")._rows.create(
        code="411302", name="宛城区", level="county", path="0000", valid_from=date(2000, 1, 1)
    )
    early = rows["Round"].create(code="2026-3", as_of=date(2026, 8, 20), opened_at=AT)
    late = rows["Round"].create(code="2026-4", as_of=date(2026, 11, 20), opened_at=AT)
    batch = rows["ImportBatch"].create(
        kind="units", territory=place, path="0000", round=early, state="uploaded", file_name="甲.xlsx",
        stored_as="x", sha256="x", actor="x", uploaded_at=AT,
    )  # fmt: skip
    said = {"territory": place, "path": "0000"}
    rows["Unit"].create(name="一次摸底", last_round=early, batch_id=batch.pk, entered_by="import", **said)
    rows["Unit"].create(name="后来又见", last_round=late, batch_id=batch.pk, entered_by="import", **said)
    rows["Unit"].create(name="网页登记", last_round=late, entered_by="self", **said)
    rows["Unit"].create(name="从未见过", last_round=None, **said)


@pytest.mark.django_db(transaction=True)
def test_the_last_round_of_each_unit_becomes_a_sighting_and_comes_back() -> None:
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()  # of all packages: others build on it
    try:
        _fill(_at(BEFORE))
        apps = _at(AFTER)
        seen = apps.get_model("census", "Sighting")._rows
        batch = apps.get_model("census", "ImportBatch")._rows.get()
        assert set(seen.values_list("unit__name", "round__code", "path", "source", "batch_id")) == {
            ("一次摸底", "2026-3", "0000", "import", batch.pk),
            ("后来又见", "2026-4", "0000", "import", None),
            ("网页登记", "2026-4", "0000", "screen", None),
        }
        again = _at(BEFORE).get_model("census", "Unit")._rows
        assert set(again.values_list("name", "last_round__code")) == {
            ("一次摸底", "2026-3"),
            ("后来又见", "2026-4"),
            ("网页登记", "2026-4"),
            ("从未见过", None),
        }
    finally:
        _at(latest)
