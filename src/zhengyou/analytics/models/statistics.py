"""Official statistics tables as they were derived on a day."""

from __future__ import annotations

from django.db import models

from zhengyou.organisations.models import Territory
from zhengyou.scoping import ScopedModel, ScopePaths


class StatisticsTable(ScopedModel):
    """One official table of one territory, kept as it was derived.

    number: of the official form, 27 or 30. as_of: the day it speaks of. content: numbers, units that could not be judged, what
    stands apart and what is lacking (statistics.counting), and the overview's figures then. last_change: the latest entry of
    the change table that was in it; a later one in the territory makes it stale. No foreign key to the person: it outlives
    the account.
    """

    scope_paths = ScopePaths(territory="territory__path")

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=4)
    as_of = models.DateField()
    content = models.JSONField()
    derived_at = models.DateTimeField()
    last_change = models.BigIntegerField()
    user_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=120)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["-derived_at", "-id"]
        indexes = [models.Index(fields=["territory", "number", "-derived_at"], name="statistics_latest")]
