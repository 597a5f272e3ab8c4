"""Precomputed figures."""

from __future__ import annotations

from django.db import models

from zhengyou.census.models import Round
from zhengyou.scoping import PathField, ScopedModel, ScopePaths


class Cell(ScopedModel):
    """One indicator of one territory in one round: of all that it counts, or of those with one value of a dimension.

    dimension and value: '' and '' is the whole; a value '' of a dimension holds those of whom it is unknown. `unknown` is the
    number that could not be judged. Cells in which nothing is counted are not kept.
    """

    scope_paths = ScopePaths(territory="path")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    path = PathField(tree="territory", stays="cells are sums: actions.replanting_cells restates them")
    indicator = models.CharField(max_length=40)
    dimension = models.CharField(max_length=30, default="")
    value = models.CharField(max_length=30, default="")
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField()
    unknown = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField()
    computed_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(  # in this order the whole cells of a place stand together, for landing pages
                fields=["round", "path", "dimension", "indicator", "value"], name="cell_once"
            ),
            models.CheckConstraint(
                name="cell_part_of_whole", condition=models.Q(numerator__lte=models.F("denominator"))
            ),
        ]
