"""What a handler is given: the request, and ways to report, to ask whether to go on, to work in batches."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from zhengyou.jobs import actions
from zhengyou.jobs.lifecycle import Cancelled, Interrupted, LeaseLost
from zhengyou.jobs.models import Job

EVERY = 0.5  # seconds between two writes of progress
RENEW = 10.0  # seconds between two renewals of the lease without progress
MESSAGE = 200  # characters

Watcher = Callable[[int, int | None, str], None]
T = TypeVar("T")


class Shutdown:
    """Whether this process has been asked to end; set by the worker's signal handler."""

    asked = False


class Context:
    """One attempt at one job, seen from its handler."""

    def __init__(self, job: Job, *, watcher: Watcher | None = None) -> None:
        self._job = job
        self._watcher = watcher
        self._written = 0.0
        self._renewed = time.monotonic()
        self._unwritten: dict[str, Any] = {}
        self._lock = threading.Lock()
        self.results: dict[str, Any] = dict(job.finished_stages)

    @property
    def job_id(self) -> UUID:
        """The job's id."""
        return self._job.pk

    @property
    def kind(self) -> str:
        """The job's kind."""
        return self._job.kind

    @property
    def title(self) -> str:
        """The job's title."""
        return self._job.title

    @property
    def payload(self) -> Mapping[str, Any]:
        """What was asked, as JSON."""
        return self._job.payload  # type: ignore[no-any-return]

    @property
    def path(self) -> str:
        """Path of the territory the job belongs to, "" for none."""
        return self._job.path

    @property
    def created_by(self) -> int | None:
        """Id of the user who began it, None for the operator."""
        return self._job.created_by

    @property
    def attempt(self) -> int:
        """1 the first time, more when taken up again."""
        return self._job.attempts

    def progress(self, done: int, total: int | None = None, message: str | None = None) -> None:
        """Reports; may be called for every row, writes at most every half second and renews the lease.

        done, total: within the present stage; total None leaves the last one. message: words for the page.
        Raises Cancelled, Interrupted or LeaseLost when the work is to stop here.
        """
        job = self._job
        job.done = max(0, done)
        if total is not None:
            job.total = max(0, total)
        if message is not None:
            job.message = str(message)[:MESSAGE]
        if self._watcher:
            self._watcher(job.done, job.total, job.message)
        self._tell()

    def check(self) -> None:
        """Asks whether to go on, without figures. Raises as `progress` does."""
        self._tell()

    def each_batch(
        self,
        items: Sequence[T],
        write: Callable[[Sequence[T]], object],
        *,
        size: int = 500,
        mark: str = "items",
        message: str | None = None,
    ) -> None:
        """Writes the items in short transactions, each of which also commits how far it came.

        Taken up again after a kill it goes on behind the last batch that was committed: none is doubled, none
        is lost. `items` must therefore be the same in the same order on every attempt.
        mark: one name per use within a stage.
        """
        for start in range(int(self._job.marks.get(mark, 0)), len(items), size):
            batch = items[start : start + size]
            marks = {**self._job.marks, mark: start + len(batch)}
            with transaction.atomic():
                write(batch)
                self._write(marks=marks)
            self._job.marks = marks
            self.progress(start + len(batch), len(items), message)

    # What follows is for the runner.

    def enter(self, stage: str) -> None:
        """Begins a stage: figures start anew."""
        job = self._job
        job.stage, job.done, job.total, job.message = stage, 0, None, ""
        self._raise_if_told()
        self._write(stage=stage, done=0, total=None, message="")

    def leave(self, stage: str, result: Mapping[str, Any]) -> None:
        """Ends a stage: it will not run again."""
        # As JSON even now, so that the next stage sees the same whether or not the process lives on.
        self.results[stage] = json.loads(json.dumps(dict(result), cls=DjangoJSONEncoder))
        self._write(finished_stages=self.results, marks={})
        self._job.marks = {}

    def renew(self) -> None:
        """Keeps the lease while the handler is silent; runs in another thread, on its own connection."""
        with self._lock:
            waiting, self._unwritten = self._unwritten, {}
        if waiting or time.monotonic() - self._renewed > RENEW:
            actions.keep(job=self._job, at=timezone.now(), **waiting)
            self._renewed = time.monotonic()

    def facts(self) -> dict[str, Any]:
        """The latest figures, for the last write."""
        return {"done": self._job.done, "total": self._job.total}

    def _tell(self) -> None:
        if time.monotonic() - self._written < EVERY:
            return
        self._written = time.monotonic()
        job = self._job
        facts = {"done": job.done, "total": job.total, "message": job.message}
        if connection.in_atomic_block:
            # Written here it would show only after the commit, and would lock the row until then.
            with self._lock:
                self._unwritten = facts
        else:
            with suppress(
                OperationalError
            ):  # SQLite is busy with somebody's long write: report the next time
                self._write(**facts)
        self._raise_if_told()

    def _raise_if_told(self) -> None:
        if Shutdown.asked:
            raise Interrupted(self._job.title)
        if asked_to_stop(self._job):
            raise Cancelled(self._job.title)

    def _write(self, **facts: Any) -> None:
        if not actions.keep(job=self._job, at=timezone.now(), **facts):
            raise LeaseLost(self._job.title)
        self._renewed = time.monotonic()


def asked_to_stop(job: Job) -> bool:
    """Whether somebody asked the job to stop."""
    rows = Job.objects.across_all(because="the runner reads its own job")
    return rows.filter(pk=job.pk, cancel_requested=True).exists()
