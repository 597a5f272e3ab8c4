"""The made-up province of benchmarks/generate.py: the same for the same seed, skewed as life is, true to the rules."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from benchmarks.province import database, files, people
from benchmarks.province.places import places
from benchmarks.province.tables import open_province
from tests.world import NOW
from zhengyou.analytics.facts import FACTS
from zhengyou.census.models import Member, Unit
from zhengyou.coverage.actions import deriving
from zhengyou.coverage.models import UnitCoverage
from zhengyou.organisations.actions import setting_up
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.organisations.queries import tree
from zhengyou.standards.rules import credit_code

ROOT = Path(__file__).parents[2]
SEED = 7
WHY = "the made-up province is looked at as a whole"


@pytest.fixture(scope="module")
def province() -> Iterator[duckdb.DuckDBPyConnection]:
    with open_province(places(20_000, seed=SEED), seed=SEED, members=20, covered=0.6) as made:
        yield made


def one(province: duckdb.DuckDBPyConnection, text: str) -> float:
    found = province.execute(text).fetchone()
    assert found
    return float(found[0])


def written(folder: Path, seed: int) -> dict[str, bytes]:
    with open_province(places(3_000, seed=seed), seed=seed, members=5, covered=0.6) as made:
        for key in files.VIEWS:
            files.write(made, key, folder)
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others(tmp_path: Path) -> None:
    first = written(tmp_path / "first", SEED)
    assert set(first) == {f"{key}.parquet" for key in FACTS}
    assert written(tmp_path / "second", SEED) == first
    assert written(tmp_path / "third", SEED + 1) != first


@pytest.mark.parametrize("units", [1_000, 10_000, 5_000_000])
def test_every_unit_stands_somewhere_once(units: int) -> None:
    held = [place for place in places(units, seed=SEED) if place.last > place.first]
    assert sum(place.last - place.first for place in held) == units
    assert all(place.level == "township" for place in held)
    assert [place.first for place in held] == [0, *(place.last for place in held[:-1])]


def test_few_places_hold_many_units() -> None:
    sizes = sorted((place.last - place.first for place in places(1_000_000, seed=SEED)), reverse=True)
    townships = [size for size in sizes if size]
    assert sum(townships[: len(townships) // 10]) > 0.3 * 1_000_000
    assert townships[len(townships) // 2] < 1_000_000 / len(townships)


def test_most_enterprises_are_small_and_a_few_are_large(province: duckdb.DuckDBPyConnection) -> None:
    share = "SELECT avg(CAST(size_class = '{}' AS INTEGER)) FROM units WHERE org_kind = 'enterprise'"
    micro, small, medium, large = (
        one(province, share.format(size)) for size in ("micro", "small", "medium", "large")
    )
    assert micro > small > medium > large > 0
    assert one(province, "SELECT quantile_cont(employees, 0.5) * 2 < avg(employees) FROM units")


def test_trades_are_of_several_sections_and_unevenly_many(province: duckdb.DuckDBPyConnection) -> None:
    rows = province.execute(
        "SELECT count(*) FROM coverage WHERE section <> '' GROUP BY section ORDER BY 1 DESC"
    ).fetchall()
    assert len(rows) >= 12
    assert rows[0][0] > 5 * rows[-1][0]


def test_branches_have_about_as_many_members_as_was_asked_few_of_them_many(
    province: duckdb.DuckDBPyConnection,
) -> None:
    sizes = "(SELECT count(*) AS n FROM members WHERE branch_id >= 10000000 GROUP BY branch_id)"
    assert 18 < one(province, f"SELECT avg(n) FROM {sizes}") < 22
    assert one(province, f"SELECT quantile_cont(n, 0.5) < avg(n) FROM {sizes}")


def test_the_share_with_an_organisation_is_as_asked_and_grows_with_the_enterprise(
    province: duckdb.DuckDBPyConnection,
) -> None:
    share = "SELECT avg(CAST(has_org AS INTEGER)) FROM units"
    assert 0.58 < one(province, share) < 0.64
    assert (
        one(province, f"{share} WHERE employees > 100") > one(province, f"{share} WHERE employees < 10") + 0.1
    )


def test_something_of_everything_is_unknown(province: duckdb.DuckDBPyConnection) -> None:
    for column in ("operating", "qualifies", "covered", "work_covered", "above_scale"):
        assert one(province, f"SELECT count(*) FROM coverage WHERE {column} IS NULL") > 0
    for column in ("org_kind", "section", "size_class", "condition", "located_in"):
        assert one(province, f"SELECT count(*) FROM coverage WHERE {column} = ''") > 0


def test_codes_pass_the_products_own_check_and_come_once(province: duckdb.DuckDBPyConnection) -> None:
    codes = [code for (code,) in province.execute("SELECT uscc FROM units LIMIT 300").fetchall()]
    assert {credit_code.check(code).state for code in codes} == {"ok"}
    assert one(province, "SELECT count(*) = count(DISTINCT uscc) FROM units")


def test_in_the_database_everything_holds_together(db: None) -> None:
    setting_up.load_divisions()
    rows = Territory.objects.across_all(because=WHY)
    territories = {row.code: (row.pk, row.path) for row in rows}
    plain = {place.code: place.path for place in places(1_000, seed=SEED)}
    assert plain == {code: territories[code][1] for code in plain}, "files and database name the same paths"
    held = places(1_000, seed=SEED, territories=territories)
    told: list[int] = []
    with open_province(held, seed=SEED, members=6, covered=0.6) as made:
        for view in database.VIEWS:
            constants = {"valid_from": NOW.date()} if view in {"organisations", "links"} else {}
            database.load(made, view, told=told.append, **constants)
    units = Unit.objects.across_all(because=WHY)
    assert units.count() == 1_000
    assert Member.objects.across_all(because=WHY).exclude(branch__isnull=False).count() == 0
    assert units.filter(has_org=True, organisation__isnull=True).count() == 0
    lines = PartyOrganisation.objects.across_all(because=WHY).select_related("superior")
    assert all(line.superior is None or line.path.startswith(line.superior.path) for line in lines)
    names = [field.name for field in UnitCoverage._meta.concrete_fields]
    coverage = UnitCoverage.objects.across_all(because=WHY)
    before = list(coverage.order_by("pk").values_list(*names))
    deriving.everything()
    assert list(coverage.order_by("pk").values_list(*names)) == before, "as the product derives it"
    assert tree.findings() == [], "as `zhengyou check` and `zhengyou rollup verify` look at it"
    people.rounds(NOW)
    assert set(people.accounts(NOW)) == {"township", "county", "secretary"}


def test_it_is_run_by_its_path_too(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "generate.py"), "--organisations", "1000"]
    environment = {**os.environ, "ZHENGYOU_DATA": str(tmp_path / "data")}
    made = subprocess.run(
        [*command, "--members", "2", "--parquet", str(tmp_path / "province")],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    assert {file.name for file in (tmp_path / "province").iterdir()} == {f"{key}.parquet" for key in FACTS}


@pytest.mark.parametrize("wrong", [("--members", "-3"), ("--covered", "7"), ("--parquet", "/dev/null/x")])
def test_what_it_cannot_do_is_said_in_a_line(wrong: tuple[str, str], tmp_path: Path) -> None:
    words = {"--organisations": "1000", "--parquet": str(tmp_path / "province"), wrong[0]: wrong[1]}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.generate", *(word for pair in words.items() for word in pair)],
        cwd=ROOT,
        env={**os.environ, "ZHENGYOU_DATA": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert wrong[0] in done.stderr.splitlines()[-1]
