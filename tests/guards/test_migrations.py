"""The migrations hold every model as it stands today."""

from __future__ import annotations

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

OURS = {config.label for config in apps.get_app_configs() if config.name.startswith("zhengyou.")}


def test_no_model_has_changed_since_its_last_migration() -> None:
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    with translation.override(None):  # migrations hold labels untranslated
        changes = detector.changes(graph=loader.graph)
    missing = {
        label: [operation.describe() for migration in migrations for operation in migration.operations]
        for label, migrations in changes.items()
        if label in OURS
    }
    assert not missing, f"Run `zhengyou makemigrations`: {missing}"


def test_every_package_with_models_has_migrations() -> None:
    """Django passes over an app without a migrations folder in silence."""
    with_models = {model._meta.app_label for model in apps.get_models()}
    assert not with_models & OURS & MigrationLoader(None).unmigrated_apps


def test_no_two_migrations_are_the_last_one() -> None:
    assert not MigrationLoader(None).detect_conflicts()
