"""To add an indicator is to add one declaration: cells, lists, pages, command and proof know it, and no other file changes."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from django.core.management import call_command

from tests.world import NOW, World
from zhengyou.analytics import queries
from zhengyou.analytics.actions import cells
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.indicators import INDICATORS, Part
from zhengyou.analytics.models import Cell
from zhengyou.reports.queries import behind
from zhengyou.scoping import Scope

OPERATOR = Scope.operator()
KEY = "joint_rate"
NAME = "联合组建率"


@pytest.fixture
def declared(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The world with one indicator more."""
    like = INDICATORS["solo_rate"]
    made_up = replace(
        like,
        key=KEY,
        name_zh=NAME,
        name_en="Joint rate",
        met=lambda units: units.joint,
        dimensions=("section", "located_in"),
    )
    monkeypatch.setitem(INDICATORS, KEY, made_up)
    world.unit["due"].has_org = True
    world.unit["due"].form = "joint"
    world.unit["due"].industry_code = "C13"
    world.unit["due"].save()
    follow(at=NOW)
    return world


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("rollup", *words, stdout=out)
    return out.getvalue()


def test_its_cells_are_counted_whole_and_divided(declared: World) -> None:
    county = declared.place["411302"].path
    cell = queries.figures(OPERATOR, declared.round, [county])[county][KEY]
    assert (cell.numerator, cell.denominator, cell.unknown) == (1, 3, 1)
    parts = queries.split(OPERATOR, declared.round, county, KEY, "section")
    assert [(part.value, part.numerator, part.denominator) for part in parts] == [("C", 1, 1), ("", 0, 2)]
    assert {
        part.value for part in queries.split(OPERATOR, declared.round, county, KEY, "size_class")
    } == set()


def test_its_list_is_the_units_behind_it(declared: World) -> None:
    county = declared.place["411302"]
    assert [row.unit.name for row in behind.units(OPERATOR, county, KEY, Part.NUMERATOR)] == [
        "宛城新材料有限公司"
    ]
    some = behind.units(OPERATOR, county, KEY, Part.NUMERATOR, dimension="section", value="D")
    assert list(some) == []
    with pytest.raises(KeyError):
        behind.units(OPERATOR, county, KEY, Part.NUMERATOR, dimension="size_class", value="small")


def test_its_page_has_its_words(declared: World) -> None:
    answer = declared.client("county").get(f"/figures/{KEY}/411302/?part=numerator")
    assert answer.status_code == 200
    assert NAME in answer.content.decode()
    assert "宛城新材料有限公司" in answer.content.decode()


def test_the_command_shows_and_proves_it(declared: World) -> None:
    shown = json.loads(run("show", "--territory", "411302", "--json"))["cells"]
    assert [one["numerator"] for one in shown if one["indicator"] == KEY] == [1]
    assert NAME in run("show", "--territory", "411302")
    assert json.loads(run("verify", "--json"))["different"] == 0


def test_the_full_build_and_the_refresh_count_it_alike(declared: World) -> None:
    def held() -> set[tuple[object, ...]]:
        rows = Cell.objects.across_all(because="test").filter(indicator=KEY)
        return set(rows.values_list("path", "dimension", "value", "numerator", "denominator", "unknown"))

    before = held()
    assert before
    cells.build(declared.round, at=NOW)
    assert held() == before
