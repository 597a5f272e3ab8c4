"""Every path says which tree it belongs to and whether it goes along when that tree is reorganised."""

from __future__ import annotations

import inspect

import pytest
from django.apps import apps
from django.db.models import Model

from zhengyou.scoping import PathField

TREES = {"territory", "organisation"}
OURS = [model for model in apps.get_models() if model.__module__.startswith("zhengyou.")]
PATHS = [field for model in OURS for field in model._meta.local_fields if isinstance(field, PathField)]


@pytest.mark.parametrize("field", PATHS, ids=str)
def test_every_path_follows_or_says_why_not(field: PathField) -> None:
    says = f"{field}: write PathField(tree=..., follows=True) or PathField(tree=..., stays='why')"
    assert field.follows != bool(field.stays), says
    assert field.tree in TREES or not field.follows, says


def test_the_database_knows_of_neither() -> None:
    """Else each word said here would ask for a migration."""
    field = PathField(tree="territory", follows=True)
    assert not {"tree", "follows", "stays"} & set(field.deconstruct()[3])


def test_no_scope_follows_a_path_that_stays() -> None:
    """Whoever reads by a path that stays would lose sight of it, or never gain it: such a model says so here."""
    read_elsewhere = {"audit.Event", "changes.Change", "analytics.Cell"}
    staying = {field.model for field in PATHS if field.stays and field.tree == "territory"}
    by_own = {
        model._meta.label for model in staying if _read_by(model) & {one.name for one in PATHS if one.stays}
    }
    assert by_own <= read_elsewhere


def _read_by(model: type[Model]) -> set[str]:
    """The model's own fields by which a scope finds its rows."""
    rule = inspect.getattr_static(model, "scope_paths")
    named: set[str] = set()
    for way in ("territory", "organisation", "oversight"):
        names = getattr(rule, way, "")
        named |= {names} if isinstance(names, str) else set(names)
    return {name for name in named if "__" not in name}
