"""Simple periodic work: settings.JOBS_PERIODIC, a list of (dotted path, seconds)."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult

from zhengyou.jobs import actions
from zhengyou.jobs.models import PeriodicRun, WorkerBeat
from zhengyou.jobs.tasks import call

logger = logging.getLogger("zhengyou.jobs")

BUILT_IN = (("zhengyou.jobs.schedule.tidy", 3600),)
KEEP_ENTRIES = timedelta(days=7)
KEEP_BEATS = timedelta(days=1)


class Schedule:
    """Knows what is due. Asks the database only when something may be."""

    def __init__(self) -> None:
        self._next: dict[str, datetime] = {}

    def run_due(self, now: datetime) -> list[str]:
        """Runs what is due and returns the names. Errors are logged; the next try is when it is next due."""
        done = []
        for name, seconds in [*getattr(settings, "JOBS_PERIODIC", ()), *BUILT_IN]:
            every = timedelta(seconds=seconds)
            if self._next.get(name, now) > now:
                continue
            self._next[name] = now + every
            if actions.begin_periodic(name=name, every=every, at=now):
                done.append(name)
                _run(name, now)
        return done


def _run(name: str, now: datetime) -> None:
    try:
        call(name, at=now)
    except OperationalError as error:
        logger.warning("periodic work %s waits for the database: %s", name, error)
    except Exception:
        logger.exception("periodic work %s failed", name)


def tidy(*, at: datetime) -> None:
    """Forgets old entries of the queue, workers long gone, periodic functions no longer named. Jobs stay."""
    DBTaskResult.objects.finished().filter(finished_at__lt=at - KEEP_ENTRIES).delete()
    because = "machine state"
    WorkerBeat.objects.across_all(because=because).filter(beat_at__lt=at - KEEP_BEATS).delete()
    PeriodicRun.objects.across_all(because=because).filter(begun_at__lt=at - timedelta(days=30)).delete()
