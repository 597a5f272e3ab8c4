"""Spark on a real cluster, two workers on this machine, says what DuckDB says and what the refresh says."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.world import NOW, World
from zhengyou.analytics import parquet
from zhengyou.analytics.actions import building, cells
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.facts import FactTable
from zhengyou.analytics.tests.generated import fill
from zhengyou.analytics.tests.test_full_build import held, spoil
from zhengyou.census import batch
from zhengyou.census.models import Unit
from zhengyou.census.tests.duplicates.cases import plant
from zhengyou.engines import linkage, spark
from zhengyou.engines.counting import Answers, Statements
from zhengyou.engines.linkage import Model, Rung
from zhengyou.engines.means import EngineFailed, Means
from zhengyou.engines.tests.standalone import Cluster, cluster

pytestmark = pytest.mark.xdist_group("spark")  # one cluster for all of them


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """The cluster; Java in this process is kept from test to test, as it takes its time to begin."""
    with cluster(tmp_path_factory.mktemp("spark")) as made, pytest.MonkeyPatch.context() as patched:
        patched.setenv("SPARK_CONF_DIR", str(made.conf))
        patched.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        end = spark._end_java
        patched.setattr(spark, "_end_java", lambda: None)
        yield made
        end()


@pytest.fixture
def on_spark(workers: Cluster, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    """An installation that is set to the cluster."""
    monkeypatch.setattr(settings, "ENGINE", "spark")
    monkeypatch.setattr(settings, "SPARK_MASTER", workers.master)
    return workers


def test_refresh_duckdb_and_spark_give_the_same_cells(
    world: World, on_spark: Cluster, tmp_path: Path
) -> None:
    building.build(world.round, at=NOW, engine="duckdb", folder=tmp_path)
    fill(world)
    cells.refresh(world.round, [place.path for place in world.place.values()], at=NOW)
    refreshed = held()
    spoil()
    building.build(world.round, at=NOW, engine="duckdb", folder=tmp_path)
    assert held() == refreshed
    spoil()
    building.build(world.round, at=NOW, folder=tmp_path)
    assert held() == refreshed
    dimensions = {(dimension, value) for _path, _indicator, dimension, value in refreshed}
    assert {
        ("", ""),
        ("section", "C"),
        ("section", ""),
        ("size_class", ""),
        ("condition", "good"),
    } <= dimensions
    assert all(any(told[count] for told in refreshed.values()) for count in range(4))


def test_verify_counts_on_the_cluster_when_asked(
    world: World, on_spark: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ENGINE", "duckdb")
    asked: list[str] = []
    whole = spark.count

    def counted(statements: Statements, *rest: Any) -> Answers:
        asked.extend(statements)
        return whole(statements, *rest)

    monkeypatch.setattr(spark, "count", counted)
    follow(at=NOW)
    fill(world, units=300, members=0)
    building.build(world.round, at=NOW)
    assert asked == []
    out = io.StringIO()
    call_command("rollup", "verify", "--engine", "spark", "--json", stdout=out)
    found = json.loads(out.getvalue())
    assert len(asked) == len(building.questions())
    assert (found["compared"], found["different"], found["first"]) == (len(held()), 0, [])
    wrong = {key for key, numbers in held().items() if key[1] == "due_rate" and numbers[2] != 77}
    spoil()
    out = io.StringIO()
    with pytest.raises(CommandError, match="不一致"):
        call_command("rollup", "verify", "--engine", "spark", "--json", stdout=out)
    found = json.loads(out.getvalue())
    assert found["different"] == len(wrong)
    first = found["first"][0]
    assert first["indicator"] == "due_rate"
    assert (first["held"]["unknown"], first["counted"]["unknown"] != 77) == (77, True)


def test_units_entered_twice_are_found_on_the_cluster_too(world: World, on_spark: Cluster) -> None:
    planted = plant(world)
    rows = Unit.objects.across_all(because="test").filter(pk__in=[pk for ids in planted for pk in ids])
    found = batch.alike(rows)
    settings.ENGINE = "duckdb"
    assert found == batch.alike(rows)
    assert found


def test_a_slip_is_the_same_slip_on_both(on_spark: Cluster, tmp_path: Path) -> None:
    """One character, or two neighbours that changed places; not two characters."""
    names = ("ABCDEF", "ABDCEF", "ABCDFE", "ABCXEF", "ABXYEF", "ABCDE", "BACDFE", "FBCDEA", "A", "B")
    rung = Rung("slip", "slip(name_l, name_r)", 0.9, 0.001)
    model = Model({"name": [rung, Rung("other", "ELSE", 0.1, 0.999)]}, [["town"]], 50, 0.01, -99.0)
    found = {}
    for engine in ("duckdb", "spark"):
        rows: dict[str, list[Any]] = {
            "unique_id": list(range(len(names))),
            "name": list(names),
            "town": ["x"] * 10,
        }
        means = Means(tmp_path, master=on_spark.master)
        found[engine] = linkage.pairs(rows, model, engine=engine, means=means)
    assert found["spark"] == found["duckdb"]
    assert sum(pair.levels["name"] == "slip" for pair in found["spark"]) == 7


def test_a_count_that_the_cluster_does_not_end_changes_nothing(
    world: World, on_spark: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = spoil()
    whole = parquet.export

    def cut(facts: FactTable, folder: Path, **told: Any) -> Path:
        file = whole(facts, folder, **told)
        file.write_bytes(file.read_bytes()[:-20])
        return file

    monkeypatch.setattr(parquet, "export", cut)
    with pytest.raises(EngineFailed) as failed:
        building.build(world.round, at=NOW, folder=tmp_path)
    assert "没有算完" in failed.value.sentence
    assert held() == before
