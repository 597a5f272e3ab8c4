"""A process that is killed while it imports: run as a program, in a database and data folder of its own, by test_killed.py.

    python -m zhengyou.census.tests.importing.victim VERB...

After the verb arm:POINT the process kills itself with SIGKILL at that point, as a power cut would.
"""

# ruff: noqa: PLC0415 - models can be imported only once the settings are there

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import django
from django.conf import settings

POINTS = [
    "check:read",
    "check:preview",
    "apply:open",
    "apply:written",
    "apply:committed",
    "refused:begin",
    "refused:made",
]
BECAUSE = "a test looks at what was written"


def die(point: str) -> None:
    """Dies here when this is the point."""
    if os.environ.get("VICTIM_KILL") == point:
        os.kill(os.getpid(), signal.SIGKILL)


def after(module: Any, name: str, point: str) -> None:
    """The function goes on as it is, and then the point is reached."""
    wrapped: Callable[..., Any] = getattr(module, name)

    def with_point(*args: Any, **more: Any) -> Any:
        result = wrapped(*args, **more)
        die(point)
        return result

    setattr(module, name, with_point)


def lay_points() -> None:
    """Where the process may die."""
    from zhengyou.census.importing import committing, kinds, pipeline, previewing, returning

    after(pipeline, "check", "check:read")
    after(previewing, "write", "check:preview")
    after(kinds.units.UnitOrganisations, "save", "apply:open")  # type: ignore[attr-defined]
    after(pipeline, "apply", "apply:written")
    after(committing, "commit", "apply:committed")
    make = returning.make

    def make_or_die(batch: Any) -> str:
        die("refused:begin")
        name = make(batch)
        die("refused:made")
        return name

    returning.make = make_or_die


def act(verb: str) -> Any:
    """One of VERBS, with its argument behind a colon. Files are given by path."""
    name, _, argument = verb.partition(":")
    return VERBS[name](argument)


def arm(point: str) -> None:
    """From here on the process may die at the point."""
    os.environ["VICTIM_KILL"] = point


def setup(_: str) -> None:
    """A database with places and a round."""
    from django.core.management import call_command
    from django.utils import timezone

    from zhengyou.census.actions import rounds
    from zhengyou.organisations.actions import setting_up
    from zhengyou.scoping import Scope

    call_command("migrate", verbosity=0)
    setting_up.load_divisions()
    rounds.open_round(code="R", as_of=date(2026, 6, 30), by=Scope.operator(), at=timezone.now())


def upload(file: str) -> None:
    """As a screen does, with the proposed mapping confirmed."""
    from zhengyou.census.actions import imports

    task = asked(file)
    batch = imports.upload(
        source=task.file,
        file_name="表.xlsx",
        kind="units",
        territory=task.territory,
        round=task.round,
        by=task.by,
        at=task.at,
    )
    imports.confirm_mapping(batch=batch, chosen={}, by=task.by, at=task.at)


def import_(file: str) -> int:
    """As the command does."""
    from zhengyou.census.actions import imports

    return imports.import_now(task=asked(file))[0].pk


def asked(file: str) -> Any:
    from django.utils import timezone

    from zhengyou.census.importing.task import Task
    from zhengyou.census.queries import imports as queries
    from zhengyou.organisations.models import Territory
    from zhengyou.scoping import Scope

    place = Territory.objects.across_all(because=BECAUSE).get(code="411302")
    return Task(
        "units", Path(file), "表.xlsx", place, queries.round_named("R"), Scope.operator(), timezone.now()
    )


def start(step: str) -> None:
    """check or commit of the latest batch."""
    from django.utils import timezone

    from zhengyou.census.actions import imports
    from zhengyou.census.models import ImportBatch
    from zhengyou.scoping import Scope

    batch = ImportBatch.objects.across_all(because=BECAUSE).latest("id")
    begin = {"check": imports.start_check, "commit": imports.start_commit}[step]
    begin(batch=batch, by=Scope.operator(), at=timezone.now())


def work(_: str) -> None:
    """What waits on the queue."""
    from zhengyou import jobs

    jobs.work()


def reap(_: str) -> list[str]:
    """Two minutes later: what was dropped waits again."""
    from django.utils import timezone

    from zhengyou import jobs

    return [state.value for state in jobs.reap(timezone.now() + timedelta(minutes=2)).values()]


def show(_: str) -> dict[str, Any]:
    """What is held: every count must be that of one import."""
    from zhengyou.audit.models import Event
    from zhengyou.census.models import ImportBatch, Unit
    from zhengyou.census.queries import imports as queries
    from zhengyou.changes.models import Change, Outbox
    from zhengyou.organisations.models import OrganisationLink, PartyOrganisation

    counted: dict[str, Any] = {
        model.__name__: model.objects.across_all(because=BECAUSE).count()
        for model in (Unit, PartyOrganisation, OrganisationLink, Change, Outbox)
    }
    batch = ImportBatch.objects.across_all(because=BECAUSE).order_by("id").last()
    if batch is not None:
        counted["state"] = batch.state
        counted["figures"] = [batch.rows_read, batch.created, batch.updated, batch.unchanged, batch.refused]
        counted["returned"] = queries.refused_file(batch) is not None
    events = Event.objects.across_all(because=BECAUSE).filter(action="import.committed")
    return {
        **counted,
        "batches": ImportBatch.objects.across_all(because=BECAUSE).count(),
        "committed": events.count(),
    }


VERBS: dict[str, Callable[[str], Any]] = {
    **{function.__name__: function for function in (arm, setup, upload, start, work, reap, show)},
    "import": import_,
}

if __name__ == "__main__":
    django.setup()
    settings.OUTBOX_READERS, settings.JOBS_PERIODIC = [], []  # other packages' work
    lay_points()
    sys.stdout.write(json.dumps([act(verb) for verb in sys.argv[1:]], default=str))
