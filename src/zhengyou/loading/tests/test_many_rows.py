"""What is loaded in bulk stands there as if each row had been saved."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.world import World
from zhengyou import loading
from zhengyou.audit.models import Event
from zhengyou.census.models import Round, Sighting, Unit
from zhengyou.changes.models import Change, Outbox
from zhengyou.encryption import encrypt

BECAUSE = "a test looks at what was written"
AT = datetime(2026, 7, 1, tzinfo=UTC)
AWKWARD = [
    "制表\t符",
    "换\n行",
    "回\r车",
    "反\\斜",
    "\\N",
    "\\.",
    '引"号',
    "it's",
    "𠮷野",
    "%s",
    "",
    " 空 格 ",
    "NULL",
]


def units(**known: Any) -> Any:
    return Unit.objects.across_all(because=BECAUSE).filter(**known)


def columns(world: World, names: list[str], **more: Any) -> dict[str, Any]:
    place = world.place["411302"]
    return {"territory_id": [place.pk] * len(names), "path": [place.path] * len(names), "name": names, **more}


def test_text_of_every_kind_comes_back_as_it_was(world: World) -> None:
    loading.insert(Unit, columns(world, AWKWARD, surveyed_by=["批量"] * len(AWKWARD)))
    assert list(units(surveyed_by="批量").order_by("id").values_list("name", flat=True)) == AWKWARD


def test_numbers_dates_and_unknown_values_come_back_as_they_were(world: World) -> None:
    loading.insert(
        Unit,
        columns(
            world,
            ["甲批", "乙批"],
            revenue=[Decimal("12345678901234.5678"), None],
            venue_area=[Decimal("0.50"), Decimal("1E+3")],
            employees=[0, None],
            has_org=[False, None],
            surveyed_on=[date(2026, 6, 30), None],
        ),
    )
    one, other = units(name__endswith="批").order_by("id")
    assert (one.employees, one.has_org, one.surveyed_on) == (0, False, date(2026, 6, 30))
    if connection.vendor == "postgresql":  # SQLite keeps fifteen digits, whoever writes them
        assert one.revenue == Decimal("12345678901234.5678")
    assert (one.venue_area, other.venue_area) == (Decimal("0.50"), Decimal(1000))
    assert (other.revenue, other.employees, other.has_org, other.surveyed_on) == (None, None, None, None)


def test_a_row_equals_one_that_was_saved(world: World) -> None:
    place = world.place["411302"]
    saved = Unit(territory=place, path=place.path, name="存", assets=Decimal("12.5"), condition="good")
    saved.save()
    loading.insert(Unit, columns(world, ["载"], assets=[Decimal("12.5")], condition=["good"]))
    left, right = (units(name=name).values().get() for name in ("存", "载"))
    for values in (left, right):
        values.pop("id"), values.pop("name")
    assert left == right


def test_moments_and_documents_are_stored_as_django_stores_them(world: World) -> None:
    moment = datetime(2026, 6, 30, 23, 59, 59, 123456, tzinfo=UTC)
    line: dict[str, Any] = {
        "subject_kind": ["x"],
        "subject_id": [1],
        "new": ['{"a": "\\\\n"}'],
        "at": [moment],
    }
    loading.insert(Change, line, constants={"source": "批\t量"})
    row = Change.objects.across_all(because=BECAUSE).get(subject_kind="x")
    assert (row.at, row.new, row.source, row.old, row.as_of) == (moment, '{"a": "\\\\n"}', "批\t量", "", None)
    detail = {"文": ["\\", "\t", None, 1.5]}
    loading.insert(Event, {"at": [moment], "action": ["x.y"], "detail": [detail]})
    assert Event.objects.across_all(because=BECAUSE).get(action="x.y").detail == detail


def test_a_plain_text_never_rests_in_an_encrypted_column(world: World) -> None:
    with pytest.raises(ValueError, match="encrypted"):
        loading.insert(Unit, columns(world, ["甲批"], contact_phone=["13800000000"]))
    from zhengyou.encryption.fields import Sealed  # noqa: PLC0415

    loading.insert(Unit, columns(world, ["甲批"], contact_phone=[Sealed(encrypt("13800000000"))]))
    assert units(name="甲批").get().contact_phone.open() == "13800000000"


def test_reserved_numbers_are_given_to_nobody_else(world: World) -> None:
    first, second = loading.reserve(Unit, 3), loading.reserve(Unit, 0)
    assert (len(first), len(second)) == (3, 0)
    loading.insert(Unit, columns(world, ["甲", "乙", "丙"], id=first))
    place = world.place["411302"]
    after = Unit(territory=place, path=place.path, name="丁")
    after.save()
    assert after.pk > max(first)
    assert min(loading.reserve(Unit, 1)) > after.pk


def test_an_update_sets_the_named_columns_only(world: World) -> None:
    ids = loading.reserve(Unit, 3)
    loading.insert(Unit, columns(world, ["甲批", "乙批", "丙批"], id=ids, employees=[1, 2, 3]))
    changed: dict[str, Any] = {
        "employees": [10, None],
        "revenue": [Decimal("1.5"), None],
        "progress": ["行\t\\N", ""],
    }
    loading.update(Unit, list(ids)[:2], changed)
    loading.update(Unit, list(ids)[2:], {"surveyed_on": [date(2026, 1, 1)]})
    held = (
        units(pk__in=ids)
        .order_by("id")
        .values_list("name", "employees", "revenue", "progress", "surveyed_on")
    )
    assert list(held) == [
        ("甲批", 10, Decimal("1.5"), "行\t\\N", None),
        ("乙批", None, None, "", None),
        ("丙批", 3, None, "", date(2026, 1, 1)),
    ]


def test_a_forbidden_row_takes_all_with_it_and_is_told_as_by_the_orm(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        loading.insert(Unit, columns(world, ["甲批", "乙批"], uscc=["X" * 18] * 2))
    assert not units(name__endswith="批").exists()


def test_rows_that_are_held_can_be_left_out(world: World) -> None:
    ids = loading.reserve(Unit, 2)
    loading.insert(Unit, columns(world, ["甲批", "乙批"], id=ids))
    constants = {"round_id": world.round.pk, "batch_id": 1, "path": ""}
    loading.insert(Sighting, {"unit_id": list(ids)[:1]}, constants=constants, skip_held=True)
    loading.insert(Sighting, {"unit_id": list(ids)}, constants={**constants, "batch_id": 2}, skip_held=True)
    held = Sighting.objects.across_all(because=BECAUSE).filter(unit__in=ids).order_by("unit_id")
    assert list(held.values_list("batch_id", flat=True)) == [1, 2]


def test_what_was_loaded_goes_with_its_transaction(world: World) -> None:
    with transaction.atomic():
        loading.insert(Unit, columns(world, ["甲批"]))
        assert units(name="甲批").exists()
        transaction.set_rollback(True)
    assert not units(name="甲批").exists()


@pytest.mark.parametrize("count", [0, 1, 3])
def test_objects_can_be_given_in_place_of_columns(world: World, count: int) -> None:
    place = world.place["411302"]
    made = [
        Unit(territory=place, path=place.path, name=f"第{n}批", employees=n, union=True) for n in range(count)
    ]
    loading.insert_rows(Unit, made)
    held = units(name__endswith="批").order_by("id").values_list("id", "employees", "union")
    assert list(held) == [(one.pk, number, True) for number, one in enumerate(made)]


ASIDE = ("SAVEPOINT", "sqlite_master", "zhengyou_stamp", "web_stamp")  # a fixed number, whatever the rows


@pytest.mark.parametrize("count", [10, 3000])
def test_a_thousand_rows_take_no_more_statements_than_ten(world: World, count: int) -> None:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        ids = loading.reserve(Unit, count)
        loading.insert(Unit, columns(world, [f"第{n}批" for n in range(count)], id=ids))
        loading.update(Unit, ids, {"employees": range(count)})
    told = [one["sql"] for one in caught if not any(word in one["sql"] for word in ASIDE)]
    assert len(told) <= 6
    assert units(name__endswith="批").count() == count


@pytest.mark.parametrize("count", [1, 99, 100, 101, 250])
def test_short_rows_that_go_several_at_a_time_come_all_and_in_their_order(world: World, count: int) -> None:
    texts = (AWKWARD * count)[:count]
    loading.insert(
        Outbox, {"subject_id": range(count), "place": texts}, constants={"subject_kind": "batch's"}
    )
    rows = Outbox.objects.across_all(because=BECAUSE).filter(subject_kind="batch's").order_by("id")
    assert list(rows.values_list("subject_id", "place", "previous_place")) == [
        (number, text, "") for number, text in enumerate(texts)
    ]


def test_rows_beside_those_of_another_table(world: World) -> None:
    """As if each had been read and inserted."""
    loading.insert(Unit, columns(world, ["甲批", "乙批", "丙批"]))
    round_ = Round.objects.across_all(because=BECAUSE).create(
        code="批", as_of=date(2026, 6, 30), opened_at=AT
    )
    chosen = units(name__in=["甲批", "丙批"]).order_by("pk")
    loading.insert_beside(
        Sighting,
        chosen,
        {"unit_id": "pk", "path": "path"},
        constants={"round_id": round_.pk, "batch_id": None},
    )
    held = Sighting.objects.across_all(because=BECAUSE).filter(round=round_).order_by("unit_id")
    assert list(held.values_list("unit_id", "path", "source", "batch_id")) == [
        (one.pk, one.path, Sighting.Source.IMPORT, None) for one in chosen
    ]


def stamps() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM web_stamp ORDER BY 1, 2, 3")
        return [*cursor.fetchall()]


def triggers() -> set[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return set(cursor.fetchall())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL notes each statement once by itself")
def test_tables_written_by_many_statements_are_noted_as_written(world: World) -> None:
    held, before = triggers(), stamps()
    with loading.noted_once(Unit, Sighting, rows=1000):
        assert len(triggers()) < len(held)
        loading.insert(Unit, columns(world, ["甲批"]))
        assert stamps() == before
    assert triggers() == held
    assert stamps() != before


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL notes each statement once by itself")
def test_what_goes_wrong_meanwhile_leaves_the_tables_watched(world: World) -> None:
    held = triggers()
    with pytest.raises(KeyError), transaction.atomic(), loading.noted_once(Unit, rows=1000):
        raise KeyError
    assert triggers() == held
