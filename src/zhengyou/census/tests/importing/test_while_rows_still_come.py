"""A first import of many rows is written while later ones are checked: nothing comes out otherwise, and it is all or nothing.

Only where the database is a process of its own, so on PostgreSQL.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction
from django.db.models import Model

from zhengyou import companion, loading
from zhengyou.census.actions import imports
from zhengyou.census.importing import checking, making, pipeline, reading
from zhengyou.census.importing.blocks import Block
from zhengyou.census.importing.kinds import units
from zhengyou.census.importing.kinds.units import Units
from zhengyou.census.models import ImportBatch, Sighting, Unit
from zhengyou.census.tests.importing.lab import BECAUSE, Lab, code, codes, doubts, figures
from zhengyou.changes.models import Change, Outbox
from zhengyou.organisations.models import OrganisationLink, PartyOrganisation
from zhengyou.web.errors import Refused
from zhengyou.workbooks.tables import Table

pytestmark = pytest.mark.skipif(not loading.writes_apart(), reason="SQLite writes in this very process")
PLACE = "410100"  # where the cast has no unit
HELD_ELSEWHERE = "91411302MA0000001Q"
ROWS: list[dict[str, Any]] = [
    {
        "name": f"第{n}公司",
        "uscc": code(n),
        "employees": n * 10,
        "revenue": n * 100.5,
        "contact_phone": f"王芳 1381234{n:04d}" if n % 3 else None,
        "has_org": "是" if n % 2 else "否",
        "form": "单独" if n % 2 else None,
        "org_name": f"第{n % 9}支部" if n % 2 else None,
        "parent_org": f"第{(n + 4) % 9}支部" if n in (1, 5, 21) else None,
        "secretary": f"书记{n}" if n > 20 and n % 2 else None,
        "founded": "2019-05" if n == 33 else None,
    }
    for n in range(1, 36)
] + [
    {"name": "坏公司", "employees": "很多"},
    {"name": "别名", "uscc": code(3)},
    {"name": "别处的公司", "uscc": HELD_ELSEWHERE},
    {"employees": 3},
]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rows at a time, so that a small file has rows to come."""
    monkeypatch.setattr(companion, "pays", lambda: True)
    monkeypatch.setattr(checking, "SIZE", 10)
    monkeypatch.setattr(making, "WORTH_IT_FROM", 0)


@pytest.fixture
def flowing(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Every first import flows; tells which ones began to."""
    told: list[bool] = []
    flow = Units.flow

    def noted(self: Units, rows: int) -> bool:
        told.append(flow(self, rows))
        return told[-1]

    monkeypatch.setattr(units, "FLOWS_FROM", 1)
    monkeypatch.setattr(Units, "flow", noted)
    return told


def next_number(model: type[Model]) -> int:
    return loading.reserve(model, 1)[0] + 1


def tables(batch: ImportBatch) -> dict[str, list[Any]]:
    """Every row that an import wrote; numbers counted from the first one given, ciphertext opened."""

    def counted(number: int | None, model: type[Model]) -> int | None:
        return None if number is None else number - first[model]

    first = dict(STARTS)
    all_units = Unit.objects.across_all(because=BECAUSE).filter(batch_id=batch.pk).order_by("pk")
    all_lines = PartyOrganisation.objects.across_all(because=BECAUSE).filter(batch_id=batch.pk).order_by("pk")
    plain = [f.attname for f in Unit._meta.concrete_fields]
    organised = [f.attname for f in PartyOrganisation._meta.concrete_fields]
    links = OrganisationLink.objects.across_all(because=BECAUSE).filter(organisation__in=all_lines)
    changes = Change.objects.across_all(because=BECAUSE).filter(batch_id=batch.pk)
    numbers = {"unit": Unit, "organisation": PartyOrganisation}

    def document(text: str) -> dict[str, Any]:
        held = json.loads(text)
        for name in ("organisation", "superior"):
            if held.get(name):
                held[name] = counted(int(held[name]), PartyOrganisation)
        return {**held, "contact_phone": "contact_phone" in held}

    def of_unit(one: Unit) -> dict[str, Any]:
        held = {name: getattr(one, name) for name in plain if name != "batch_id"}
        return {
            **held,
            "id": counted(one.pk, Unit),
            "organisation_id": counted(one.organisation_id, PartyOrganisation),
            "contact_phone": one.contact_phone.open(),
        }

    def of_line(one: PartyOrganisation) -> dict[str, Any]:
        held = {name: getattr(one, name) for name in organised if name not in ("batch_id", "secretary_phone")}
        superior = counted(one.superior_id, PartyOrganisation)
        return {**held, "id": counted(one.pk, PartyOrganisation), "superior_id": superior}

    return {
        "units": [of_unit(one) for one in all_units],
        "organisations": [of_line(one) for one in all_lines],
        "links": sorted(
            (counted(one.organisation_id, PartyOrganisation), one.superior_id is None, one.valid_from)
            for one in links
        ),
        "sightings": sorted(
            (counted(one.unit_id, Unit), one.path, one.round_id, one.source)
            for one in Sighting.objects.across_all(because=BECAUSE).filter(batch_id=batch.pk)
        ),
        "changes": sorted(
            (
                one.subject_kind,
                counted(one.subject_id, numbers[one.subject_kind]),
                *(one.field, one.old, one.source, one.entered_by, one.as_of, one.actor, one.at, one.path),
                repr(document(one.new)),
            )
            for one in changes
        ),
        "outbox": sorted(
            (one.subject_kind, counted(one.subject_id, numbers[one.subject_kind]), one.place)
            for one in Outbox.objects.across_all(because=BECAUSE).filter(pk__gte=STARTS[Outbox])
        ),
    }


STARTS: dict[type[Model], int] = {}


def outcome_of(lab: Lab, file: Path) -> tuple[Any, ...]:
    """All that comes of an import, which is then undone."""
    with transaction.atomic():
        STARTS.update({model: next_number(model) for model in (Unit, PartyOrganisation, Outbox)})
        batch, outcome = lab.run(file, place=PLACE)
        issues = [(one.sheet, one.row, one.column, one.finding) for one in outcome.issues]
        facts = (batch.rows_read, batch.created, batch.updated, batch.unchanged, batch.refused, batch.mapping)
        found = (outcome.to_json(None), issues, facts, tables(batch))
        transaction.set_rollback(True)
    return found


def written() -> tuple[int, ...]:
    return tuple(
        model.objects.across_all(because=BECAUSE).count()
        for model in (Unit, PartyOrganisation, Change, Outbox, Sighting, ImportBatch)
    )


def test_nothing_comes_out_otherwise(lab: Lab, request: pytest.FixtureRequest) -> None:
    file = lab.file(ROWS)
    first_all_read = outcome_of(lab, file)
    flowing = request.getfixturevalue("flowing")
    as_they_come = outcome_of(lab, file)
    assert flowing == [True]
    for one, other in zip(first_all_read, as_they_come, strict=True):
        assert one == other
    held = as_they_come[3]
    assert (len(held["units"]), len(held["organisations"]), len(held["sightings"])) == (35, 9, 35)
    assert as_they_come[0]["refused"] == 4


def test_rows_are_checked_in_a_thread_that_asks_the_database_nothing(
    lab: Lab, flowing: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, seen = threading.get_ident(), set()
    check = Units.check

    def noted(self: Units, block: Block) -> None:
        check(self, block)
        seen.add(threading.get_ident())
        assert connections["default"].connection is None

    monkeypatch.setattr(Units, "check", noted)
    _, outcome = lab.run(ROWS, place=PLACE)
    assert flowing == [True]
    assert seen
    assert here not in seen
    assert figures(outcome) == (39, 35, 0, 0, 4)


def test_rows_are_written_before_the_last_one_is_read(
    lab: Lab, flowing: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    see, after = Units._see, reading.notes_after

    def seen(self: Units, block: Block, new: Any) -> None:
        order.append("written")
        see(self, block, new)

    def read(taken: list[Table]) -> list[str]:
        order.append("all read")
        return after(taken)

    monkeypatch.setattr(Units, "_see", seen)
    monkeypatch.setattr(reading, "notes_after", read)
    lab.run(ROWS, place=PLACE)
    assert order[0] == "written"
    assert order.count("all read") == 1


def broken_after(count: int, wrong: Exception) -> Callable[..., Iterator[Block]]:
    blocks = checking.blocks

    def some(*about: Any) -> Iterator[Block]:
        for number, block in enumerate(blocks(*about)):
            if number == count:
                raise wrong
            yield block

    return some


def test_a_file_refused_late_leaves_nothing(
    lab: Lab, flowing: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = written()
    monkeypatch.setattr(checking, "blocks", broken_after(3, Refused("文件坏了。")))
    with pytest.raises(Refused, match="文件坏了"):
        lab.run(ROWS, place=PLACE)
    assert flowing == [True]
    assert written() == before


@pytest.mark.parametrize(("stage", "nth"), [("check", 1), ("check", 2), ("check", 4), ("apply", 0)])
def test_a_stopped_import_leaves_nothing(lab: Lab, flowing: list[bool], stage: str, nth: int) -> None:
    class Stopped(Exception):
        pass

    calls: list[str] = []

    def stop(at: str, done: int, _total: int | None) -> None:
        calls.append(at)
        if at == stage and done and calls.count(stage) > nth:
            raise Stopped

    before = written()
    with pytest.raises(Stopped):
        imports.import_now(task=lab.task(lab.file(ROWS), place=PLACE), progress=stop)
    assert flowing == [True]
    assert written() == before
    assert not [one for one in threading.enumerate() if one.name.startswith("ThreadPool") and one.is_alive()]


def test_progress_tells_what_comes_and_then_what_is_left(lab: Lab, flowing: list[bool]) -> None:
    told: list[tuple[str, int, int | None]] = []
    imports.import_now(task=lab.task(lab.file(ROWS), place=PLACE), progress=lambda *step: told.append(step))
    stages = [stage for stage, _, _ in told]
    assert stages == sorted(stages, key=["check", "compare", "apply"].index)
    assert [done for stage, done, _ in told if stage == "check"] == [0, 10, 20, 30, 39, 39]
    assert told[-1] == ("apply", 35, 35)


def test_what_came_meanwhile_is_matched_all_the_same(
    lab: Lab, flowing: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    check = pipeline.check

    def overtaken(*args: Any, **more: Any) -> Any:
        found = check(*args, **more)
        if flowing == [True]:
            monkeypatch.setattr(pipeline, "check", check)
            lab.run([{"name": "老名字", "uscc": code(35)}], place=PLACE)
        return found

    monkeypatch.setattr(pipeline, "check", overtaken)
    _, outcome = lab.run([{"name": "老名字"}, *ROWS], place=PLACE)  # whose code a later row names
    assert flowing == [True, True]
    assert figures(outcome) == (40, 35, 1, 0, 4)
    assert "named_elsewhere" in doubts(outcome)
    assert lab.unit("第35公司").employees == 350


def test_where_something_is_held_every_row_is_read_first(lab: Lab, flowing: list[bool]) -> None:
    lab.run([{"name": "甲公司"}], place=PLACE)
    lab.run(ROWS, place=PLACE)
    assert flowing == [True, False]


def test_few_rows_are_read_first(lab: Lab, flowing: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "FLOWS_FROM", 1000)
    _, outcome = lab.run(ROWS, place=PLACE)
    assert flowing == [False]
    assert codes(outcome) == ["not_a_count", "repeated", "held_elsewhere", "name_missing"]


def test_a_preview_and_a_rehearsal_do_not_flow(lab: Lab, flowing: list[bool]) -> None:
    imports.rehearse(task=lab.task(lab.file(ROWS), place=PLACE))
    assert flowing == []


def test_an_organisation_that_is_not_there_at_the_end_is_told(lab: Lab) -> None:
    lab.run([{"name": "甲公司"}], place=PLACE)
    unit = Unit.objects.across_all(because=BECAUSE).filter(name="甲公司")

    def refer() -> None:
        with transaction.atomic():
            loading.refer_at_once()
            with loading.referring_later(Unit, "organisation_id"):
                unit.update(has_org=True, organisation_id=10**9)
            pytest.fail("the end of the transaction is too late")

    with pytest.raises(IntegrityError):
        refer()
