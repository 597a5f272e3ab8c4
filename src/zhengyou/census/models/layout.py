"""How offices lay out their workbooks: what the columns of a known table mean, and exports into such a table."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhengyou.census.models.imports import ImportBatch
from zhengyou.organisations.models import Territory
from zhengyou.scoping import PathField, ScopedModel, ScopePaths


class KeptLayout(ScopedModel):
    """One table's headings with what an office decided about them; found again by their fingerprint. No data rows.

    columns: [{"index", "group", "header", "nth" (of equal headings, from 0), "field" | null, "option", "unit", "words"}].
    heading: {"rows": [[text]], "merges": [[top, left, bottom, right]], "widths": {letter: width}, "unit"}, for drawing it.
    Offices further down use what the offices above keep, never the other way round.
    """

    scope_paths = ScopePaths(territory="territory__path")

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=ImportBatch.Kind.choices)
    fingerprint = models.CharField(max_length=64)
    title = models.CharField(max_length=200)  # the file's name
    name = models.CharField(max_length=80, blank=True)  # as a person calls it
    sheet = models.CharField(max_length=80)
    columns = models.JSONField(default=list)
    heading = models.JSONField(default=dict)
    user_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=120)
    kept_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["-kept_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["territory", "kind", "fingerprint"], name="layout_kept_once")
        ]

    def __str__(self) -> str:
        return self.name or self.title


class LayoutExport(ScopedModel):
    """Facts of a place handed on in somebody's own table: by a kept layout, or by a blank form that was sent.

    Only whoever made it finds it: the table holds what that person's role may see. mapping, headings: as of an import.
    Files lie in the store for a while; form_as is "" when the headings alone draw the table, of the layout or our own.
    """

    scope_paths = ScopePaths(owner="user_id")

    kind = models.CharField(max_length=20, choices=ImportBatch.Kind.choices)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    path = PathField(tree="territory", follows=True, db_index=True)
    layout = models.ForeignKey(KeptLayout, on_delete=models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField(max_length=200)
    form_as = models.CharField(max_length=80, blank=True)
    mapping = models.JSONField(default=dict)
    headings = models.JSONField(default=dict)
    result_as = models.CharField(max_length=80, blank=True)
    rows_written = models.PositiveIntegerField(null=True)
    job_id = models.UUIDField(null=True)
    user_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="layout_export_done_has_rows",
                condition=Q(done_at__isnull=True) | Q(rows_written__isnull=False),
            ),
        ]
