"""Reads: jobs for a page, figures for health and metrics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from zhengyou.jobs.lifecycle import State
from zhengyou.jobs.models import Job, WorkerBeat
from zhengyou.scoping import Scope


def visible(scope: Scope) -> QuerySet[Job]:
    """The jobs a scope may look at: the own ones and those of the places below, newest first."""
    return Job.objects.within(scope).order_by("-created_at")


def mine(scope: Scope) -> QuerySet[Job]:
    """The jobs that this person began, newest first."""
    return visible(scope).filter(created_by=scope.user_id)


def news(scope: Scope, *, since: datetime) -> QuerySet[Job]:
    """The person's jobs that ended since then, other than by the own wish, and whose end is not yet seen."""
    if scope.user_id is None:
        return visible(scope).none()
    over = mine(scope).filter(state__in=[State.DONE.value, State.FAILED.value], shown_at__isnull=True)
    return over.filter(finished_at__gte=since)


def by_id(job_id: UUID) -> Job:
    """A job as it stands now, for those who run it. Raises Job.DoesNotExist."""
    return Job.objects.across_all(because="the machine runs everybody's jobs").get(pk=job_id)


@dataclass(frozen=True, slots=True)
class Figures:
    """How the machine is doing: number of jobs by state (all states), age of the last beat in seconds."""

    jobs: dict[str, int]
    heartbeat_age: float | None


def figures(*, at: datetime) -> Figures:
    """Counts over all jobs and the age of the newest sign of life of a worker."""
    counts = dict.fromkeys((state.value for state in State), 0)
    rows = Job.objects.across_all(because="counts only, for health and metrics")
    counts.update(rows.order_by().values_list("state").annotate(Count("pk")))
    return Figures(counts, heartbeat_age(at=at))


def heartbeat_age(*, at: datetime) -> float | None:
    """Seconds since a worker last gave a sign of life; None when none ever did."""
    beats = WorkerBeat.objects.across_all(because="times only, for health and metrics")
    newest: datetime | None = beats.aggregate(newest=Max("beat_at"))["newest"]
    return None if newest is None else max(0.0, (at - newest).total_seconds())
