"""Units that look alike, what a person decided about them, and what a merge did, so that it can be taken back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhengyou.census.models.unit import Unit
from zhengyou.scoping import PathField, ScopedModel, ScopePaths


class Likeness(ScopedModel):
    """Two units that may be one, first the smaller id.

    path: the deepest place above both, so only an office that sees both units sees the pair.
    weight: bits of evidence (standards/linkage); at 0 one and two are equally likely.
    evidence: {comparison: level}. Says how the values compare, never a value.
    again: comparisons that speak more strongly than when a person said that they are two.
    """

    scope_paths = ScopePaths(territory="path")

    class State(models.TextChoices):
        OPEN = "open", _("等您判断")
        APART = "apart", _("不是同一家")
        MERGED = "merged", _("已合并")

    first = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    path = PathField(tree="territory", follows=True)
    weight = models.FloatField()
    evidence = models.JSONField(default=dict)
    again = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    user_id = models.BigIntegerField(null=True)
    note = models.CharField(_("理由"), max_length=200, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["path", "-weight", "id"]
        indexes = [models.Index(fields=["state", "path"], name="likeness_place")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="likeness_once"),
            models.CheckConstraint(name="likeness_in_order", condition=Q(first__lt=F("second"))),
            models.CheckConstraint(
                name="likeness_decided_by_somebody",
                condition=Q(state="open") | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
            ),
        ]


class Merge(ScopedModel):
    """One unit taken into another.

    taken: {"kept": {attribute: [old, new]}, "removed": {attribute: [old, new]}}, values as the change table writes them.
    And {"registers": [{"batch", "register", "as_of", "said": {field: text}}]}, rows of registers that came since for the
    removed unit's code and were written to the kept one.
    moved: {"app.model.field": [[id, {attribute: [old, new]}], ...]} of the rows that pointed at the removed unit.
    undone_at: when it was taken back; the row stays as lineage.
    """

    scope_paths = ScopePaths(territory="path")

    kept = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    removed = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = PathField(tree="territory", follows=True)
    taken = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)
    at = models.DateTimeField()
    actor = models.CharField(max_length=120)
    user_id = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=120, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["removed"], condition=Q(undone_at__isnull=True), name="merge_standing_once"
            ),
            models.CheckConstraint(name="merge_of_two", condition=~Q(kept=F("removed"))),
            models.CheckConstraint(
                name="merge_undone_by_somebody", condition=Q(undone_at__isnull=True) | ~Q(undone_by="")
            ),
        ]
