"""A merger: whatever names the place or organisation that ends names the taker from now on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet

from zhengyou.changes.actions import Ledger
from zhengyou.organisations.actions.holdings import Node, every
from zhengyou.organisations.actions.journal import Journal, rows
from zhengyou.organisations.models import (
    Appointment,
    Body,
    JournalLine,
    OrganisationLink,
    PartyOrganisation,
    PathMove,
    Reorganisation,
    Territory,
    TerritoryLink,
)
from zhengyou.scoping import PathField, ScopedModel

_OWN_WAY: Final = {Territory, TerritoryLink, OrganisationLink, Body, Reorganisation, PathMove, JournalLine}
"""These are dealt with one by one by the actions of each tree."""

Columns = dict[str, tuple[Any, Any]]
"""{column: (value before, value after)}."""


def hand_over(old: Node, new: Node, *, journal: Journal, ledger: Ledger) -> None:
    """Rows at `old` itself come to `new`; those below were moved before.

    A row of which the taker has its like already (both received the same directive, both plan the same day) stays with the
    place or organisation that ended, as the record of what it did.
    """
    told = {holding.model: holding for holding in every()}
    for model, columns in _naming(old, new):
        holding = told.get(model)
        for name, found in _change(model, columns, journal, holding.path if holding else "").items():
            if holding and name == f"{holding.reference(old)}_id":
                holding.tell(found, holding.reference(old), old, new, ledger)


def repoint(old: Body, new: Body, *, journal: Journal) -> None:
    """Whatever is asked of a body that ends is asked of the same body of the taker. Appointments are dealt with one by one."""
    for model, columns in _naming(old, new):
        _change(model, columns, journal, "")


def _change(
    model: type[ScopedModel], columns: Columns, journal: Journal, path: str
) -> dict[str, list[tuple[Any, Any]]]:
    """{column: [(id, path before), ...]} of the rows that were changed."""
    left = _with_twins(model, columns)
    changed = {}
    for name, (before, after) in columns.items():
        held = rows(model).filter(**{name: before}).exclude(pk__in=left)
        if model is Appointment:  # those over the place itself go over or end, one by one
            held = held.filter(organisation__isnull=False)
        found = list(held.order_by("pk").values_list("pk", path or "pk"))
        if found:
            journal.changed(model, [pk for pk, _path in found], {name: before}, {name: after})
            changed[name] = found
    return changed


def _naming(old: Node | Body, new: Node | Body) -> Iterator[tuple[type[ScopedModel], Columns]]:
    """(model, columns that may name the node) of every model; references stand before paths."""
    tree = {Territory: "territory", PartyOrganisation: "organisation"}.get(type(old))
    for model in apps.get_models():
        if not issubclass(model, ScopedModel) or model in _OWN_WAY or model.final:
            continue
        columns: Columns = {}
        for one in model._meta.local_fields:
            own_way = model is Appointment or (model, one.name) == (PartyOrganisation, "superior")
            if isinstance(one, models.ForeignKey) and one.related_model is type(old) and not own_way:
                columns[one.attname] = (old.pk, new.pk)
        for one in model._meta.local_fields:
            node = (model, one.name) == (PartyOrganisation, "path")
            if isinstance(one, PathField) and one.follows and one.tree == tree and not node:
                columns[one.name] = (old.path, new.path)  # type: ignore[union-attr]
        if columns:
            yield model, columns


def _with_twins(model: type[ScopedModel], columns: Mapping[str, tuple[Any, Any]]) -> list[Any]:
    """Ids of rows that would break a rule of uniqueness once they named the taker."""
    found: set[Any] = set()
    for rule in model._meta.constraints:
        if not isinstance(rule, models.UniqueConstraint):
            continue
        names = [cast("Any", model._meta.get_field(name)).attname for name in rule.fields]
        touched = [name for name in names if name in columns]
        if not touched:
            continue
        twins = _satisfying(rows(model), rule).filter(
            **{name: columns[name][1] for name in touched},
            **{name: OuterRef(name) for name in names if name not in columns},
        )
        held = _satisfying(rows(model), rule).filter(**{name: columns[name][0] for name in touched})
        found.update(held.filter(Exists(twins)).values_list("pk", flat=True))
    return sorted(found)


def _satisfying(held: QuerySet[Any], rule: models.UniqueConstraint) -> QuerySet[Any]:
    return held.filter(rule.condition) if rule.condition is not None else held
