"""Whoever reads while everything is counted anew sees the figures of before or those of after, never some of each, and waits
for nobody: on PostgreSQL, and on SQLite with its file as an installation has it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.world import NOW, World, make_world
from zhengyou.analytics.actions import building
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.tests.test_full_build import Held, held
from zhengyou.coverage.models import UnitCoverage

pytestmark = pytest.mark.django_db(transaction=True)
Elsewhere = Callable[[Callable[[], Any]], Any]
PATIENCE = 2000  # milliseconds in which nothing that reads must wait for a lock


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path | None]:
    """The file of the database; None where it is none. Tests keep SQLite in memory, where there is one connection only."""
    if connection.vendor != "sqlite":
        yield None
        return
    file, before = tmp_path / "zhengyou.sqlite3", connections["default"]
    connections["default"] = at(file)
    with connections["default"].cursor() as cursor:
        before.ensure_connection()
        before.connection.backup(cursor.connection)
    yield file
    connections["default"].close()
    connections["default"] = before


def at(file: Path) -> BaseDatabaseWrapper:
    """A connection with the options of an installation."""
    made: BaseDatabaseWrapper = connections.create_connection("default")
    made.settings_dict = {**made.settings_dict, "NAME": str(file)}
    return made


@pytest.fixture
def elsewhere(file: Path | None) -> Elsewhere:
    """Does something on a connection of its own, in another thread, and gives back what it found."""

    def do(act: Callable[[], Any]) -> Any:
        found: list[Any] = []
        thread = threading.Thread(target=lambda: found.append(_alone(act, file)))
        thread.start()
        thread.join(timeout=60)
        assert not thread.is_alive()
        return found[0]

    return do


def _alone(act: Callable[[], Any], file: Path | None) -> Any:
    if file is not None:
        connections["default"] = at(file)
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 0" if file else f"SET statement_timeout = {PATIENCE}")
        return act()
    except Exception as failed:  # told in the thread of the test
        return failed
    finally:
        connections["default"].close()


@pytest.fixture
def changed(file: Path | None) -> World:
    """Cells that a full build will find wrong everywhere: every unit is covered since."""
    world = make_world()
    while follow(at=NOW):
        continue
    UnitCoverage.objects.across_all(because="test").update(covered=True, operating=True, qualifies=True)
    return world


def built(world: World, monkeypatch: pytest.MonkeyPatch, between: Callable[[], None]) -> Held:
    """Builds, doing something after each part that is written. Returns the cells of after."""
    write = building._write

    def written(*what: Any) -> int:
        cells = write(*what)
        between()
        return cells

    monkeypatch.setattr(building, "_write", written)
    building.build(world.round, at=NOW)
    return held()


def test_at_every_step_of_the_writing_the_figures_are_those_of_before(
    changed: World, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, seen = held(), []
    after = built(changed, monkeypatch, lambda: seen.append(elsewhere(held)))
    assert len(seen) > 10
    assert [one for one in seen if one != before] == []
    assert elsewhere(held) == after != before


def test_a_page_that_is_opened_meanwhile_shows_them_at_once(
    changed: World, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = changed.client("county")

    def page() -> tuple[int, list[str]]:
        shown = client.get("/overview/411302/")
        return shown.status_code, re.findall(r"\d+ / \d+", shown.content.decode())

    before, seen = elsewhere(page), []
    built(changed, monkeypatch, lambda: seen.append(elsewhere(page)))
    assert [one for one in seen if one != before] == []
    assert before[0] == elsewhere(page)[0] == 200
    assert before[1] != elsewhere(page)[1]


def test_one_who_reads_on_and_on_sees_one_or_the_other(
    changed: World, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, seen, over = held(), [], threading.Event()

    def read_on() -> list[Held]:
        found = []
        while not over.is_set():
            found.append(held())
        return [*found, held()]

    reader = threading.Thread(target=lambda: seen.extend(elsewhere(read_on)))
    reader.start()
    try:
        after = built(changed, monkeypatch, lambda: None)
    finally:
        over.set()
        reader.join(timeout=60)
    assert [one for one in seen if one not in (before, after)] == []
    assert (seen[0], seen[-1]) == (before, after)
