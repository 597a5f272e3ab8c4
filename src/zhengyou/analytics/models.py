"""Precomputed figures."""

from __future__ import annotations

from django.db import models

from zhengyou.census.models import Round
from zhengyou.scoping import PathField, ScopedModel, ScopePaths


class Cell(ScopedModel):
    """One indicator of one territory in one round. `unknown` is the number of units that could not be judged."""

    scope_paths = ScopePaths(territory="path")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    path = PathField()
    indicator = models.CharField(max_length=40)
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField()
    unknown = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField()
    computed_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["round", "path", "indicator"], name="cell_once"),
            models.CheckConstraint(
                name="cell_part_of_whole", condition=models.Q(numerator__lte=models.F("denominator"))
            ),
        ]
