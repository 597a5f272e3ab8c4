"""Whatever follows a reorganisation outside the journal is noted in it, so that it goes back exactly as it stood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from django.apps import apps
from django.db import models
from django.db.models import Q

from zhengyou.organisations.actions.holdings import Node
from zhengyou.organisations.actions.journal import Journal, chunks, rows
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.scoping import PathField, ScopedModel

Held = dict[Any, tuple[Any, ...]]


@contextmanager
def noting(journal: Journal, node: Node) -> Iterator[None]:
    """Notes what happens meanwhile to rows that stand at the node: to where they point and where they stand, of every model.

    node: a place, for whatever stands at its very path; an organisation, for whatever names it.
    """
    held = [(model, names, _standing(model, names, node)) for model, names in _columns()]
    yield
    for model, names, before in held:
        _note(journal, model, names, before)


def _columns() -> Iterator[tuple[type[ScopedModel], list[str]]]:
    """(model, its columns that follow) of every model that has any: paths, and references to places and organisations."""
    for model in apps.get_models():
        if not issubclass(model, ScopedModel):
            continue
        names = [
            one.attname
            for one in model._meta.local_fields
            if (isinstance(one, PathField) and one.follows)
            or (isinstance(one, models.ForeignKey) and one.related_model in {Territory, PartyOrganisation})
        ]
        if names:
            yield model, names


def _standing(model: type[ScopedModel], names: Sequence[str], node: Node) -> Held:
    """{id: values of the columns} of the rows at the node."""
    found = Q(pk__in=())
    for one in model._meta.local_fields:
        if isinstance(node, Territory):
            if isinstance(one, PathField) and one.follows and one.tree == "territory":
                found |= Q(**{one.name: node.path})
        elif isinstance(one, models.ForeignKey) and one.related_model is PartyOrganisation:
            found |= Q(**{one.name: node.pk})
    return {pk: tuple(values) for pk, *values in rows(model).filter(found).values_list("pk", *names)}


def _note(journal: Journal, model: type[ScopedModel], names: Sequence[str], before: Held) -> None:
    """One line for all rows that changed alike."""
    alike: dict[tuple[tuple[str, Any, Any], ...], list[Any]] = defaultdict(list)
    for some in chunks(sorted(before)):
        for pk, *values in rows(model).filter(pk__in=some).order_by("pk").values_list("pk", *names):
            changed = [
                (name, was, now)
                for name, was, now in zip(names, before[pk], values, strict=True)
                if was != now
            ]
            if changed:
                alike[tuple(changed)].append(pk)
    for columns, ids in alike.items():
        told = cast("dict[str, Any]", {name: was for name, was, _now in columns})
        journal.noted_changed(model, ids, told, {name: now for name, _was, now in columns})
