"""Snapshots: the figures of a reporting date with the tree they stood on, never changed again (migration 0003)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhengyou.census.models import Round
from zhengyou.organisations.models import Territory
from zhengyou.scoping import NoScope, PathField, ScopedModel, ScopePaths

_FINAL = "a frozen figure is never changed"


class Snapshot(ScopedModel):
    """The figures of one reporting date. `digest` is over everything frozen, '' only while it is being written.

    round: the census round whose cells were current. frozen_at: the moment that the figures show; what was recorded about
    the reporting date until then is in them. reorganised: the last reorganisation that the tree had been through, 0 for none.
    """

    scope_paths = NoScope("dates and titles of reports are the same for everybody; figures are read by place")
    final = _FINAL

    date = models.DateField(_("报告日期"), unique=True)
    title = models.CharField(_("名称"), max_length=80)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)  # no foreign key: what is frozen outlives the account
    actor = models.CharField(max_length=120)
    reorganised = models.BigIntegerField(default=0)
    places = models.PositiveIntegerField(default=0)
    cells = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["-date"]

    def __str__(self) -> str:
        return self.title

    @property
    def frozen_by(self) -> str:
        """Who froze it, in words."""
        return str(_("系统运行人员")) if self.user_id is None else self.actor


class FrozenPlace(ScopedModel):
    """A territory as it stood when the figures were frozen: path, name, level and the place above it then."""

    scope_paths = ScopePaths(territory="territory__path")
    final = _FINAL

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+", db_index=False)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True, related_name="+")
    path = PathField(tree="territory", stays="a snapshot shows the tree as it was then")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=12)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "path"], name="frozen_path_once"),
            models.UniqueConstraint(fields=["snapshot", "territory"], name="frozen_territory_once"),
        ]

    def __str__(self) -> str:
        return self.name


class FrozenCell(ScopedModel):
    """One cell of one place as it stood then; the numbers mean what they mean in Cell."""

    scope_paths = ScopePaths(territory="place__territory__path")
    final = _FINAL

    place = models.ForeignKey(FrozenPlace, on_delete=models.PROTECT, related_name="+", db_index=False)
    indicator = models.CharField(max_length=40)
    dimension = models.CharField(max_length=30, default="")
    value = models.CharField(max_length=30, default="")
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField()
    unknown = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField()

    class Meta(ScopedModel.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["place", "dimension", "indicator", "value"], name="frozen_cell_once"
            ),
            models.CheckConstraint(
                name="frozen_part_of_whole", condition=models.Q(numerator__lte=models.F("denominator"))
            ),
        ]


class FrozenFacts(ScopedModel):
    """The facts of the units of one place as they stood then, as a Parquet file: counted again when the place was split."""

    scope_paths = ScopePaths(territory="place__territory__path")
    final = _FINAL

    place = models.ForeignKey(FrozenPlace, on_delete=models.PROTECT, related_name="+", db_index=False)
    facts = models.CharField(max_length=20)
    content = models.BinaryField()

    class Meta(ScopedModel.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["place", "facts"], name="frozen_facts_once")]
