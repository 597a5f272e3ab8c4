"""Coverage facts that were there before figures were divided get their dimensions; figures of earlier rounds stay."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.world import NOW

CENSUS = ("census", "0008_phone_index")
BEFORE = [CENSUS, ("coverage", "0001_initial"), ("analytics", "0001_initial")]
AFTER = [CENSUS, ("coverage", "0002_dimensions"), ("analytics", "0002_dimensions")]
HELD = {
    "铸造": ("enterprise", "C3391", "small", "good", "park"),
    "商会": ("association", "", "", "", "building"),
    "都不知道": ("", "", "", "", ""),
}


def _at(targets: list[tuple[str, str]]) -> Any:
    MigrationExecutor(connection).migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


def _fill(apps: Any) -> None:
    place = apps.get_model("organisations", "Territory")._rows.create(
        code="411302", name="宛城区", level="county", path="0000", valid_from=date(2000, 1, 1)
    )
    for name, (kind, industry, size, condition, located) in HELD.items():
        unit = apps.get_model("census", "Unit")._rows.create(
            name=name, territory=place, path="0000", org_kind=kind, industry_code=industry,
            size_class=size, condition=condition, located_in=located,
        )  # fmt: skip
        apps.get_model("coverage", "UnitCoverage")._rows.create(
            unit=unit, path="0000", population="enterprise"
        )
    for code, day in (("2026-3", date(2026, 8, 20)), ("2026-4", date(2026, 11, 20))):
        round_ = apps.get_model("census", "Round")._rows.create(code=code, as_of=day, opened_at=NOW)
        apps.get_model("analytics", "Cell")._rows.create(
            round=round_, path="0000", indicator="org_cover", numerator=1, denominator=2, unknown=0, left_out=0,
            computed_at=NOW,
        )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_what_is_there_is_divided_and_kept() -> None:
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()  # of all packages: others build on it
    try:
        _fill(_at(BEFORE))
        apps = _at(AFTER)
        facts = apps.get_model("coverage", "UnitCoverage")._rows.values_list(
            "unit__name", "org_kind", "section", "size_class", "condition", "located_in"
        )
        assert {name: tuple(rest) for name, *rest in facts} == {
            name: (kind, industry[:1], *rest) for name, (kind, industry, *rest) in HELD.items()
        }
        cells = apps.get_model("analytics", "Cell")._rows
        assert list(cells.values_list("round__code", "dimension", "value", "numerator")) == [
            ("2026-3", "", "", 1)
        ]  # the present round has no cells: the worker counts all of them at once
    finally:
        _at(latest)
