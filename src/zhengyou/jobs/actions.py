"""The moves of a job. Each is one conditional update, so two processes never both succeed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhengyou.jobs import registry
from zhengyou.jobs.lifecycle import MOVES, AlreadyFinished, State
from zhengyou.jobs.models import Job, PeriodicRun, WorkerBeat
from zhengyou.scoping import Reach, Scope

LEASE = timedelta(seconds=60)
ATTEMPTS = 3


def create(
    *,
    kind: str,
    title: str,
    payload: Mapping[str, Any] | None = None,
    by: Scope | int | None,
    path: str | None = None,
    key: str = "",
    at: datetime,
) -> Job:
    """Records a job that waits; nobody is told yet.

    by: the person's scope or user id, None for the operator.
    path: the territory it belongs to, by default the scope's.
    key: when a job with the same key waits or runs, that one is returned instead.
    Raises UnknownKind.
    """
    registry.find(kind)
    job = Job(
        kind=kind,
        title=str(title)[:200],
        key=key,
        payload=dict(payload or {}),
        path=_path(by) if path is None else path,
        created_by=by.user_id if isinstance(by, Scope) else by,
        language=get_language() or "",
        created_at=at,
        queued_at=at,
    )
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        if key and (same := _all().filter(key=key, finished_at__isnull=True).first()):
            return same
        raise
    return job


def _path(by: Scope | int | None) -> str:
    return by.path if isinstance(by, Scope) and by.reach is Reach.TERRITORY else ""


def queued(*, job: Job, task_id: UUID) -> None:
    """Notes which entry of the queue stands for the job."""
    _all().filter(pk=job.pk).update(task_id=task_id)
    job.task_id = task_id


def claim(*, job_id: UUID, worker_id: str, at: datetime) -> Job | None:
    """Takes a waiting job up; None when there is nothing to take (taken already, cancelled, over)."""
    taken = _move(
        _all().filter(pk=job_id),
        "claim",
        attempts=F("attempts") + 1,
        worker_id=worker_id,
        lease_until=at + LEASE,
        heartbeat_at=at,
        started_at=Coalesce("started_at", Value(at, output_field=DateTimeField())),
    )
    return _all().get(pk=job_id) if taken else None


def keep(*, job: Job, at: datetime, **facts: Any) -> bool:
    """Renews the lease and writes facts; False when the job is no longer this attempt's."""
    return bool(_held(job).update(lease_until=at + LEASE, heartbeat_at=at, **facts))


def finish(*, job: Job, result: Mapping[str, Any], at: datetime, **facts: Any) -> bool:
    """The work is done. False when the job is no longer this attempt's."""
    return _end(job, "finish", at, result=dict(result), message="", **facts)


def fail(*, job: Job, error: str, error_id: str = "", at: datetime, **facts: Any) -> bool:
    """The work ended with an error: `error` is a sentence for the person who began it."""
    return _end(job, "fail", at, error=error, error_id=error_id, **facts)


def stop(*, job: Job, at: datetime, **facts: Any) -> bool:
    """The running job stopped because somebody asked."""
    return _end(job, "stop", at, cancel_requested=True, **facts)


def put_back(*, job: Job, at: datetime) -> bool:
    """The process shuts down in good order: the job waits again, and the attempt does not count."""
    return bool(_move(_held(job), "put_back", lease_until=None, queued_at=at, attempts=F("attempts") - 1))


def cancel(*, job: Job, at: datetime) -> Job:
    """Asks a job to stop. One that waits is over at once, a running one at its next sign of progress.

    Raises AlreadyFinished.
    """
    rows = _all().filter(pk=job.pk)
    if not _move(rows, "withdraw", cancel_requested=True, finished_at=at) and not rows.filter(
        state=State.RUNNING.value
    ).update(cancel_requested=True):
        raise AlreadyFinished(job.title)
    return rows.get()


def shown(*, job: Job, at: datetime) -> None:
    """Who began the job has seen how it ended; the first time counts."""
    _all().filter(pk=job.pk, finished_at__isnull=False, shown_at__isnull=True).update(shown_at=at)


def release(*, job: Job, at: datetime) -> State | None:
    """What becomes of a job whose runner is gone: waits again, or is given up after the third attempt.

    Returns the new state, None when the job has moved on by itself in the meantime.
    """
    rows = _held(job).filter(lease_until=job.lease_until)
    if job.cancel_requested:
        moved = _move(rows, "stop", lease_until=None, finished_at=at)
        return State.CANCELLED if moved else None
    if job.attempts >= ATTEMPTS:
        sentence = _(
            "这项工作中断了 %(times)s 次，没有再重试。请稍后重新发起；仍不成功时请告诉系统管理员。"
        ) % {"times": job.attempts}
        return State.FAILED if _move(rows, "fail", lease_until=None, finished_at=at, error=sentence) else None
    return State.QUEUED if _move(rows, "put_back", lease_until=None, queued_at=at) else None


def beat(*, worker_id: str, at: datetime) -> None:
    """A worker's sign of life."""
    rows = WorkerBeat.objects.across_all(because="a worker writes its own row")
    rows.update_or_create(
        worker_id=worker_id, defaults={"beat_at": at}, create_defaults={"started_at": at, "beat_at": at}
    )


def bury(*, worker_id: str) -> None:
    """A worker ends in good order and leaves no trace."""
    WorkerBeat.objects.across_all(because="a worker removes its own row").filter(worker_id=worker_id).delete()


def begin_periodic(*, name: str, every: timedelta, at: datetime) -> bool:
    """Whether this process is the one to run the periodic function now."""
    rows = PeriodicRun.objects.across_all(because="machine state")
    if rows.filter(name=name, begun_at__lte=at - every).update(begun_at=at):
        return True
    return rows.get_or_create(name=name, defaults={"begun_at": at})[1]


def _all() -> QuerySet[Job]:
    return Job.objects.across_all(because="the machine runs everybody's jobs")


def _held(job: Job) -> QuerySet[Job]:
    """The row, while it is still this attempt's: what guards every write of a runner."""
    return _all().filter(pk=job.pk, state=State.RUNNING.value, attempts=job.attempts, worker_id=job.worker_id)


def _move(rows: QuerySet[Job], move: str, **facts: Any) -> int:
    before, after = MOVES[move]
    return rows.filter(state=before.value).update(state=after.value, **facts)


def _end(job: Job, move: str, at: datetime, **facts: Any) -> bool:
    return bool(_move(_held(job), move, lease_until=None, heartbeat_at=at, finished_at=at, **facts))
