"""Model relations keep to the layers, string foreign keys included: those escape the import linter."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Field, Model
from importlinter.contracts.layers import LayerField

ROOT = Path(__file__).parents[2]
PREFIX = "zhengyou."


def layers() -> list[set[str]]:
    """The packages of each layer, highest first, as the import linter's contract names them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rows = next(contract["layers"] for contract in contracts if contract["id"] == "packages")
    return [{tail.name for tail in LayerField().parse(row).module_tails} for row in rows]


def package_of(model: type[Model]) -> str | None:
    """The package of ours that holds the model; None for Django's own and other libraries' models."""
    if not model.__module__.startswith(PREFIX):
        return None
    return model.__module__.removeprefix(PREFIX).partition(".")[0]


def goes_down(source: str, target: str) -> bool:
    depth = {package: number for number, row in enumerate(layers()) for package in row}
    return source == target or depth[source] < depth[target]


def relations() -> list[tuple[Field[Any, Any], str, str]]:
    """Every relation between two models of ours with the packages at its ends, many-to-many included."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        source = package_of(model)
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            target = package_of(field.related_model) if isinstance(field.related_model, type) else None
            if source and target:
                found.append((field, source, target))
    return found


def test_a_relation_points_down_or_stays_in_its_package() -> None:
    upward = [str(field) for field, source, target in relations() if not goes_down(source, target)]
    assert not upward, f"These relations point to a package that stands above or beside their own: {upward}"


def test_there_are_relations_to_look_at() -> None:
    assert any(source != target for _, source, target in relations())


def test_siblings_and_higher_packages_are_refused() -> None:
    assert goes_down("census", "organisations")
    assert goes_down("census", "census")
    assert not goes_down("organisations", "census")
    assert not goes_down("jobs", "audit")
