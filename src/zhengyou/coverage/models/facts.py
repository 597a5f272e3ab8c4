"""Coverage facts of each unit, derived; and the next step agreed for units that qualify and have none."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhengyou.census.models import Unit
from zhengyou.scoping import PathField, ScopedModel, ScopePaths


class UnitCoverage(ScopedModel):
    """What follows from a unit's facts for coverage (coverage/rules). Derived, never typed; None is unknown.

    population: enterprise, individual, association, federation_branch, social_organisation.
    basis: whether the member count is the branch's complete roll or the declared figure.
    org_kind to located_in: what figures are divided by; section is the industry's letter. '' is unknown.
    """

    scope_paths = ScopePaths(
        territory="path", organisation="unit__organisation__path", units="unit__instructor_account_id"
    )

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, primary_key=True, related_name="+")
    path = PathField(tree="territory", follows=True)
    population = models.CharField(max_length=30)
    operating = models.BooleanField(null=True)
    full_members = models.PositiveIntegerField(null=True)
    basis = models.CharField(max_length=10, blank=True)
    qualifies = models.BooleanField(null=True)
    covered = models.BooleanField(null=True)
    solo = models.BooleanField(null=True)
    joint = models.BooleanField(null=True)
    work_covered = models.BooleanField(null=True)
    above_scale = models.BooleanField(null=True)
    org_kind = models.CharField(max_length=30, default="")
    section = models.CharField(max_length=1, default="")
    size_class = models.CharField(max_length=30, default="")
    condition = models.CharField(max_length=30, default="")
    located_in = models.CharField(max_length=30, default="")

    class Meta(ScopedModel.Meta):
        abstract = False
        indexes = [
            models.Index(fields=["path", "population"], name="coverage_place"),
            models.Index(
                fields=["path"],
                name="coverage_due",
                condition=Q(operating=True, qualifies=True, covered=False),
            ),
        ]


class FoundingStep(ScopedModel):
    """The next step towards an organisation in one unit: what, who, by when."""

    scope_paths = ScopePaths(
        territory="unit__path", organisation="unit__organisation__path", units="unit__instructor_account_id"
    )

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(_("下一步"), max_length=30)
    person = models.CharField(_("责任人"), max_length=60)
    due_on = models.DateField(_("期限"), db_index=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    set_by = models.CharField(max_length=120)
    set_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["due_on", "unit_id"]
