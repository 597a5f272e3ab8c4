"""A snapshot holds the figures of one moment, whole, and is never changed again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.world import NOW, World
from zhengyou.analytics import snapshots
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.actions.freezing import freeze
from zhengyou.analytics.models import Cell, FrozenCell, FrozenFacts, FrozenPlace, Snapshot
from zhengyou.analytics.tests.frozen import LATER, planned, reorganise
from zhengyou.audit.models import Event
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.organisations.actions import reorganising
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope, ScopedModel
from zhengyou.web.errors import Forbidden, Refused

DAY = date(2026, 11, 22)
_ALL = "the test reads everything"


@pytest.fixture
def counted(world: World) -> World:
    while follow(at=NOW):
        continue
    return world


def frozen(world: World, day: date = DAY) -> Snapshot:
    return freeze(day=day, title="年中统计", by=world.scope("province"), at=NOW)


def test_it_keeps_every_cell_and_the_tree_it_stood_on(counted: World) -> None:
    made = frozen(counted)
    names = ("indicator", "dimension", "value", "numerator", "denominator", "unknown", "left_out")
    held = set(Cell.objects.across_all(because=_ALL).values_list("path", *names))
    kept = set(FrozenCell.objects.across_all(because=_ALL).values_list("place__path", *names))
    assert kept == held
    assert (made.cells, made.places) == (len(held), len(counted.place))
    places = FrozenPlace.objects.across_all(because=_ALL)
    assert {(one.code, one.path, one.parent_id) for one in places} == {
        (one.code, one.path, one.parent_id) for one in counted.place.values()
    }
    assert len(made.digest) == 64
    assert Event.objects.across_all(because=_ALL).filter(action="snapshot.frozen").count() == 1


@pytest.mark.parametrize("model", [Snapshot, FrozenPlace, FrozenCell, FrozenFacts])
def test_the_database_refuses_to_change_or_remove_a_frozen_row(
    counted: World, model: type[ScopedModel]
) -> None:
    frozen(counted)
    row = model.objects.across_all(because=_ALL).order_by("pk")[0]
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        row.save()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        model.objects.across_all(because=_ALL).filter(pk=row.pk)._raw_delete("default")


def test_nothing_is_added_to_a_snapshot_later(counted: World) -> None:
    made = frozen(counted)
    place = FrozenPlace.objects.across_all(because=_ALL).filter(snapshot=made).latest("pk")
    fresh = Territory(code="411309", name="新区", level="county", path="zzzz", valid_from=DAY)
    fresh.save()
    late = [
        FrozenPlace(snapshot=made, territory=fresh, path="zzzz", code="1", name="x", level="county"),
        FrozenCell(place=place, indicator="late", numerator=0, denominator=1, unknown=0, left_out=0),
        FrozenFacts(place=place, facts="late", content=b""),
    ]  # fmt: skip
    for row in late:
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            row.save(force_insert=True)


def test_changes_that_wait_are_followed_first(counted: World) -> None:
    ledger = Ledger(Origin(by=Scope.operator(), at=NOW, source="测试"))
    ledger.touched("unit", counted.unit["due"].pk, path=counted.unit["due"].path)
    ledger.write()
    with pytest.raises(Refused, match="没有计入"):
        frozen(counted)
    follow(at=NOW)
    assert frozen(counted).pk


@pytest.mark.parametrize(
    ("day", "said"),
    [(DAY, "已经定格"), (DAY - timedelta(days=1), "以后的日期"), (date(2026, 11, 24), "还没有到")],
)
def test_a_date_is_frozen_once_in_order_and_never_ahead(counted: World, day: date, said: str) -> None:
    frozen(counted)
    with pytest.raises(Refused, match=said):
        frozen(counted, day)


def test_without_a_title_nothing_is_frozen(counted: World) -> None:
    with pytest.raises(Refused, match="名称"):
        freeze(day=DAY, title=" ", by=counted.scope("province"), at=NOW)


@pytest.mark.parametrize("day", [DAY, DAY - timedelta(days=1)])
def test_no_place_is_reorganised_as_of_a_day_that_was_frozen(counted: World, day: date) -> None:
    made = frozen(counted)
    plan = planned(counted, "move", "411302001", "411303", on=day)
    with pytest.raises(Refused, match="按原来的区划定格（年中统计）") as refused:
        reorganising.checked(plan=plan, by=Scope.operator(), at=LATER)  # the preview
    assert f"请填 {made.date} 以后的日期" in refused.value.sentence
    with pytest.raises(Refused, match="按原来的区划定格"):
        reorganise(counted, "move", "411302001", "411303", on=day)
    assert reorganise(counted, "move", "411302001", "411303", on=DAY + timedelta(days=1)).pk


def test_the_party_line_is_reorganised_as_of_any_day(counted: World) -> None:
    frozen(counted)
    assert snapshots.against_day("organisation", DAY) == []


@pytest.mark.parametrize("person", ["city", "county", "organisation_dept", "secretary", "system_admin"])
def test_only_the_province_office_freezes(counted: World, person: str) -> None:
    with pytest.raises(Forbidden):
        freeze(day=DAY, title="年中统计", by=counted.scope(person), at=NOW)
