"""Where a township, a park or building, or a unit lies. Asked once; the planner needs it to measure ways."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhengyou.census.models import Unit
from zhengyou.organisations.models import Territory
from zhengyou.scoping import PathField, ScopedModel, ScopePaths


class Location(ScopedModel):
    """East and north in degrees (WGS 84). Of a unit, of a park or building of a place (zone), or else of the place.

    Of an enterprise's premises, never of a person. territory: the township in which it lies.
    """

    scope_paths = ScopePaths(
        territory="path", organisation="unit__organisation__path", units="unit__instructor_account_id"
    )

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    path = PathField(tree="territory", follows=True)
    zone = models.CharField(_("园区、楼宇"), max_length=120, blank=True)
    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, null=True, related_name="+")
    east = models.FloatField(_("东经（度）"))
    north = models.FloatField(_("北纬（度）"))
    source = models.CharField(_("来源"), max_length=120)
    set_by = models.CharField(max_length=120)
    set_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["path", "zone", "unit_id"]
        indexes = [models.Index(fields=["path"], name="location_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "zone"], condition=Q(unit__isnull=True), name="location_once"
            ),
            models.CheckConstraint(
                name="location_on_earth",
                condition=Q(east__gte=-180, east__lte=180, north__gte=-90, north__lte=90),
            ),
            models.CheckConstraint(
                name="location_of_a_unit_or_a_zone", condition=Q(unit__isnull=True) | Q(zone="")
            ),
        ]
