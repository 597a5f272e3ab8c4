"""The worker and its heart, when the database is slow or away."""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from zhengyou import jobs
from zhengyou.jobs import actions, context, queries
from zhengyou.jobs.models import Job
from zhengyou.jobs.running import beating
from zhengyou.jobs.worker import Worker


@pytest.mark.django_db(transaction=True)
def test_a_silent_handler_keeps_its_lease(make_job: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "RENEW", 0.0)
    claimed = actions.claim(job_id=make_job().pk, worker_id="w1", at=timezone.now() - timedelta(seconds=50))
    assert claimed
    before = claimed.lease_until
    with beating(context.Context(claimed).renew, every=0.05):
        deadline = time.monotonic() + 10
        while queries.by_id(claimed.pk).lease_until == before and time.monotonic() < deadline:
            time.sleep(0.05)
    after = queries.by_id(claimed.pk).lease_until
    assert before
    assert after
    assert after > before


@pytest.mark.django_db(transaction=True)
def test_progress_inside_a_transaction_is_told_by_the_heart(
    make_job: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed = actions.claim(job_id=make_job().pk, worker_id="w1", at=timezone.now())
    assert claimed
    attempt = context.Context(claimed)
    attempt._unwritten = {"done": 5, "total": 9, "message": "正在写入"}
    attempt.renew()
    job = queries.by_id(claimed.pk)
    assert (job.done, job.total, job.message) == (5, 9, "正在写入")
    assert attempt._unwritten == {}


@pytest.mark.django_db(transaction=True)
def test_a_beat_that_the_database_refuses_is_left_out() -> None:
    beats: list[int] = []

    def beat() -> None:
        beats.append(1)
        raise OperationalError("database is locked")

    with beating(beat, every=0.02):
        deadline = time.monotonic() + 10
        while len(beats) < 3 and time.monotonic() < deadline:
            time.sleep(0.02)
    assert len(beats) >= 3


@pytest.mark.django_db(transaction=True)
def test_a_busy_database_does_not_end_the_worker(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    worker = Worker(worker_id="w1", interval=0.01)
    looks: list[int] = []

    def look() -> bool:
        looks.append(1)
        worker.running = len(looks) < 3
        raise OperationalError("database is locked")

    monkeypatch.setattr(worker, "take_one", look)
    monkeypatch.setattr(worker, "tend", lambda: True)
    monkeypatch.setattr("zhengyou.jobs.worker.close_old_connections", lambda: None)
    with caplog.at_level(logging.WARNING, "zhengyou.jobs"):
        worker.run()
    assert len(looks) == 3
    assert "busy or away" in caplog.text
    assert queries.heartbeat_age(at=timezone.now()) is None


@pytest.mark.django_db
def test_work_can_be_limited(make_job: Any) -> None:
    for _number in range(3):
        jobs.start(kind=make_job().kind, title="试验", by=None)
    assert jobs.work(limit=2) == 2
    assert jobs.work() == 1
    assert Job.objects.across_all(because="test rows").filter(state="done").count() == 3


@pytest.mark.django_db(transaction=True)
def test_periodic_work_goes_on_while_a_job_takes_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker(worker_id="w1", interval=0.01)
    tended = threading.Event()

    def long_work() -> bool:
        worker.running = False
        return tended.wait(10)

    monkeypatch.setattr(worker, "take_one", long_work)
    monkeypatch.setattr(worker, "tend", tended.set)
    monkeypatch.setattr("zhengyou.jobs.worker.close_old_connections", lambda: None)
    worker.run()
    assert tended.is_set()
