"""One workbook on its way in, and what was wrong with its rows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhengyou.census.lifecycle import ImportState
from zhengyou.census.models.round import Round
from zhengyou.census.models.sentences import in_language
from zhengyou.organisations.models import Territory
from zhengyou.scoping import PathField, ScopedModel, ScopePaths


class ImportBatch(ScopedModel):
    """A workbook from upload to commit or undo. Its number is the BATCH of the command line."""

    scope_paths = ScopePaths(territory="path")

    class Kind(models.TextChoices):
        UNITS = "units", _("单位")
        ORGANISATIONS = "organisations", pgettext_lazy("many", "党组织")
        MEMBERS = "members", _("党员")
        REGISTRATION = (
            "registration",
            _("市场监管登记导出"),
        )  # a kind of its own for each of standards/registers
        INSURANCE = "insurance", _("社保参保导出")
        TAX = "tax", _("税务导出")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    path = PathField(tree="territory", follows=True, db_index=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=20,
        choices=[(state.value, state.value) for state in ImportState],
        default=ImportState.UPLOADED,
    )
    file_name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=80)  # below settings.UPLOADS_DIR
    sha256 = models.CharField(max_length=64)
    mapping = models.JSONField(default=list)
    headings = models.JSONField(default=dict)  # {sheet: row of the heading}, where a person had to say it
    entered_by = models.CharField(max_length=20, default="self")
    rows_read = models.PositiveIntegerField(null=True)
    created = models.PositiveIntegerField(null=True)
    updated = models.PositiveIntegerField(null=True)
    unchanged = models.PositiveIntegerField(null=True)
    refused = models.PositiveIntegerField(null=True)
    refused_file = models.CharField(max_length=80, blank=True)
    job_id = models.UUIDField(null=True)
    user_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=120)
    uploaded_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="import_committed_has_figures",
                condition=~Q(state="committed")
                | Q(committed_at__isnull=False, rows_read__isnull=False, refused__isnull=False),
            ),
            models.CheckConstraint(
                name="import_undone_has_date", condition=~Q(state="undone") | Q(undone_at__isnull=False)
            ),
        ]

    @property
    def accepted(self) -> int:
        """Rows taken: created + updated + unchanged."""
        return (self.created or 0) + (self.updated or 0) + (self.unchanged or 0)


class ImportIssue(ScopedModel):
    """One thing wrong (error: the row was refused) or doubtful (warning: the row was taken). Holds no cell value."""

    scope_paths = ScopePaths(territory="batch__path")

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="+")
    severity = models.CharField(max_length=10)
    sheet = models.CharField(max_length=80)
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=4, blank=True)
    code = models.CharField(max_length=40)
    message = models.CharField(max_length=300)
    template = models.CharField(
        max_length=300, blank=True
    )  # what the message was made of, "" for the message itself
    values = models.JSONField(null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["sheet", "row", "id"]

    @property
    def sentence(self) -> str:
        """The message in the language in use."""
        return in_language(self.message, self.template, self.values)
