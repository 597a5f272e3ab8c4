"""Which units a round has seen."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhengyou.census.models.imports import ImportBatch
from zhengyou.census.models.round import Round
from zhengyou.census.models.unit import Unit
from zhengyou.scoping import PathField, ScopedModel, ScopePaths


class Sighting(ScopedModel):
    """A unit was seen in a round: some workbook named it, or a person wrote to its record while the round was open.

    path: where the unit stands; it follows the unit while the round is open and stays as it was when the round is closed.
    batch_id: the import that saw it first in this round; an undo of that import passes the sighting on to the next that
    saw the unit too (SeenAgain), else takes it back. A person who
    writes to the record or confirms it vouches for it: batch_id is then null, and no undo takes it back.
    """

    scope_paths = ScopePaths(
        territory="path", organisation="unit__organisation__path", units="unit__instructor_account_id"
    )

    class Source(models.TextChoices):
        IMPORT = "import", pgettext_lazy("source", "导入")
        SCREEN = "screen", _("网页登记")
        CONFIRMED = "confirmed", _("人工确认")

    # One index begins with the round and one with the unit; more would only slow imports down.
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_index=False)
    path = PathField(tree="territory", follows=True)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.IMPORT)
    batch_id = models.BigIntegerField(null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["round_id", "path", "unit_id"]
        indexes = [models.Index(fields=["round", "path"], name="sighting_place")]
        constraints = [models.UniqueConstraint(fields=["unit", "round"], name="sighting_once")]


class SeenAgain(ScopedModel):
    """Which units an import saw that were held before, whoever saw them first in its round.

    One row for an import, whatever the number of units, so that a second workbook of a round costs no second sighting
    for each. units: their numbers (census.rules.packing).
    """

    scope_paths = ScopePaths(territory="batch__path")

    batch = models.OneToOneField(ImportBatch, on_delete=models.CASCADE, related_name="+")
    units = models.BinaryField()

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["batch_id"]
