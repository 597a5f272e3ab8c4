"""A row of every model that follows a place or an organisation, made by the models' own account of themselves."""

from __future__ import annotations

from typing import Any, Final
from uuid import uuid4

from django.apps import apps
from django.db import models

from tests.world import LONG_AGO, NOW, World
from zhengyou.campaigns.tests import matter
from zhengyou.census.models import Round, Unit
from zhengyou.organisations.actions.journal import rows
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.organisations.rules.reorganising import together
from zhengyou.organisations.tests.whole import HISTORY, ON
from zhengyou.scoping import PathField, ScopedModel
from zhengyou.scoping.prefix import LABEL_WIDTH

IN_THE_CAST: Final = {"organisations.Territory", "organisations.PartyOrganisation", "organisations.TerritoryLink"} | {
    "organisations.OrganisationLink", "organisations.Appointment", "census.Unit", "census.Member",
    "census.Sighting", "coverage.UnitCoverage",
}  # fmt: skip
FROZEN: Final = {"analytics.Cell", "analytics.FrozenPlace", "analytics.StatisticsTable"}
"""Cells are compared as the cast has them; what is frozen forbids to take anything back."""
SAID: Final[dict[str, dict[str, Any]]] = {
    "accounts.Slip": {"expires_at": NOW.replace(year=2030)},
    "campaigns.ContactPoint": {"subject_kind": "organisation"},
    "campaigns.Directive": {"state": "issued"},
    "census.MissingUnit": {"state": "waiting", "assigned_to": "某", "due": ON},
    "requests.Request": {"same_as": None},
}
IN_ORDER: Final = (
    "campaigns.Directive", "campaigns.Visit", "campaigns.ImplementationDocument", "campaigns.Receipt",
    "census.Comparison", "requests.Request",
)  # fmt: skip
"""What others name comes first."""


def following() -> list[type[ScopedModel]]:
    """Every model whose rows follow a place or an organisation, by a path or by a reference, those in the cast left out."""
    found: list[type[ScopedModel]] = []
    for model in apps.get_models():
        label = model._meta.label
        if not issubclass(model, ScopedModel) or model in HISTORY or label in IN_THE_CAST | FROZEN:
            continue
        if any(_follows(one) for one in model._meta.local_fields):
            found.append(model)
    return sorted(found, key=_turn)


def _turn(model: type[ScopedModel]) -> tuple[int, str]:
    label = model._meta.label
    return (IN_ORDER.index(label) if label in IN_ORDER else len(IN_ORDER), label)


def _follows(one: models.Field[Any, Any]) -> bool:
    if isinstance(one, PathField):
        return one.follows
    return isinstance(one, models.ForeignKey) and one.related_model in {Territory, PartyOrganisation}


def fill(world: World, place: Territory, organisation: PartyOrganisation) -> None:
    """A row of each such model, and of a receipt and an occasion of the level too; whatever may be named is named."""
    matter.bodies(world)
    matter.directive(world, received=False)
    Round(code="2026-3", as_of=LONG_AGO, opened_at=NOW, closed_at=NOW).save()
    named: dict[type[models.Model], Any] = {Territory: place, PartyOrganisation: organisation}
    for model in following():
        said = SAID.get(model._meta.label, {})
        if model._meta.label in {"campaigns.Receipt", "campaigns.Conveyance"}:
            _row(model, named, place, organisation, {"organisation": None})
        _row(model, named, place, organisation, said)


def _row(
    model: type[ScopedModel],
    named: dict[type[models.Model], Any],
    place: Territory,
    organisation: PartyOrganisation,
    said: dict[str, Any],
) -> None:
    facts: dict[str, Any] = {}
    used: list[Any] = []
    for one in model._meta.local_fields:
        if one.primary_key:
            continue
        if isinstance(one, PathField):
            facts[one.name] = _path(model, one, place, organisation)
        elif isinstance(one, models.ForeignKey):
            facts[one.name] = _one_of(one.related_model, named, used)
        else:
            facts[one.name] = _value(one)
    if "subject_id" in facts:
        facts["subject_id"] = organisation.pk
    pair = [one for one in used if isinstance(one, Unit)]
    if "path" in facts and len(pair) > 1:  # it stands above both
        facts["path"] = together([one.path for one in pair], LABEL_WIDTH)
    model(**facts | said).save(force_insert=True)


def _path(model: type[ScopedModel], one: PathField, place: Territory, organisation: PartyOrganisation) -> str:
    if (model._meta.label, one.name) == ("campaigns.Receipt", "from_place"):
        return place.path[:4]  # sent by another level than the one that would send today
    return organisation.path if one.tree == "organisation" else place.path


def _one_of(model: Any, named: dict[type[models.Model], Any], used: list[Any]) -> Any:
    """The row that is meant; of another model one that stands in none of the other columns."""
    if model in named:
        return named[model]
    held = rows(model) if issubclass(model, ScopedModel) else model.objects.all()
    found = held.exclude(pk__in=[row.pk for row in used if type(row) is model]).order_by("pk").first()
    used.append(found)
    return found


def _value(one: models.Field[Any, Any]) -> Any:
    """Something that the column takes."""
    if isinstance(one, models.UUIDField):
        return uuid4()
    if one.null:
        return None
    if one.has_default():
        return one.get_default()
    if one.blank:
        return ""
    if one.choices:
        return next(value for value, _label in one.flatchoices if value)
    made: list[tuple[Any, Any]] = [
        (models.DateTimeField, NOW),
        (models.DateField, ON),
        (models.BooleanField, False),
        (models.JSONField, {}),
        (models.IntegerField, 1),
        (models.FloatField, 1.0),
        (models.TextField, "文"),
        (models.CharField, uuid4().hex[: min(one.max_length or 8, 8)]),
    ]
    return next(value for kind, value in made if isinstance(one, kind))
