"""A large file goes through in blocks: nothing is lost at their borders, little is held, and a stop leaves nothing behind."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from typing import Any
from weakref import WeakSet

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhengyou.census.actions import imports
from zhengyou.census.importing import blocks, checking, pipeline
from zhengyou.census.importing.rows import Row
from zhengyou.census.models import ImportBatch, Sighting, Unit
from zhengyou.census.rules.findings import ERASE
from zhengyou.census.rules.unit_row import JUDGED, PRESENT, Contradictions, contradictions
from zhengyou.census.tests.importing.lab import BECAUSE, Lab, code, codes, figures
from zhengyou.changes.models import Change, Outbox


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> int:
    """Blocks of a few rows, so that a small file has borders too."""
    monkeypatch.setattr(checking, "SIZE", 10)
    return 10


def rows(count: int) -> list[dict[str, Any]]:
    return [{"name": f"第{n}公司", "uscc": code(n), "employees": n % 50} for n in range(1, count + 1)]


def held() -> int:
    return Unit.objects.across_all(because=BECAUSE).filter(name__startswith="第").count()


@pytest.mark.parametrize("count", [blocks.SIZE - 1, blocks.SIZE, blocks.SIZE + 1])
def test_a_file_may_end_at_a_border(lab: Lab, count: int) -> None:
    file = lab.file(rows(count))
    batch, outcome = lab.run(file)
    assert figures(outcome) == (count, count, 0, 0, 0)
    assert held() == count
    changes = Change.objects.across_all(because=BECAUSE).filter(batch_id=batch.pk, subject_kind="unit")
    sightings = Sighting.objects.across_all(because=BECAUSE).filter(batch_id=batch.pk)
    assert (changes.count(), sightings.count()) == (count, count)
    assert figures(lab.run(file)[1]) == (count, 0, 0, count, 0)


@pytest.mark.parametrize("place", [9, 10, 11, 20, 25])
def test_a_unit_that_comes_again_in_another_block_is_refused(lab: Lab, small: int, place: int) -> None:
    sent = rows(25)
    sent.insert(place, {"name": "别的名字", "uscc": code(3)})
    sent.append({"name": "第4公司"})
    _, outcome = lab.run(sent)
    assert [(one.row, one.finding.code) for one in outcome.errors] == [
        (place + 2, "repeated"),
        (28, "repeated"),
    ]
    assert "第 4 行" in outcome.errors[0].finding.message
    assert held() == 25


def test_a_unit_named_by_code_in_a_later_block_is_not_taken_by_its_name_in_an_earlier_one(
    lab: Lab, small: int
) -> None:
    lab.run([{"name": "豫公司", "uscc": code(900)}])
    sent = [{"name": "豫公司", "employees": 5}, *rows(15), {"name": "豫新公司", "uscc": code(900)}]
    _, outcome = lab.run(sent)
    assert figures(outcome) == (17, 16, 1, 0, 0)
    assert [one.finding.code for one in outcome.warnings] == ["named_elsewhere", "name_changed"]


def test_an_organisation_that_rows_of_several_blocks_name_is_one(lab: Lab, small: int) -> None:
    sent = [{**row, "has_org": "是", "form": "联合", "org_name": "联合支部"} for row in rows(25)]
    _, outcome = lab.run(sent)
    assert outcome.created == 25
    one = lab.organisation("联合支部")
    linked = Unit.objects.across_all(because=BECAUSE).filter(organisation=one)
    assert linked.count() == 25


def test_findings_stand_beside_their_own_rows(lab: Lab, small: int) -> None:
    sent = rows(30)
    for number in (0, 9, 10, 19, 29):
        sent[number]["employees"] = "很多"
    _, outcome = lab.run(sent)
    assert [one.row for one in outcome.errors] == [2, 11, 12, 21, 31]
    assert (held(), outcome.refused) == (25, 5)


def test_held_and_new_rows_may_share_a_block(lab: Lab, small: int) -> None:
    sent = rows(14)
    lab.run(sent[:7])
    sent[2]["employees"], sent[12]["employees"] = 99, ""
    _, outcome = lab.run(sent)
    assert figures(outcome) == (14, 7, 1, 6, 0)


def test_no_row_outlives_its_turn(lab: Lab, small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    alive: WeakSet[Any] = WeakSet()
    most = 0
    row = blocks.Block.row

    def counted(block: blocks.Block, place: int) -> Row:
        nonlocal most
        made = _Watched(row(block, place))
        alive.add(made)
        most = max(most, len(alive))
        return made.row

    class _Watched:
        def __init__(self, row: Row) -> None:
            self.row = row

    monkeypatch.setattr(blocks.Block, "row", counted)
    sent = [{**row, "has_org": "是", "org_name": f"第{n}支部"} for n, row in enumerate(rows(40))]
    checked = pipeline.check(lab.task(lab.file(sent)))
    pipeline.compare(checked)
    previewed = sum(1 for _ in checked.rows)
    gc.collect()
    assert previewed == 40
    assert most <= 2
    assert not [one for one in gc.get_objects() if type(one) is Row]


def test_the_number_of_statements_follows_the_blocks_and_not_the_rows(lab: Lab) -> None:
    def statements(first: int, count: int) -> int:
        file = lab.file([{"name": f"甲{n}公司", "uscc": code(n)} for n in range(first, first + count)])
        with CaptureQueriesContext(connection) as caught:
            lab.run(file)
            lab.run(file)
        return len(caught)

    one, three = statements(1, 1000), statements(10_000, 5000)
    assert three - one <= 2 * 60, "twice two more blocks"


def test_progress_never_runs_backwards_or_beyond_the_whole(lab: Lab, small: int) -> None:
    told: dict[str, list[tuple[int, int | None]]] = {}
    sent = [*rows(25), {"name": "坏公司", "employees": "很多"}]
    imports.import_now(
        task=lab.task(lab.file(sent)),
        progress=lambda stage, done, total: told.setdefault(stage, []).append((done, total)),
    )
    assert told["check"] == [(0, 26), (10, 26), (20, 26), (26, 26), (26, 26)]
    assert told["compare"] == told["apply"] == [(10, 25), (20, 25), (25, 25)]


@pytest.mark.parametrize(("stage", "after"), [("check", 10), ("compare", 20), ("apply", 10), ("apply", 20)])
def test_a_stop_between_blocks_leaves_nothing(lab: Lab, small: int, stage: str, after: int) -> None:
    class Stopped(Exception):
        pass

    def stop(at: str, done: int, _total: int | None) -> None:
        if (at, done) == (stage, after):
            raise Stopped

    waiting = Outbox.objects.across_all(because=BECAUSE).count()
    with pytest.raises(Stopped):
        imports.import_now(task=lab.task(lab.file(rows(25))), progress=stop)
    assert held() == 0
    assert not ImportBatch.objects.across_all(because=BECAUSE).exists()
    assert Outbox.objects.across_all(because=BECAUSE).count() == waiting


class Overheard(Mapping[str, Any]):
    """What a row says, and what of it was asked for."""

    def __init__(self, said: dict[str, Any]) -> None:
        self.said, self.asked = said, set[str]()

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return self.said[key]

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return key in self.said

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("a contradiction is between named fields")

    def __len__(self) -> int:
        return len(self.said)


SAYINGS: list[dict[str, Any]] = [
    {},
    {"has_org": False, "org_name": "甲支部", "workers_full": 0},
    {"has_org": False, "workers_full": 2, "owner_is_secretary": True, "owner_politics": "masses"},
    {"has_org": True, "no_org_reason": "few_members", "instructor": False, "instructor_name": "王"},
    {"members_total_in": 3, "members_formal": 2, "members_probation": 2, "employees": 1},
    {"members_total_in": 5, "members_formal": 2, "members_probation": 2, "employees": 9, "employees_u35": 10},
    {"union_": False, "union_members": 3, "league": False, "league_members": 0, "form": "own"},
]


def test_contradictions_ask_for_no_field_that_is_not_listed() -> None:
    for said in SAYINGS:
        overheard = Overheard(said)
        list(contradictions(overheard))
        assert overheard.asked <= {*JUDGED, *PRESENT}


def test_rows_judged_together_are_judged_as_each_by_itself() -> None:
    keys = dict.fromkeys(key for said in SAYINGS for key in said)
    both = [*SAYINGS, *SAYINGS]
    columns = {key: [said.get(key) for said in both] for key in keys}
    columns["form"][0] = ERASE
    found = dict(Contradictions().of(columns))
    assert found == {
        place: tuple(told) for place, said in enumerate(both) if (told := list(contradictions(said)))
    }


def test_house_numbers_are_no_places(lab: Lab) -> None:
    sent = [{"name": f"第{n}公司", "op_address": f"南阳市宛城区汉冶街道{n}号"} for n in (1, 22, 333)]
    sent.append({"name": "第4公司", "op_address": "郑州市金水区1号"})
    _, outcome = lab.run(sent)
    assert codes(outcome) == ["other_place"]
    assert {lab.unit(f"第{n}公司").territory.name for n in (1, 22, 333)} == {"汉冶街道"}


def test_true_is_not_the_number_one(lab: Lab) -> None:
    sent: list[dict[str, Any]] = [{"name": "第1公司", "employees": 1}, {"name": "第2公司", "employees": True}]
    _, outcome = lab.run(sent)
    assert codes(outcome) == ["not_a_count"]
    assert lab.unit("第1公司").employees == 1
