"""Several people at once: on PostgreSQL really, on SQLite, which has one writer, one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections, transaction

from tests.world import NOW, World, make_world
from zhengyou.census.actions import units
from zhengyou.census.models import Unit
from zhengyou.organisations.actions import reorganising
from zhengyou.organisations.models import Reorganisation, Territory
from zhengyou.organisations.tests.whole import WHY, astray, plan
from zhengyou.scoping import OutsideScope
from zhengyou.web.errors import Conflict, Refused

pytestmark = pytest.mark.django_db(transaction=True)
EAST, WEST = "411302001", "411302002"


@pytest.fixture
def world() -> World:
    return make_world()


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Does all of them; how each ended: "done" or the name of the refusal, in alphabetical order."""
    together = connection.vendor == "postgresql"
    gate = threading.Barrier(len(acts) if together else 1)
    ended: list[str] = []

    def act(one: Callable[[], object]) -> None:
        try:
            gate.wait()
            one()
            ended.append("done")
        except (Conflict, Refused, OutsideScope) as refusal:
            ended.append(type(refusal).__name__)
        finally:
            if together:
                connections.close_all()

    if together:
        threads = [threading.Thread(target=act, args=(one,)) for one in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    else:
        for one in acts:
            act(one)
    return sorted(ended)


def carried(world: World, code: str, target: str, key: UUID) -> Callable[[], object]:
    wanted, by = plan("move", world.place[code], world.place[target]), world.scope("city")
    return lambda: reorganising.carry_out(plan=wanted, key=key, by=by, at=NOW)


def test_a_button_pressed_twice_moves_once(world: World) -> None:
    key = uuid4()
    assert at_once(carried(world, EAST, "411303", key), carried(world, EAST, "411303", key)) == [
        "done",
        "done",
    ]
    assert Reorganisation.objects.across_all(because=WHY).count() == 1
    assert astray() == []


def test_two_people_who_move_the_same_street_move_it_once(world: World) -> None:
    acts = [carried(world, EAST, "411303", uuid4()) for _n in range(2)]
    assert at_once(*acts) == ["Refused", "done"]
    assert astray() == []


def test_two_moves_of_neighbours_both_hold(world: World) -> None:
    acts = [carried(world, code, "411303", uuid4()) for code in (EAST, WEST)]
    assert at_once(*acts) == ["done", "done"]
    assert astray() == []
    paths = Territory.objects.across_all(because=WHY).values_list("path", flat=True)
    assert len(set(paths)) == len(paths)


def test_a_unit_corrected_meanwhile_stands_where_its_street_stands(world: World) -> None:
    unit, by = world.unit["foundry"], world.scope("county")

    def correct() -> object:
        return units.correct(unit=unit, changes={"employees": 99}, version=1, by=by, at=NOW)

    ended = at_once(carried(world, EAST, "411303", uuid4()), correct)
    assert "done" in ended
    street = Territory.objects.across_all(because=WHY).get(code=EAST)
    assert Unit.objects.across_all(because=WHY).get(pk=unit.pk).path == street.path


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite readers are tried by the benchmark")
def test_readers_go_on_while_it_is_carried_out(world: World) -> None:
    seen: list[int] = []
    client = world.client("county")

    def read() -> None:
        with connections["default"].cursor() as cursor:
            cursor.execute("SET statement_timeout = 2000")
        seen.append(Unit.objects.within(world.scope("county")).count())
        seen.append(client.get("/units/").status_code)
        connections.close_all()

    with transaction.atomic():
        carried(world, EAST, "411303", uuid4())()
        reader = threading.Thread(target=read)
        reader.start()
        reader.join(timeout=60)  # a statement that waits for a lock is ended after two seconds
        assert not reader.is_alive()
    assert seen == [4, 200]  # as it stood before, for nothing is committed yet
    world.place[EAST].refresh_from_db()
    assert Unit.objects.within(world.scope("county")).count() == 2


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer")
def test_writers_elsewhere_go_on_while_it_is_carried_out(world: World) -> None:
    ended: list[str] = []
    unit, by = world.unit["due"], world.scope("county")

    def write() -> None:
        with connections["default"].cursor() as cursor:
            cursor.execute("SET statement_timeout = 2000")
        units.correct(unit=unit, changes={"employees": 7}, version=1, by=by, at=NOW)
        ended.append("done")
        connections.close_all()

    with transaction.atomic():
        carried(world, EAST, "411303", uuid4())()
        writer = threading.Thread(target=write)
        writer.start()
        writer.join(timeout=60)
        assert not writer.is_alive()
    assert ended == ["done"]
