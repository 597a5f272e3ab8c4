"""Events are only ever added, and a tampered log shows."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from tests.world import NOW, World
from zhengyou.audit import actions, queries
from zhengyou.audit.models import Event, Seal
from zhengyou.scoping import Scope

_ALL = "the test reads the whole log"


def record(world: World, action: str) -> Event:
    return actions.record(
        action, by=world.scope("county"), at=NOW, subject="豫宛铸造", detail={"reason": "核对"}
    )


def test_the_database_refuses_to_change_an_event(world: World) -> None:
    event = record(world, "reveal.phone")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Event.objects.across_all(because=_ALL).filter(pk=event.pk).update(actor="别人")
    event.actor = "别人"
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        event.save()


def test_seals_chain_all_events_once(world: World) -> None:
    for number in range(5):
        record(world, f"act.{number}")
    seals = []
    while seal := actions.seal(at=NOW, limit=2):
        seals.append((seal.first_id, seal.last_id))
    assert len(seals) >= 3
    assert queries.broken_seals() == []
    assert actions.seal(at=NOW) is None


def test_a_changed_event_breaks_its_seal(world: World) -> None:
    events = [record(world, f"act.{number}") for number in range(4)]
    while actions.seal(at=NOW, limit=2):
        continue
    with connection.cursor() as cursor:  # somebody with the database in hand removes the guard first
        cursor.execute(
            "DROP TRIGGER audit_event_final"
            + (" ON audit_event" if connection.vendor == "postgresql" else "")
        )
        cursor.execute("UPDATE audit_event SET actor = 'x' WHERE id = %s", [events[0].pk])
    seals = Seal.objects.across_all(because=_ALL)
    assert queries.broken_seals() == [seals.get(first_id__lte=events[0].pk, last_id__gte=events[0].pk).pk]


def test_a_removed_event_breaks_its_seal(world: World) -> None:
    events = [record(world, f"act.{number}") for number in range(3)]
    actions.seal(at=NOW)
    Event.objects.across_all(because=_ALL).filter(pk=events[1].pk).delete()
    assert len(queries.broken_seals()) == 1


def test_an_auditor_reads_the_own_territory_and_an_office_reads_nothing(world: World) -> None:
    event = record(world, "reveal.phone")
    assert list(queries.events(world.scope("audit_admin"), action="reveal.phone")) == [event]
    assert not queries.events(world.scope("county")).exists()
    assert not queries.events(world.scope("stranger")).exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sealed_while_somebody_is_appending() -> None:
    """PostgreSQL lets two write at once, so an open append must put the seal off; SQLite has one writer."""
    actions.record("first", by=Scope.operator(), at=NOW)
    if connection.vendor == "sqlite":
        assert actions.seal(at=NOW) is not None
        return
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE audit_event IN ROW EXCLUSIVE MODE")  # what an insert holds
            assert actions.seal(at=NOW) is None
            other.rollback()
        assert actions.seal(at=NOW) is not None
    finally:
        other.close()
