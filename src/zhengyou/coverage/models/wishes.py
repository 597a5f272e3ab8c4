"""What people say to a plan: who must go together, who must not; whether owner and members agree."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhengyou.census.models import Unit
from zhengyou.coverage.models.proposal import Group
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.scoping import PathField, ScopedModel, ScopePaths


class Wish(ScopedModel):
    """Two units, or a unit and an existing branch (host), together ("pin") or never ("forbid"). Holds for all plans of the county.

    territory: the county. by_hand: made by moving a unit in a proposal.
    """

    scope_paths = ScopePaths(territory="path")

    class Kind(models.TextChoices):
        PIN = "pin", _("必须同组")
        FORBID = "forbid", _("不能同组")

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    path = PathField(tree="territory", follows=True)
    kind = models.CharField(_("要求"), max_length=6, choices=Kind.choices)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, related_name="+")
    host = models.ForeignKey(PartyOrganisation, on_delete=models.CASCADE, null=True, related_name="+")
    note = models.CharField(_("理由"), max_length=200, blank=True)
    by_hand = models.BooleanField(default=False)
    set_by = models.CharField(max_length=120)
    set_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["path", "id"]
        constraints = [
            models.CheckConstraint(
                name="wish_names_a_second",
                condition=Q(other__isnull=False, host__isnull=True)
                | Q(other__isnull=True, host__isnull=False),
            ),
            # The smaller number stands first, so that a pair is there once.
            models.CheckConstraint(
                name="wish_in_order", condition=Q(other__isnull=True) | Q(unit__lt=F("other"))
            ),
            models.UniqueConstraint(
                fields=["unit", "other"], condition=Q(other__isnull=False), name="wish_of_units_once"
            ),
            models.UniqueConstraint(
                fields=["unit", "host"], condition=Q(host__isnull=False), name="wish_of_host_once"
            ),
        ]


class Consent(ScopedModel):
    """What the owner, or the members' meeting, of one unit of a group said before founding. answered_on: the day they did."""

    scope_paths = ScopePaths(territory="group__path")

    class Side(models.TextChoices):
        OWNER = "owner", _("业主")
        MEMBERS = "members", _("党员")

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=10, choices=Side.choices)
    agreed = models.BooleanField()
    answered_on = models.DateField(_("答复日期"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    recorded_by = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["group", "unit", "side"], name="consent_once")]
