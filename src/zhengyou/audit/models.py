"""Events and the seals that chain them."""

from __future__ import annotations

from django.db import models

from zhengyou.scoping import NoScope, PathField, ScopedModel, ScopePaths


class Event(ScopedModel):
    """One thing somebody did. Rows are only ever added; the database refuses to change one (migration 0002)."""

    scope_paths = ScopePaths(oversight="path")

    at = models.DateTimeField(db_index=True)
    user_id = models.BigIntegerField(null=True)  # no foreign key: the log outlives the account
    actor = models.CharField(max_length=120)
    role = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=60, db_index=True)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict)
    path = PathField(
        tree="territory",
        stays="the log says where it happened and is never rewritten",
        blank=True,
        db_index=True,
    )

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["-id"]


class Seal(ScopedModel):
    """An HMAC over a run of events and the seal before it: a changed or missing event breaks the chain."""

    scope_paths = NoScope("sums over the log, no personal data")

    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["id"]
