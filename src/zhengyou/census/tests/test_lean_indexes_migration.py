"""Units and sightings that were there keep their facts and their rules when their indexes change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

BEFORE = [("census", "0008_phone_index")]
AFTER = [("census", "0009_lean_indexes")]


def _at(targets: list[tuple[str, str]]) -> Any:
    MigrationExecutor(connection).migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


def _fill(apps: Any) -> None:
    place = apps.get_model("organisations", "Territory")._rows.create(
        code="411302", name="宛城区", level="county", path="0000", valid_from=date(2000, 1, 1)
    )
    round_ = apps.get_model("census", "Round")._rows.create(
        code="2026H1", as_of=date(2026, 6, 30), opened_at=timezone.now()
    )
    units = apps.get_model("census", "Unit")._rows
    sightings = apps.get_model("census", "Sighting")._rows
    for name in ("甲厂", "乙厂"):
        unit = units.create(name=name, territory=place, path="0000")
        sightings.create(unit=unit, round=round_, path="0000", source="screen")


def _held(apps: Any) -> tuple[list[Any], list[Any]]:
    units = apps.get_model("census", "Unit")._rows.order_by("name")
    sightings = apps.get_model("census", "Sighting")._rows.order_by("unit__name")
    return list(units.values_list("name", "path", "territory__code")), list(
        sightings.values_list("unit__name", "round__code", "path", "source")
    )


def _indexes(table: str) -> set[tuple[str, ...]]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    return {tuple(one["columns"]) for one in found.values() if one["index"] or one["unique"]}


@pytest.mark.django_db(transaction=True)
def test_what_was_there_stays_and_is_seen_once_a_round() -> None:
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()  # of all packages: others build on it
    try:
        before = _at(BEFORE)
        _fill(before)
        held = _held(before)
        after = _at(AFTER)
        assert _held(after) == held
        assert _indexes("census_sighting") >= {("unit_id", "round_id"), ("round_id", "path")}
        assert ("unit_id",) not in _indexes("census_sighting")
        assert _indexes("census_unit") >= {("organisation_id",), ("instructor_account_id",)}
        first = after.get_model("census", "Sighting")._rows.first()
        with pytest.raises(IntegrityError), transaction.atomic():
            after.get_model("census", "Sighting")._rows.create(
                unit_id=first.unit_id, round_id=first.round_id, path="0000", source="import"
            )
        assert _held(_at(BEFORE)) == held
    finally:
        _at(latest)
