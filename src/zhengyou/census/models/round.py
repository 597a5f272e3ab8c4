"""Census rounds."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhengyou.scoping import NoScope, ScopedModel


class Round(ScopedModel):
    """One pass over all units. Facts without a date of their own hold for its as-of date."""

    scope_paths = NoScope("a round is the same for the whole province")

    code = models.CharField(_("轮次"), max_length=30, unique=True)
    as_of = models.DateField(_("数据截止日"))
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["as_of", "id"]

    def __str__(self) -> str:
        return self.code
