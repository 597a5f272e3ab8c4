"""The full build counts what the refresh counts, all of it or nothing."""

from __future__ import annotations

import json
import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as arrow_parquet
import pytest
from django.conf import settings
from django.core.management import call_command

from tests.world import NOW, World
from zhengyou import jobs
from zhengyou.analytics import parquet, summing
from zhengyou.analytics.actions import building, cells
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.facts import FACTS, FactTable
from zhengyou.analytics.models import Cell
from zhengyou.census.models import Member
from zhengyou.coverage.actions import deriving
from zhengyou.coverage.models import UnitCoverage
from zhengyou.engines.means import EngineFailed
from zhengyou.jobs import queries

Held = dict[tuple[str, str, str, str], tuple[int, ...]]


def held() -> Held:
    rows = Cell.objects.across_all(because="test").values_list(
        "path", "indicator", "dimension", "value", "numerator", "denominator", "unknown", "left_out"
    )
    return {row[:4]: row[4:] for row in rows}


def spoil() -> Held:
    """One cell says something else than the facts."""
    Cell.objects.across_all(because="test").filter(indicator="due_rate").update(unknown=77)
    return held()


def test_it_counts_what_the_refresh_counts(world: World, tmp_path: Path) -> None:
    deriving.everything()
    cells.refresh(world.round, [place.path for place in world.place.values()], at=NOW)
    refreshed = held()
    spoil()
    made = building.build(world.round, at=NOW, folder=tmp_path)
    assert held() == refreshed
    assert made == len(refreshed) > 0


def test_a_subtree_alone(world: World, tmp_path: Path) -> None:
    follow(at=NOW)
    followed = held()
    spoilt = spoil()
    county = world.place["411302"].path
    building.build(world.round, at=NOW, folder=tmp_path, under=county)
    assert held() == {key: (followed if key[0].startswith(county) else spoilt)[key] for key in followed}


def test_nothing_to_count_leaves_no_cell(world: World, tmp_path: Path) -> None:
    follow(at=NOW)
    UnitCoverage.objects.across_all(because="test").delete()
    Member.objects.across_all(because="test").delete()
    assert building.build(world.round, at=NOW, folder=tmp_path) == 0
    assert held() == {}


def test_what_it_wrote_meanwhile_is_gone_afterwards(world: World, tmp_path: Path) -> None:
    building.build(world.round, at=NOW, folder=tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


class Stopped(Exception):
    pass


@pytest.mark.parametrize("step", range(building.STEPS))
def test_stopped_at_any_step_it_changes_nothing(world: World, tmp_path: Path, step: int) -> None:
    follow(at=NOW)
    before = spoil()

    def stop(now: int, steps: int, words: str) -> None:
        assert words
        assert now < steps == building.STEPS
        if now == step:
            raise Stopped

    with pytest.raises(Stopped):
        building.build(world.round, at=NOW, folder=tmp_path, tell=stop)
    assert held() == before
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_write_that_fails_halfway_changes_nothing(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(at=NOW)
    before, whole = spoil(), building._write
    written: list[int] = []

    def failing(*what: Any) -> int:
        if len(written) == 3:
            raise OSError("gone")
        written.append(whole(*what))
        return written[-1]

    monkeypatch.setattr(building, "_write", failing)
    with pytest.raises(OSError, match="gone"):
        building.build(world.round, at=NOW, folder=tmp_path)
    assert held() == before


def test_a_file_cut_short_is_no_count(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    follow(at=NOW)
    before = spoil()
    whole = parquet.export

    def cut(facts: FactTable, folder: Path, **told: Any) -> Path:
        file = whole(facts, folder, **told)
        file.write_bytes(file.read_bytes()[:-20])
        return file

    monkeypatch.setattr(parquet, "export", cut)
    with pytest.raises(EngineFailed) as failed:
        building.build(world.round, at=NOW, folder=tmp_path)
    assert "无法读取" in failed.value.sentence
    assert held() == before


def test_a_full_disk_is_said_and_leaves_no_half_file(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = parquet.export(FACTS["units"], tmp_path).read_bytes()

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(parquet, "_write", full)
    with pytest.raises(EngineFailed) as failed:
        parquet.export(FACTS["units"], tmp_path)
    assert "No space left" in failed.value.sentence
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("units.parquet", older)]


def test_the_file_holds_the_declared_columns_and_is_the_owners(world: World, tmp_path: Path) -> None:
    follow(at=NOW)
    file = parquet.export(FACTS["members"], tmp_path / "facts")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    table = arrow_parquet.read_table(file)
    assert table.column_names == ["path", "category", "relation", "standing", "out_of_contact", "closed_on"]
    rows = Member.objects.across_all(because="test").values_list(
        *(attribute for _dtype, attribute in FACTS["members"].columns.values())
    )
    assert sorted(map(str, (tuple(row.values()) for row in table.to_pylist()))) == sorted(map(str, rows))


def test_rows_come_in_blocks(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unknown is not the empty text, in whichever block it stands."""
    follow(at=NOW)
    monkeypatch.setattr(parquet, "BATCH", 2)
    monkeypatch.setattr(parquet, "BLOCK", 100)
    units = UnitCoverage.objects.across_all(because="test")
    units.filter(pk=world.unit["due"].pk).update(condition='a,"\n', covered=None)
    told: list[int] = []
    file = parquet.export(FACTS["units"], tmp_path, told=told.append)
    assert len(told) > 2
    assert told[-1] == units.count()
    rows = units.values_list(*(attribute for _dtype, attribute in FACTS["units"].columns.values()))
    found = (tuple(row.values()) for row in arrow_parquet.read_table(file).to_pylist())
    assert sorted(map(str, found)) == sorted(map(str, rows))


def test_each_level_is_the_sum_of_what_stands_at_it_and_below() -> None:
    names = [f"due_rate__{name}" for name in ("numerator", "denominator", "unknown", "left_out")]
    counted = pa.table(
        [
            ["00010001", "000100010001", "00010002", ""],
            ["", "", "C", ""],
            [1, 2, 4, 9],
            [1, 3, 5, 9],
            [0] * 4,
            [0] * 4,
        ],
        names=["path", "section", *names],
    )
    found = {
        (row["path"], row["value"]): (row["numerator"], row["denominator"])
        for _key, table in summing.cells(counted, ["due_rate"])
        for row in table.to_pylist()
    }
    assert found == {
        ("000100010001", ""): (2, 3),
        ("00010001", ""): (3, 4),
        ("00010002", "C"): (4, 5),
        ("0001", ""): (3, 4),
        ("0001", "C"): (4, 5),
    }


def test_the_folder_of_an_installation_is_its_own(world: World) -> None:
    building.build(world.round, at=NOW)
    assert stat.S_IMODE((settings.DATA_DIR / "facts").stat().st_mode) == 0o700


def test_the_worker_counts_what_the_command_leaves_to_it(world: World) -> None:
    follow(at=NOW)
    followed = held()
    spoil()
    out = StringIO()
    call_command("rollup", "build", "--background", "--json", stdout=out)
    assert held() != followed
    jobs.work(limit=10)
    job = queries.by_id(json.loads(out.getvalue())["job"])
    assert (job.state, job.result["cells"]) == ("done", len(followed))
    assert held() == followed


def test_a_job_that_is_cancelled_leaves_the_cells_of_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = spoil()
    payload = {"round": world.round.pk, "engine": "", "under": ""}
    job = jobs.prepare(kind=building.KIND, title="重算", payload=payload, by=None)
    whole = parquet.export

    def cancelled_meanwhile(*what: Any, **told: Any) -> Path:
        jobs.cancel(job=job, at=NOW)
        monkeypatch.setattr("zhengyou.jobs.context.EVERY", 0)
        return whole(*what, **told)

    monkeypatch.setattr(parquet, "export", cancelled_meanwhile)
    assert jobs.run_now(job).state == "cancelled"
    assert held() == before
