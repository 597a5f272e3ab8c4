"""A worker is killed at every point of a job; another takes it up, and nothing is doubled or lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from zhengyou.jobs.tests.lab import POINTS, ROWS

Lab = Callable[..., Any]
WRITTEN = [["apply", number] for number in range(ROWS)] + [["check", 0]]
COMMAND = [sys.executable, "-m", "zhengyou.jobs.tests.lab"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a database of the kind that the tests run on."""
    own: dict[str, Any] = dict(settings.DATABASES["default"])
    if "postgresql" not in own["ENGINE"]:
        yield f"sqlite:///{tmp_path_factory.mktemp('lab') / 'lab.sqlite3'}"
        return
    name = f"zhengyou_lab_{uuid4().hex[:12]}"
    user, password, host = (quote(own[name] or "", safe="") for name in ("USER", "PASSWORD", "HOST"))
    server = f"postgresql://{user}{':' if password else ''}{password}@{host}:{own['PORT'] or 5432}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield f"{server}/{name}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def lab(address: str) -> Lab:
    """lab("work", "show", kill="apply:begin") -> what each `show` printed."""

    def run(*verbs: str, kill: str = "") -> Any:
        environment = {**os.environ, "LAB_DATABASE": address, "LAB_KILL": kill}
        done = subprocess.run(
            [*COMMAND, *verbs], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == (-signal.SIGKILL if kill else 0), done.stderr
        return json.loads(done.stdout) if done.stdout else None

    return run


@pytest.mark.parametrize("point", POINTS)
def test_a_job_survives_a_kill(lab: Lab, point: str) -> None:
    lab("reset", "start", "work", kill=point)
    dropped, done = lab("show", "reap", "work", "show")
    assert dropped["state"] == "running"
    assert all(dropped["rows"].count(row) == 1 for row in dropped["rows"])
    assert (done["state"], done["attempts"], done["result"]) == ("done", 2, {"written": ROWS})
    assert done["rows"] == WRITTEN


def test_three_kills_are_enough(lab: Lab) -> None:
    lab("reset", "start", "work", kill="check:wrote")
    lab("reap", "work", kill="check:wrote")
    lab("reap", "work", kill="check:wrote")
    [failed] = lab("reap", "work", "show")
    assert (failed["state"], failed["rows"], failed["stages"]) == ("failed", [], ["read"])
    assert "中断了 3 次" in failed["error"]


@pytest.fixture
def worker(lab: Lab, address: str) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts a worker that runs until told to stop."""
    running: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        process = subprocess.Popen([*COMMAND, "serve"], env={**os.environ, "LAB_DATABASE": address})
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()


def wait_for(lab: Lab, wanted: Callable[[Any], bool]) -> Any:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        [found] = lab("show")
        if wanted(found):
            return found
    raise AssertionError(f"never came: {found}")


def test_a_worker_told_to_stop_puts_its_job_back(lab: Lab, worker: Callable[[], Any]) -> None:
    lab("reset", "slow")
    process = worker()
    wait_for(lab, lambda job: job["done"] > 0)
    process.terminate()
    assert process.wait(10) == 0
    [job] = lab("show")
    assert (job["state"], job["attempts"]) == ("queued", 0)


def test_a_worker_started_again_takes_up_at_once_what_it_dropped(lab: Lab, worker: Callable[[], Any]) -> None:
    lab("reset", "slow")
    process = worker()
    wait_for(lab, lambda job: job["done"] > 0)
    process.kill()
    process.wait()
    worker()
    job = wait_for(lab, lambda job: job["attempts"] == 2)
    assert job["state"] == "running"
