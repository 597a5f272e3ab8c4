"""The 块: places, and under which place each stood when."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhengyou.scoping import NoScope, PathField, ScopedModel


def in_force(on: date) -> Q:
    """Rows with valid_from <= on < valid_to (or open)."""
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))


class Territory(ScopedModel):
    """A place of the 块: province, city, county, township, street, park. `path` is today's place in the tree."""

    scope_paths = NoScope("names and codes of places are public")

    class Level(models.TextChoices):
        PROVINCE = "province", _("省")
        CITY = "city", _("省辖市")
        COUNTY = "county", _("县（市、区）")
        TOWNSHIP = "township", _("乡镇（街道、园区）")

    code = models.CharField(_("区划代码"), max_length=12, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    level = models.CharField(_("级别"), max_length=12, choices=Level.choices)
    kind = models.CharField(_("类型"), max_length=20, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    path = PathField(tree="territory", follows=True, unique=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=120, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="territory_closed_after_opened",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class TerritoryLink(ScopedModel):
    """Under which parent a territory stood, and when."""

    scope_paths = NoScope("names and codes of places are public")

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["territory"], condition=Q(valid_to__isnull=True), name="territory_one_parent_today"
            )
        ]
