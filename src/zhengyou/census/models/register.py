"""What registers (登记, 社保, 税务) say of units: what is held from them, what contradicts them, what only they know."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhengyou.census.models.unit import Unit
from zhengyou.organisations.models import Territory
from zhengyou.scoping import PathField, ScopedModel, ScopePaths

_OF_UNIT = ScopePaths(
    territory="unit__path",
    organisation="unit__organisation__path",
    units="unit__instructor_account_id",
)


class RegisterEntry(ScopedModel):
    """One unit in one register: which of its facts come from there, and as of which day.

    fields: {key of the fields table: the day for which the register gave it, ISO}. as_of: the latest of these.
    overruled: {field: what the register said} where an office found the register wrong; the same word again does not come
    back. former: the entry before the import that wrote it last, for undo.
    """

    scope_paths = _OF_UNIT

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    register = models.CharField(max_length=20)
    as_of = models.DateField(_("登记数据的日期"))
    fields = models.JSONField(default=dict)
    overruled = models.JSONField(default=dict)
    former = models.JSONField(null=True)
    batch_id = models.BigIntegerField(null=True, db_index=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["unit_id", "register"]
        constraints = [models.UniqueConstraint(fields=["unit", "register"], name="register_entry_once")]


class Disagreement(ScopedModel):
    """A workbook said otherwise than the register; the register's value stands until an office settles it.

    held, said: texts as the change table keeps them. outcome: "register" (the workbook was wrong), "census" (the register
    was), "" while open.
    """

    scope_paths = _OF_UNIT

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    register = models.CharField(max_length=20)
    field = models.CharField(max_length=60)
    held = models.CharField(max_length=500, blank=True)
    said = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=200)
    as_of = models.DateField(null=True)
    actor = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    batch_id = models.BigIntegerField(null=True, db_index=True)
    outcome = models.CharField(max_length=20, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["unit_id", "field", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "field"], condition=Q(outcome=""), name="disagreement_open_once"
            ),
            models.CheckConstraint(
                name="disagreement_settled_with_date",
                condition=Q(outcome="", settled_at__isnull=True)
                | (~Q(outcome="") & Q(settled_at__isnull=False)),
            ),
        ]


class Unsurveyed(ScopedModel):
    """登记有、台账没有: a unit that a register knows and the census does not. Nobody makes units out of these by machine.

    It leaves the list when the census holds its code, or when a person says why it is not to be surveyed. facts: {field:
    text as the change table keeps it} of what the register holds of it, so that whoever adds the unit is not asked.
    """

    scope_paths = ScopePaths(territory="path")

    register = models.CharField(max_length=20)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, unique=True)
    name = models.CharField(_("单位名称"), max_length=120, blank=True)
    address = models.CharField(_("登记住所"), max_length=200, blank=True)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    path = PathField(tree="territory", follows=True, db_index=True)
    as_of = models.DateField()
    facts = models.JSONField(default=dict)
    batch_id = models.BigIntegerField(null=True, db_index=True)
    reason = models.CharField(_("不列入调查的原因"), max_length=30, blank=True)
    set_aside_on = models.DateField(null=True)
    set_aside_by = models.CharField(max_length=120, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["path", "name", "id"]
        constraints = [
            models.CheckConstraint(
                name="unsurveyed_set_aside_with_reason",
                condition=Q(reason="", set_aside_on__isnull=True)
                | (~Q(reason="") & Q(set_aside_on__isnull=False)),
            )
        ]
