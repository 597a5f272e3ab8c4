"""Health and metrics, as a load balancer and a monitoring system see them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from zhengyou import __version__
from zhengyou.jobs import actions, queries
from zhengyou.web import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health._Migrated, "known", False)


def ready(client: Client) -> tuple[int, Any]:
    answer = client.get("/health/ready")
    return answer.status_code, answer.json()


def test_it_lives(client: Client) -> None:
    answer = client.get("/health/live")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer.headers["Cache-Control"]


def test_it_is_ready_with_a_worker_only(client: Client) -> None:
    assert ready(client) == (503, {"database": True, "migrations": True, "worker": False})
    actions.beat(worker_id="w1", at=timezone.now() - timedelta(minutes=2))
    assert ready(client)[1]["worker"] is False
    actions.beat(worker_id="w1", at=timezone.now())
    assert ready(client) == (200, {"database": True, "migrations": True, "worker": True})


def test_waiting_migrations_are_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "migrated", lambda: False)
    assert ready(client) == (503, {"database": True, "migrations": False, "worker": False})


def test_a_database_that_is_away_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*, at: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(queries, "heartbeat_age", away)
    assert ready(client)[0] == 503


def test_metrics_count_and_say_nothing_else(client: Client) -> None:
    assert b"heartbeat" not in client.get("/metrics").content
    actions.beat(worker_id="county-host-1", at=timezone.now())
    answer = client.get("/metrics")
    text = answer.content.decode()
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert f'zhengyou_build_info{{version="{__version__}"}} 1' in text
    for state in ("queued", "running", "done", "failed", "cancelled"):
        assert f'zhengyou_jobs{{state="{state}"}} 0' in text
    assert "zhengyou_worker_heartbeat_age_seconds 0." in text
    assert "county-host-1" not in text
