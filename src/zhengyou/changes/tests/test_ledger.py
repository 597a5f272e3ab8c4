"""Each fact knows where it comes from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import NOW, World
from zhengyou.changes import queries
from zhengyou.changes.actions import Ledger, Origin, forget
from zhengyou.changes.models import Outbox
from zhengyou.changes.texts import as_text


def ledger(world: World, source: str = "测试", **other: object) -> Ledger:
    return Ledger(Origin(by=world.scope("county"), at=NOW, source=source, **other))  # type: ignore[arg-type]


def test_each_field_names_the_change_that_it_holds_its_value_from(world: World) -> None:
    first = ledger(world, "台账.xlsx")
    first.created("unit", 7_000_001, values={"name": "甲", "employees": 5, "condition": ""})
    first.write()
    second = ledger(world, "网页登记", entered_by="paper", as_of=date(2026, 11, 20))
    second.changed("unit", 7_000_001, values={"employees": (5, 8)})
    second.write()
    held = queries.provenance("unit", 7_000_001)
    assert held["name"].source == "台账.xlsx"
    assert (held["employees"].source, held["employees"].old, held["employees"].new) == ("网页登记", "5", "8")
    assert held["employees"].entered_by == "paper"
    assert "condition" not in held, "an unknown fact has no source"


def test_the_outbox_holds_what_must_be_followed_until_it_is_forgotten(world: World) -> None:
    Outbox.objects.across_all(because="the test starts with an empty outbox").delete()
    entry = ledger(world)
    entry.changed("unit", 3, values={"employees": (1, 2)}, path="0000", previous_path="0001")
    entry.changed("unit", 4, values={}, path="0000")
    entry.write()
    waiting = queries.waiting()
    assert [(one.subject_id, one.place, one.previous_place) for one in waiting] == [(3, "0000", "0001")]
    forget(one.pk for one in waiting)
    assert queries.waiting() == []


def test_a_thousand_changes_are_written_in_two_statements(world: World) -> None:
    entry = ledger(world)
    for number in range(500):
        entry.changed("unit", number, values={"employees": (1, 2), "revenue": (None, Decimal("3.50"))})
    with CaptureQueriesContext(connection) as seen:
        entry.write()
    inserts = [query for query in seen if "INSERT" in query["sql"]]
    assert len(inserts) == (2 if connection.vendor == "sqlite" else 0), "PostgreSQL takes them by COPY"


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, "1"), (False, "0"), (Decimal("10.500"), "10.5"), (Decimal(0), "0"), (0, "0"),
     (date(2026, 1, 2), "2026-01-02"), (["甲"], '["甲"]'), ("文", "文")],
)  # fmt: skip
def test_values_are_written_as_a_person_would(value: object, text: str) -> None:
    assert as_text(value) == text
