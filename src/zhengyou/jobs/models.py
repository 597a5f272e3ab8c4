"""The record of long work, and the signs of life of those who do it."""

from __future__ import annotations

import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhengyou.jobs.lifecycle import FINISHED, State
from zhengyou.scoping import NoScope, PathField, ScopedModel, ScopePaths

OVER = sorted(state.value for state in FINISHED)


class Job(ScopedModel):
    """One piece of long work: what is asked, where it stands, what came of it.

    stage, done, total, message: what the page shows; total is null while unknown.
    finished_stages: {stage: its result}; such a stage is not run again.
    marks: {mark: rows done}; where `each_batch` goes on.
    shown_at: when who began it first saw that it was over; until then the start page says so.
    lease_until: whoever runs the job holds it until then; later it counts as dropped.
    """

    scope_paths = ScopePaths(territory="path", owner="created_by")

    class States(models.TextChoices):
        QUEUED = State.QUEUED.value, _("等待中")
        RUNNING = State.RUNNING.value, _("进行中")
        DONE = State.DONE.value, _("已完成")
        FAILED = State.FAILED.value, _("未完成")
        CANCELLED = State.CANCELLED.value, _("已取消")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    key = models.CharField(max_length=120, blank=True)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    path = PathField(tree="territory", follows=True, blank=True)
    created_by = models.BigIntegerField(
        null=True
    )  # user id; null is the operator. No key: accounts stand above
    language = models.CharField(max_length=10, blank=True)

    state = models.CharField(max_length=10, choices=States.choices, default=State.QUEUED.value)
    stage = models.CharField(max_length=40, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    message = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    error = models.TextField(blank=True)
    error_id = models.CharField(max_length=12, blank=True)

    finished_stages = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    marks = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker_id = models.CharField(max_length=64, blank=True)
    task_id = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    cancel_requested = models.BooleanField(default=False)

    created_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["state", "lease_until"], name="job_state_lease"),
            models.Index(fields=["created_by", "-created_at"], name="job_owner"),
            models.Index(fields=["path"], name="job_path"),
        ]
        constraints = [
            models.CheckConstraint(
                name="job_state_known", condition=Q(state__in=[state.value for state in State])
            ),
            models.CheckConstraint(
                name="job_running_is_leased",
                condition=Q(
                    state="running", lease_until__isnull=False, started_at__isnull=False, attempts__gte=1
                )
                | (~Q(state="running") & Q(lease_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="job_finished_has_date",
                condition=Q(state__in=OVER, finished_at__isnull=False)
                | (~Q(state__in=OVER) & Q(finished_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="job_failed_says_why",
                condition=(Q(state="failed") & ~Q(error="")) | (~Q(state="failed") & Q(error="")),
            ),
            models.CheckConstraint(
                name="job_cancelled_was_asked", condition=~Q(state="cancelled") | Q(cancel_requested=True)
            ),
            models.UniqueConstraint(
                name="job_key_once",
                fields=["key"],
                condition=~Q(key="") & ~Q(state__in=OVER),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in FINISHED

    @property
    def percent(self) -> int | None:
        """0 to 100 within the present stage; None while the total is unknown."""
        if self.state == State.DONE:
            return 100
        return self.done * 100 // self.total if self.total else None


class WorkerBeat(ScopedModel):
    """A worker process that is, or was, alive."""

    scope_paths = NoScope("machine state: process names and times only")

    worker_id = models.CharField(max_length=64, primary_key=True)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(db_index=True)

    class Meta(ScopedModel.Meta):
        abstract = False


class PeriodicRun(ScopedModel):
    """When a periodic function was last begun, so that several workers do not begin it together."""

    scope_paths = NoScope("machine state: function names and times only")

    name = models.CharField(max_length=200, primary_key=True)
    begun_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        abstract = False
