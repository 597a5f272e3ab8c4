"""`zhengyou rollup` proves the figures and prints them."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from tests.world import NOW, World
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.models import Cell
from zhengyou.census.models import Round
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.coverage.models import UnitCoverage
from zhengyou.scoping import Scope


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("rollup", *words, stdout=out)
    return out.getvalue()


def test_show_prints_one_document_of_cells(world: World) -> None:
    follow(at=NOW)
    found = json.loads(run("show", "--territory", "411302", "--json"))
    assert found["territory"] == "411302"
    assert found["date"] == "2026-11-20"
    assert {
        "indicator": "due_rate", "numerator": 1, "denominator": 2, "value": 0.5, "protected": False,
    } in found["cells"]  # fmt: skip


def test_verify_is_silent_about_figures_that_are_right_and_names_one_that_is_not(world: World) -> None:
    follow(at=NOW)
    assert "，0 个不一致" in run("verify")
    cell = Cell.objects.across_all(because="the test spoils a cell").get(
        path=world.place["411302"].path, indicator="due_rate", dimension=""
    )
    cell.numerator = 0
    cell.save()
    with pytest.raises(CommandError, match="不一致"):
        run("verify")
    run("build")
    assert "，0 个不一致" in run("verify")


def test_a_territory_that_lost_its_last_unit_is_no_difference(world: World) -> None:
    follow(at=NOW)
    unit = world.unit["foundry"]
    ledger = Ledger(Origin(by=Scope.operator(), at=NOW, source="测试"))
    for gone in (unit, world.unit["unknown"]):
        UnitCoverage.objects.across_all(because="the test takes the units away").filter(pk=gone.pk).delete()
        ledger.touched("organisation", 0, path=gone.path)
    ledger.write()
    follow(at=NOW)
    out = io.StringIO()
    with pytest.raises(CommandError, match="不可靠"):  # units that nobody counts
        call_command("rollup", "verify", "--json", stdout=out)
    assert json.loads(out.getvalue())["different"] == 0


def test_a_cell_that_should_not_be_there_differs(world: World) -> None:
    follow(at=NOW)
    Cell(
        round=world.round, path="0009", indicator="due_rate", numerator=0, denominator=1, unknown=0, left_out=0,
        computed_at=NOW,
    ).save()  # fmt: skip
    with pytest.raises(CommandError):
        run("verify")


def test_each_verb_prints_one_document_when_asked(world: World) -> None:
    assert json.loads(run("refresh", "--json"))["followed"] > 0
    assert json.loads(run("build", "--date", "2026-11-20", "--json"))["units"] == len(world.unit)
    found = json.loads(run("verify", "--territory", "411302", "--json"))
    assert (found["different"], found["first"]) == (0, [])
    assert found["compared"] > 0


def test_the_figures_of_an_earlier_round_are_kept_as_they_were(world: World) -> None:
    Round(code="2027-1", as_of=world.round.as_of + timedelta(days=90), opened_at=NOW).save()
    with pytest.raises(CommandError, match="已经定格"):
        run("build", "--date", "2026-11-20")


def test_unknown_territory_and_date_are_refused_with_a_sentence(world: World) -> None:
    with pytest.raises(CommandError, match="没有区划代码"):
        run("show", "--territory", "999999")
    with pytest.raises(CommandError, match="无法识别"):
        run("show", "--date", "昨天")
