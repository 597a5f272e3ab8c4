"""Every model says how scopes reach its rows, or why it has none; and nothing leaks through the back of a relation."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import ForeignKey

from zhengyou.accounts.models import User
from zhengyou.scoping import NoScope, PathField, ScopedModel, ScopePaths

FOREIGN = {  # models that are not ours: rows of the machinery, never shown through our screens
    "auth.Permission": "part of Django's sign-in, unused",
    "auth.Group": "part of Django's sign-in, unused",
    "contenttypes.ContentType": "names of models",
    "sessions.Session": "keyed by the visitor's own cookie",
    "account.EmailAddress": "unused: no mail",
    "account.EmailConfirmation": "unused: no mail",
    "mfa.Authenticator": "read by allauth for the signed-in person only",
    "axes.AccessFailureLog": "failed sign-ins, for the security administrator",
    "axes.AccessAttempt": "failed sign-ins, for the security administrator",
    "axes.AccessAttemptExpiration": "failed sign-ins, for the security administrator",
    "axes.AccessLog": "switched off (AXES_DISABLE_ACCESS_LOG)",
    "django_tasks_database.DBTaskResult": "the queue: ids and kinds only",
}
OURS = [model for model in apps.get_models() if model.__module__.startswith("zhengyou.")]
SCOPED = [model for model in OURS if model is not User]


def test_every_model_is_ours_or_known() -> None:
    others = {model._meta.label for model in apps.get_models() if model not in OURS}
    assert others == set(FOREIGN)


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_it_is_scoped(model: type[models.Model]) -> None:
    assert issubclass(model, ScopedModel)
    assert model._meta.default_manager_name == "_rows"
    rule = model.scope_paths
    if isinstance(rule, NoScope):
        assert len(rule.because) > 10
        return
    assert isinstance(rule, ScopePaths)
    named = [
        (reach, name)
        for reach in ("territory", "organisation", "units", "oversight", "owner", "above")
        for name in (
            [getattr(rule, reach)] if isinstance(getattr(rule, reach), str) else getattr(rule, reach)
        )
        if name
    ]
    assert named, "no reach finds any row"
    for reach, name in named:
        field = _field(model, name)
        if reach in {"territory", "organisation", "oversight", "above"}:
            assert isinstance(field, PathField), f"{name} is no path"


def _field(model: type[models.Model], name: str) -> object:
    *relations, last = name.split("__")
    for relation in relations:
        field = model._meta.get_field(relation)
        assert isinstance(field, ForeignKey)
        model = field.remote_field.model
    try:
        return model._meta.get_field(last)
    except FieldDoesNotExist:
        return model._meta.get_field(last.removesuffix("_id"))


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_no_relation_can_be_walked_backwards(model: type[models.Model]) -> None:
    open_backs = [
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and not field.remote_field.hidden and field.model is model
    ]
    assert open_backs == [], 'give the relation related_name="+"'
