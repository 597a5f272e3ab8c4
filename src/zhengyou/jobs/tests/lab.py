"""A laboratory for killing: run as a program, in a database of its own, by test_kill.py.

    python -m zhengyou.jobs.tests.lab VERB...

LAB_KILL names the point at which the process kills itself with SIGKILL, as a power cut would.
"""

# ruff: noqa: PLC0415 - models can be imported only once the settings are there

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import dj_database_url
import django
from django.conf import settings

ROWS = 20
POINTS = [
    "read:begin",
    "read:left",
    "check:wrote",
    "apply:begin",
    "apply:in batch 0",
    "apply:in batch 10",
    "apply:after batch 5",
    "apply:end",
    "apply:left",
]


def configure() -> None:
    """Settings with the queue and jobs, and nothing else."""
    database: dict[str, Any] = dict(dj_database_url.parse(os.environ["LAB_DATABASE"]))
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20}
    settings.configure(
        INSTALLED_APPS=["django_tasks", "django_tasks_db", "zhengyou.jobs"],
        DATABASES={"default": database},
        TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}},
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        SECRET_KEY=tempfile.gettempprefix(),
        LANGUAGE_CODE="zh-hans",
    )
    django.setup()


def at(point: str) -> None:
    """Dies here when this is the point."""
    if os.environ.get("LAB_KILL") == point:
        os.kill(os.getpid(), signal.SIGKILL)


def declare() -> None:
    """A job with a plain stage, an atomic one and one in batches; rows go to a table without any key."""
    from django.db import connection

    from zhengyou import jobs

    def put(kind: str, number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO lab_row VALUES (%s, %s)", [kind, number])

    class Work:
        def read(self, ctx: jobs.Context) -> dict[str, int]:
            at("read:begin")
            return {"rows": ROWS}

        def check(self, ctx: jobs.Context) -> None:
            at("read:left")
            put("check", 0)
            at("check:wrote")

        def apply(self, ctx: jobs.Context) -> dict[str, int]:
            at("apply:begin")

            def write(batch: Sequence[int]) -> None:
                if batch[0] == 10:
                    at("apply:after batch 5")
                for number in batch:
                    put("apply", number)
                at(f"apply:in batch {batch[0]}")

            ctx.each_batch(range(ctx.results["read"]["rows"]), write, size=5)
            at("apply:end")
            return {"written": ROWS}

    jobs.handler("lab", stages=("read", "check", "apply"), atomic=("check",))(Work)

    @jobs.handler("lab.slow")
    def slow(ctx: jobs.Context) -> None:
        for second in range(600):
            ctx.progress(second, 600)
            time.sleep(0.05)


def wrap_finish() -> None:
    """One more point: the last stage is ticked, the job is not yet done."""
    from zhengyou.jobs import actions

    finish = actions.finish

    def finish_or_die(**facts: Any) -> bool:
        at("apply:left")
        return finish(**facts)

    actions.finish = finish_or_die


def show() -> dict[str, Any]:
    """The job and the rows it wrote."""
    from django.db import connection

    from zhengyou.jobs.models import Job

    job = Job.objects.across_all(because="test").get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, number FROM lab_row ORDER BY kind, number")
        rows = [list(row) for row in cursor.fetchall()]
    names = ("state", "attempts", "result", "marks", "error", "done")
    return {"rows": rows, "stages": list(job.finished_stages), **{name: getattr(job, name) for name in names}}


def reset() -> None:
    """Empties the tables, or makes them."""
    from django.core.management import call_command
    from django.db import connection
    from django_tasks_db.models import DBTaskResult

    from zhengyou.jobs.models import Job, WorkerBeat

    if "lab_row" not in connection.introspection.table_names():
        call_command("migrate", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE lab_row (kind varchar(10), number integer)")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM lab_row")
    DBTaskResult.objects.all().delete()
    for model in (Job, WorkerBeat):
        model._rows.all().delete()


def act(verb: str) -> dict[str, Any] | None:
    """reset, start, slow, work, reap (two minutes later), serve (a worker until told to stop), show."""
    from django.core.management import call_command
    from django.utils import timezone

    from zhengyou import jobs

    if verb == "reset":
        reset()
    elif verb in {"start", "slow"}:
        jobs.start(kind="lab" if verb == "start" else "lab.slow", title="试验", by=None)
    elif verb == "work":
        jobs.work()
    elif verb == "reap":
        jobs.reap(timezone.now() + timedelta(minutes=2))
    elif verb == "serve":
        call_command("worker", interval=0.1, worker_id="lab")
    return show() if verb == "show" else None


if __name__ == "__main__":
    configure()
    declare()
    wrap_finish()
    sys.stdout.write(json.dumps([found for verb in sys.argv[1:] if (found := act(verb))]))
