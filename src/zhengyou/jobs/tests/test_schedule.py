"""Periodic work."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from zhengyou.jobs import actions, queries
from zhengyou.jobs.models import WorkerBeat
from zhengyou.jobs.schedule import Schedule, tidy

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
runs: list[str] = []


@pytest.fixture(autouse=True)
def one_function(settings: Any) -> None:
    runs.clear()
    settings.JOBS_PERIODIC = [(f"{__name__}.work", 60)]


def work() -> None:
    runs.append("work")


def broken() -> None:
    raise ZeroDivisionError


def due(schedule: Schedule, seconds: int) -> list[str]:
    return [name for name in schedule.run_due(NOW + timedelta(seconds=seconds)) if name.startswith(__name__)]


def test_work_runs_when_it_is_due_and_not_before() -> None:
    schedule = Schedule()
    assert [len(due(schedule, seconds)) for seconds in (0, 30, 61, 90, 130)] == [1, 0, 1, 0, 1]
    assert len(runs) == 3


def test_two_workers_share_the_schedule() -> None:
    first, second = Schedule(), Schedule()
    assert len(due(first, 0)) + len(due(second, 0)) == 1
    assert len(due(first, 61)) + len(due(second, 61)) == 1


def test_an_error_is_logged_and_stops_nothing(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.JOBS_PERIODIC = [
        (f"{__name__}.broken", 60),
        (f"{__name__}.work", 60),
        (f"{__name__}.missing", 60),
    ]
    with caplog.at_level(logging.ERROR, "zhengyou.jobs"):
        assert len(due(Schedule(), 0)) == 3
    assert runs == ["work"]
    assert "broken failed" in caplog.text
    assert "missing failed" in caplog.text


def test_tidying_forgets_what_is_long_over_and_nothing_else() -> None:
    now = timezone.now()
    for status, age in [("SUCCESSFUL", 8), ("SUCCESSFUL", 1), ("READY", 30)]:
        DBTaskResult.objects.create(
            args_kwargs={"args": [], "kwargs": {}},
            task_path="x",
            backend_name="default",
            status=TaskResultStatus[status],
            finished_at=None if status == "READY" else now - timedelta(days=age),
        )
    actions.beat(worker_id="old", at=now - timedelta(days=2))
    actions.beat(worker_id="new", at=now)
    tidy(at=now)
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["READY", "SUCCESSFUL"]
    assert [beat.worker_id for beat in WorkerBeat.objects.across_all(because="test")] == ["new"]


def test_the_heartbeat_tells_its_age() -> None:
    assert queries.heartbeat_age(at=NOW) is None
    actions.beat(worker_id="w1", at=NOW - timedelta(seconds=40))
    actions.beat(worker_id="w1", at=NOW - timedelta(seconds=4))
    assert queries.heartbeat_age(at=NOW) == 4.0
    figures = queries.figures(at=NOW)
    assert figures.jobs == {"queued": 0, "running": 0, "done": 0, "failed": 0, "cancelled": 0}
