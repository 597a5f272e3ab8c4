"""A campaign as its pack declares it."""

from __future__ import annotations

from django.db import models

from zhengyou.scoping import NoScope, ScopedModel


class Campaign(ScopedModel):
    """One campaign."""

    scope_paths = NoScope("the campaign is the same for everyone")

    code = models.CharField(max_length=60, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    starts_on = models.DateField()

    class Meta(ScopedModel.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.name_zh


class Phase(ScopedModel):
    """A stretch of a campaign. Its days come from the pack; the province may move them."""

    scope_paths = NoScope("the campaign is the same for everyone")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=60)
    seq = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["campaign_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["campaign", "code"], name="phase_once")]
