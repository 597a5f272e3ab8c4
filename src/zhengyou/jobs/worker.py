"""The worker: takes entries off the queue, brings back what was dropped, does periodic work."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from types import FrameType

from django.db import DatabaseError, OperationalError, close_old_connections, connection
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from zhengyou.jobs import actions
from zhengyou.jobs.context import Shutdown
from zhengyou.jobs.running import beating
from zhengyou.jobs.schedule import Schedule
from zhengyou.jobs.tasks import Entry, here, reap

logger = logging.getLogger("zhengyou.jobs")

REAP_EVERY = timedelta(seconds=15)
BEAT_EVERY = 10.0  # seconds


class Worker(QueueWorker):
    """The queue's own worker, fit for jobs and SQLite: looks before it locks, survives a busy database."""

    def __init__(self, *, worker_id: str = "", interval: float = 1.0, limit: int | None = None) -> None:
        super().__init__(
            queue_names=["*"],
            interval=interval,
            batch=False,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=limit,
            worker_id=worker_id or here(),
            excluded_queue_names=[],
        )
        self._schedule = Schedule()
        self._reap_next: datetime | None = None

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """First signal: the job at hand goes back on the queue at its next report. Second: end at once."""
        if not self.running:
            self.reset_signals()
            sys.exit(1)
        self.running = False
        Shutdown.asked = True

    def run(self) -> None:
        """Works until told to stop."""
        self.beat()
        self._patiently(lambda: reap(timezone.now(), worker_id=self.worker_id))
        with beating(self.beat, every=BEAT_EVERY), self._tending():
            while self.running:
                close_old_connections()
                if not self._patiently(self.take_one) and self.running:
                    time.sleep(self.interval)
        with suppress(DatabaseError):
            actions.bury(worker_id=self.worker_id)

    @contextmanager
    def _tending(self) -> Iterator[None]:
        """Tends on a thread of its own: figures follow a change within seconds while an import of many minutes goes on."""
        over = threading.Event()

        def run() -> None:
            try:
                close_old_connections()
                self._patiently(self.tend)
                while not over.wait(self.interval):
                    close_old_connections()
                    self._patiently(self.tend)
            finally:
                connection.close()

        thread = threading.Thread(target=run, name="tending", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def tend(self) -> bool:
        """Brings back what was dropped and does the periodic work that is due."""
        now = timezone.now()
        if self._reap_next is None or self._reap_next <= now:
            self._reap_next = now + REAP_EVERY
            reap(now)
        self._schedule.run_due(now)
        return True

    def take_one(self) -> bool:
        """Takes the next entry off the queue and does it; False when there is none."""
        ready = self._ready()
        if not ready.exists():  # looked at without the lock that SQLite has only one of
            return False
        with exclusive_transaction(ready.db):
            entry = ready.select_for_update(skip_locked=True).first()
            if entry is not None:
                entry.claim(self.worker_id)
        if entry is None:
            return False
        self.run_task(entry)
        return True

    def work_off(self) -> int:
        """Does what waits now, without schedule or reaper; returns how many entries."""
        count = 0
        while (self.max_tasks is None or count < self.max_tasks) and self.take_one():
            count += 1
        return count

    def beat(self) -> None:
        """Shows that this worker is alive."""
        actions.beat(worker_id=self.worker_id, at=timezone.now())

    def _ready(self) -> QuerySet[Entry]:
        return DBTaskResult.objects.ready().filter(backend_name=self.backend_name)

    def _patiently(self, act: Callable[[], object]) -> bool:
        """Does something with the database; False when that is busy or away: no reason to end."""
        try:
            return bool(act())
        except OperationalError as error:
            logger.warning("the database is busy or away, trying again: %s", error)
            connection.close()
            return False


def work(limit: int | None = None) -> int:
    """Does what waits in the queue, in this process, and returns how many entries it did."""
    return Worker(limit=limit).work_off()
