"""What changed between two rounds: counted once by a job, read by pages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhengyou.census.models.round import Round
from zhengyou.census.models.unit import Unit
from zhengyou.organisations.models import Territory
from zhengyou.scoping import PathField, ScopedModel, ScopePaths


class Kind(models.TextChoices):
    """What became of a unit between two rounds (field is then ''), or of one of its facts."""

    NEW = "new", _("新登记")
    RETURNED = "returned", _("再次见到")
    CHANGED = "changed", _("有变化")
    UNCHANGED = "unchanged", _("没有变化")
    MOVED_IN = "moved_in", _("迁入")
    MOVED_OUT = "moved_out", _("迁出")
    REOPENED = "reopened", _("恢复")
    CLOSED = "closed", pgettext_lazy("unit", "终止")
    MERGED = "merged", _("合并")
    MISSING = "missing", _("本轮未见")
    GONE = "gone", _("已称注销")
    FILLED = "filled", _("补充")
    ALTERED = "altered", _("变更")
    ERASED = "erased", _("清空")


class Comparison(ScopedModel):
    """Two rounds compared for a territory.

    begun: how many countings were begun; each has its number. run: number of the one whose cells and rows are shown, 0 while
    none has ended. job_id: the counting begun last.
    """

    scope_paths = ScopePaths(territory="path")

    earlier = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    later = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    path = PathField(tree="territory", follows=True)
    begun = models.PositiveIntegerField(default=0)
    run = models.PositiveIntegerField(default=0)
    job_id = models.UUIDField(null=True)
    computed_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["-later_id", "-earlier_id", "path"]
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later", "territory"], name="comparison_once"),
            models.CheckConstraint(
                name="comparison_counted_has_date",
                condition=models.Q(run=0) | models.Q(computed_at__isnull=False),
            ),
        ]


class ComparisonCell(ScopedModel):
    """One number. path: the territory one level below the compared one, or that one itself for what lies in none of them."""

    scope_paths = ScopePaths(territory="comparison__path")

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="+")
    path = PathField(tree="territory", follows=True)
    field = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    count = models.PositiveIntegerField()

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["comparison_id", "path", "field", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["comparison", "path", "field", "kind"], name="comparison_cell_once"
            )
        ]


class ComparisonRow(ScopedModel):
    """One unit behind a number, for every kind but the two that need none: unchanged and missing are read from the sightings.

    old, new: as the change table holds them, encrypted ones as ciphertext. change_id: the change that said so last.
    """

    scope_paths = ScopePaths(territory="path")

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="+")
    run = models.PositiveIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    path = PathField(tree="territory", follows=True)
    field = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    change_id = models.BigIntegerField(null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["comparison_id", "run", "field", "path", "unit_id"]
        indexes = [
            models.Index(fields=["comparison", "run", "field", "kind", "path"], name="comparison_row_behind"),
            models.Index(fields=["comparison", "run", "unit"], name="comparison_row_unit"),
        ]
