"""The queue: putting jobs on it, taking them off, and bringing back what was dropped."""

from __future__ import annotations

import inspect
import logging
import os
import socket
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskContext, task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from zhengyou.jobs import actions, queries
from zhengyou.jobs.context import Watcher
from zhengyou.jobs.lifecycle import NotWaiting, State
from zhengyou.jobs.models import Job, WorkerBeat
from zhengyou.jobs.running import perform
from zhengyou.scoping import Scope

logger = logging.getLogger("zhengyou.jobs")

Entry = DBTaskResult[Any, Any]

GRACE = timedelta(seconds=60)  # how long a worker may be silent before its work counts as dropped


@task(takes_context=True)
def run(context: TaskContext, job_id: str) -> str:
    """The entry of the queue that stands for a job. Returns the state the job was left in."""
    worker_id = context.task_result.worker_ids[-1] if context.task_result.worker_ids else here()
    job = actions.claim(job_id=UUID(job_id), worker_id=worker_id, at=timezone.now())
    if job is None:
        return "not waiting"
    state = perform(job)
    if state is State.QUEUED:
        _enqueue(job)
    return state.value if state else "taken over"


@task(priority=10)  # short, and people wait for the figures
def read_outbox(reader: str) -> None:
    """The entry of the queue that stands for one reader of the outbox."""
    call(reader, at=timezone.now())


def start(
    *,
    kind: str,
    title: str,
    payload: Mapping[str, Any] | None = None,
    by: Scope | int | None,
    path: str | None = None,
    key: str = "",
    at: datetime | None = None,
) -> Job:
    """Records a job and puts it on the queue; both commit with the caller's transaction.

    Arguments as for `actions.create`. Raises UnknownKind.
    """
    with transaction.atomic():
        job = prepare(kind=kind, title=title, payload=payload, by=by, path=path, key=key, at=at)
        if job.task_id is None and job.state == State.QUEUED:
            _enqueue(job)
    return job


def prepare(
    *,
    kind: str,
    title: str,
    payload: Mapping[str, Any] | None = None,
    by: Scope | int | None,
    path: str | None = None,
    key: str = "",
    at: datetime | None = None,
) -> Job:
    """Records a job for `run_now`, without the queue. If not run within a minute it is queued after all."""
    return actions.create(
        kind=kind, title=title, payload=payload, by=by, path=path, key=key, at=at or timezone.now()
    )


def run_now(job: Job, *, on_progress: Watcher | None = None) -> Job:
    """Does a waiting job in this process and returns it as it then stands (state, result, error).

    on_progress: called with (done, total, message) as often as the handler reports.
    Raises NotWaiting when a worker was quicker or the job is over. Ctrl+C cancels the job and is raised.
    """
    mine = actions.claim(job_id=job.pk, worker_id=here(), at=timezone.now())
    if mine is None:
        raise NotWaiting(job.title)
    try:
        if perform(mine, watcher=on_progress) is State.QUEUED:
            _enqueue(mine)
    except KeyboardInterrupt:
        actions.stop(job=mine, at=timezone.now())
        raise
    return queries.by_id(job.pk)


def follow_up(*, wait: bool = False) -> None:
    """Has the readers of the outbox (settings.OUTBOX_READERS) follow what changed.

    Without `wait` each gets one entry of the queue, which commits with the caller's transaction; a reader
    that already waits gets no second one. With `wait` they run here and now, and their errors are raised.
    """
    readers: Iterable[str] = getattr(settings, "OUTBOX_READERS", ())
    for reader in readers:
        if wait:
            call(reader, at=timezone.now())
        elif not _entries(read_outbox.module_path, [reader]).filter(status=TaskResultStatus.READY).exists():
            read_outbox.enqueue(reader)


def call(path: str, *, at: datetime) -> None:
    """Calls a function by its dotted path, with the time when it takes `at`."""
    function = import_string(path)
    if "at" in inspect.signature(function).parameters:
        function(at=at)
    else:
        function()


def reap(now: datetime, *, worker_id: str = "") -> dict[UUID, State]:
    """Takes up what was dropped: jobs whose lease is over, jobs not on the queue, entries of dead workers.

    worker_id: a worker that begins says its own name; whatever a former process of that name held is dropped.
    Returns what became of which job. Safe to run in several processes at once.
    """
    moved: dict[UUID, State] = {}
    everyone = Job.objects.across_all(because="the machine runs everybody's jobs")
    dropped = everyone.filter(state=State.RUNNING.value)
    lapsed = dropped.filter(lease_until__lt=now)
    for job in [*lapsed, *(dropped.filter(worker_id=worker_id, lease_until__gte=now) if worker_id else ())]:
        with transaction.atomic():
            if state := actions.release(job=job, at=now):
                moved[job.pk] = state
                logger.warning("job %s was dropped after attempt %s: %s", job.pk, job.attempts, state)
                if state is State.QUEUED:
                    _enqueue(job)
    for job in _unlisted(everyone, now):
        _enqueue(job)
        moved[job.pk] = State.QUEUED
    _drop_entries(now, worker_id)
    return moved


def _enqueue(job: Job) -> None:
    entry = run.enqueue(str(job.pk))
    actions.queued(job=job, task_id=UUID(entry.id))


def _unlisted(rows: QuerySet[Job], now: datetime) -> QuerySet[Job]:
    """Jobs that wait but that no worker will come across."""
    entry = DBTaskResult.objects.filter(id=OuterRef("task_id"), status=TaskResultStatus.READY)
    return rows.filter(state=State.QUEUED.value, queued_at__lt=now - GRACE).exclude(Exists(entry))


def _drop_entries(now: datetime, worker_id: str) -> None:
    """Closes the queue's entries of workers that are gone; readers of the outbox are asked again."""
    beats = WorkerBeat.objects.across_all(because="machine state")
    alive = set(
        beats.filter(beat_at__gte=now - GRACE)
        .exclude(worker_id=worker_id)
        .values_list("worker_id", flat=True)
    )
    entries = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    gone = [entry for entry in entries if _is_gone(entry, alive, worker_id, now)]
    for entry in gone:
        closed = entries.filter(pk=entry.pk).update(
            status=TaskResultStatus.FAILED,
            finished_at=now,
            exception_class_path="",
            traceback="dropped by its worker",
        )
        if closed and entry.task_path == read_outbox.module_path:
            read_outbox.enqueue(*entry.args_kwargs["args"])


def _is_gone(entry: Entry, alive: set[str], worker_id: str, now: datetime) -> bool:
    holder = entry.worker_ids[-1] if entry.worker_ids else ""
    if worker_id and holder == worker_id:
        return True
    return holder not in alive and (entry.started_at is None or entry.started_at < now - GRACE)


def _entries(task_path: str, arguments: list[Any]) -> QuerySet[Entry]:
    return DBTaskResult.objects.filter(task_path=task_path, args_kwargs={"args": arguments, "kwargs": {}})


def here() -> str:
    """A name for this process."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}"
