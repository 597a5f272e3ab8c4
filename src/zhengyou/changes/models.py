"""The one change table and the outbox."""

from __future__ import annotations

from django.db import models

from zhengyou.scoping import NoScope, PathField, ScopedModel, ScopePaths


class Change(ScopedModel):
    """One field of one subject changed; or, with an empty field, the subject came into being.

    new of a creation is a JSON object {field: value}. Encrypted fields are recorded as ciphertext.
    No foreign keys: a change tells of any subject, by kind and id, and outlives it.
    """

    scope_paths = ScopePaths(territory="path")

    CREATED = ""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    field = models.CharField(max_length=60, blank=True)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    entered_by = models.CharField(max_length=20, default="self")
    as_of = models.DateField(null=True)
    batch_id = models.BigIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    path = PathField(tree="territory", stays="read with its subject, which follows", blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="change_subject"),
            models.Index(
                fields=["batch_id"], name="change_batch", condition=models.Q(batch_id__isnull=False)
            ),
        ]
        ordering = ["id"]


class Outbox(ScopedModel):
    """A subject whose facts changed and that derived figures have not yet followed."""

    scope_paths = NoScope("work for the machine: kinds and ids only")

    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    place = PathField(tree="territory", follows=True, blank=True)
    previous_place = PathField(tree="territory", follows=True, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["id"]
