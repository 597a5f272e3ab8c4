"""Killed at any point, begun again: nothing lost, nothing doubled. Two at once: the same."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from zhengyou.census.tests.importing.lab import code, table
from zhengyou.census.tests.importing.victim import POINTS

Run = Callable[..., Any]
COMMAND = [sys.executable, "-W", "ignore", "-m", "zhengyou.census.tests.importing.victim"]
ROWS: list[dict[str, Any]] = [
    {
        "name": f"第{n}公司",
        "uscc": code(n),
        "has_org": "是",
        "form": "单独",
        "org_name": f"第{n}支部",
        "employees": n,
    }
    for n in range(1, 31)
] + [{"name": "坏公司", "employees": "很多"}]
ONCE = {"Unit": 30, "PartyOrganisation": 30, "OrganisationLink": 30, "Change": 60, "Outbox": 60}
NEVER = dict.fromkeys(ONCE, 0)
AFTER_COMMIT = {"apply:committed", "refused:begin", "refused:made"}


def counts(shown: dict[str, Any]) -> dict[str, int]:
    return {name: shown[name] for name in ONCE}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook."""
    return table(tmp_path_factory.mktemp("file") / "a.xlsx", ROWS)


@pytest.fixture(scope="module")
def server() -> str:
    """Address of the PostgreSQL server that the tests run on, "" on SQLite."""
    own: dict[str, Any] = dict(settings.DATABASES["default"])
    if "postgresql" not in own["ENGINE"]:
        return ""
    user, password, host = (quote(own[name] or "", safe="") for name in ("USER", "PASSWORD", "HOST"))
    return f"postgresql://{user}{':' if password else ''}{password}@{host}:{own['PORT'] or 5432}"


def statement(server: str, text: str, *names: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL(text).format(*map(sql.Identifier, names)))


@pytest.fixture(scope="module")
def prepared(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A data folder and the name of a database that is ready and empty, to be copied for each test."""
    folder = tmp_path_factory.mktemp("prepared")
    name = f"zhengyou_victim_{uuid4().hex[:12]}"
    if server:
        statement(server, "CREATE DATABASE {}", name)
    runner(folder, f"{server}/{name}" if server else "")("setup")
    yield folder, name
    if server:
        statement(server, "DROP DATABASE {} WITH (FORCE)", name)


def runner(folder: Path, address: str) -> Run:
    left_out = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    environment = {name: text for name, text in os.environ.items() if name not in left_out}
    environment |= {"ZHENGYOU_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "zhengyou.config.settings"}
    environment |= {"DATABASE_URL": address} if address else {}

    def run(*verbs: str, wait: bool = True) -> Any:
        process = subprocess.Popen(
            [*COMMAND, *verbs], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        if not wait:
            return process
        told, complaint = process.communicate(timeout=300)
        killed = any(verb.startswith("arm:") for verb in verbs)
        assert process.returncode == (-signal.SIGKILL if killed else 0), complaint
        return json.loads(told) if told else None

    return run


@pytest.fixture
def run(prepared: tuple[Path, str], server: str, tmp_path: Path) -> Iterator[Run]:
    """run("upload:FILE", "check", "work", kill="check:read") -> what each verb gave."""
    source, template = prepared
    folder = tmp_path / "data"
    shutil.copytree(source, folder)
    name = f"{template}_{uuid4().hex[:6]}"
    if server:
        statement(server, "CREATE DATABASE {} TEMPLATE {}", name, template)
    yield runner(folder, f"{server}/{name}" if server else "")
    if server:
        statement(server, "DROP DATABASE {} WITH (FORCE)", name)


def check(shown: dict[str, Any], figures: list[int], *, batches: int = 1) -> None:
    """Everything was written, and once."""
    assert counts(shown) == ONCE
    assert (shown["state"], shown["committed"], shown["batches"]) == ("committed", batches, batches)
    assert shown["figures"] == figures


@pytest.mark.parametrize("point", [point for point in POINTS if not point.startswith("apply")])
def test_a_check_goes_on_where_it_was_killed(run: Run, file: Path, point: str) -> None:
    run(f"upload:{file}", "start:check", f"arm:{point}", "work")
    dropped, _, _, checked, _, _, written = run(
        "show", "reap", "work", "show", "start:commit", "work", "show"
    )
    assert counts(dropped) == counts(checked) == NEVER
    assert (checked["state"], checked["figures"]) == ("checked", [31, 30, 0, 0, 1])
    check(written, [31, 30, 0, 0, 1])


@pytest.mark.parametrize("point", [point for point in POINTS if point != "check:preview"])
def test_a_commit_goes_on_where_it_was_killed(run: Run, file: Path, point: str) -> None:
    run(f"upload:{file}", "start:commit", f"arm:{point}", "work")
    dropped, _, _, written = run("show", "reap", "work", "show")
    assert counts(dropped) == (ONCE if point in AFTER_COMMIT else NEVER)
    check(written, [31, 30, 0, 0, 1])
    assert written["returned"]


@pytest.mark.parametrize("point", ["check:read", "apply:open", "apply:written"])
def test_the_command_writes_all_or_nothing(run: Run, file: Path, point: str) -> None:
    run(f"arm:{point}", f"import:{file}")
    before, _, after = run("show", f"import:{file}", "show")
    assert (counts(before), before["batches"]) == (NEVER, 0)
    check(after, [31, 30, 0, 0, 1])


def test_two_at_once_write_once(run: Run, tmp_path: Path) -> None:
    nameless = [
        {key: value for key, value in row.items() if key != "uscc"} for row in ROWS
    ]  # no code forbids a second one
    file = table(tmp_path / "b.xlsx", nameless)
    both = [run(f"import:{file}", wait=False) for _ in range(2)]
    for process in both:
        _, complaint = process.communicate(timeout=300)
        assert process.returncode == 0, complaint
    check(run("show")[0], [31, 0, 0, 30, 1], batches=2)
