"""A protected figure leaves the queries without numbers where its group is small, or would give a small one away."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import NOW, World
from zhengyou.analytics import protecting, queries
from zhengyou.analytics.indicators import INDICATORS
from zhengyou.analytics.models import Cell
from zhengyou.analytics.numbers import Numbers
from zhengyou.census.models import Round
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope

OPERATOR = Scope.operator()
TOWNSHIPS = [
    Numbers(2, 3),
    Numbers(11, 12),
    Numbers(38, 40),
    Numbers(50, 55),
]  # of 宛城区: 3 people are a small group


@pytest.fixture
def counted(world: World) -> World:
    """The city's second county stands next to the first, in which one township has three members."""
    county = world.place["411302"]
    townships = [world.place["411302001"], world.place["411302002"]]
    for number in (3, 4):
        one = Territory(
            code=f"41130200{number}", name=f"第{number}街道", level="township", parent=county,
            path=f"{county.path}000{number}", valid_from=NOW.date(),
        )  # fmt: skip
        one.save()
        townships.append(one)
    for place, numbers in zip(townships, TOWNSHIPS, strict=True):
        keep(world.round, place.path, numbers)
    keep(world.round, county.path, Numbers(101, 110))
    keep(world.round, world.place["411303"].path, Numbers(80, 90))
    keep(world.round, world.place["411303001"].path, Numbers(80, 90))
    for code in ("411300", "410000"):
        keep(world.round, world.place[code].path, Numbers(181, 200))
    return world


def keep(round_: Round, path: str, numbers: Numbers, key: str = "in_contact") -> None:
    Cell(round=round_, path=path, indicator=key, computed_at=NOW, **numbers._asdict()).save()


def shown(world: World, scope: Scope, *codes: str) -> list[Numbers | None]:
    paths = dict(Territory.objects.within(OPERATOR).values_list("code", "path"))
    found = queries.figures(scope, world.round, [paths[code] for code in codes])
    return [found[paths[code]]["in_contact"].numbers for code in codes]


def test_a_small_group_and_its_smallest_neighbour_come_without_numbers(counted: World) -> None:
    townships = ("411302001", "411302002", "411302003", "411302004")
    assert shown(counted, OPERATOR, *townships) == [None, None, Numbers(38, 40), Numbers(50, 55)]
    assert shown(counted, OPERATOR, "411302", "411300") == [Numbers(101, 110), Numbers(181, 200)]


def test_everybody_is_shown_and_refused_the_same(counted: World) -> None:
    alone = [
        shown(counted, counted.scope("county"), code)[0] for code in ("411302001", "411302002", "411302003")
    ]
    above = shown(counted, counted.scope("province"), "411302001", "411302002", "411302003")
    assert alone == above == [None, None, Numbers(38, 40)]
    assert shown(counted, counted.scope("township"), "411302001") == [None]


def test_a_figure_that_is_not_about_people_is_never_withheld(counted: World) -> None:
    path = counted.place["411302001"].path
    keep(counted.round, path, Numbers(1, 2), key="due_rate")
    assert queries.figures(OPERATOR, counted.round, [path])[path]["due_rate"].numbers == Numbers(1, 2)


def test_each_round_is_decided_by_its_own_numbers(counted: World) -> None:
    later = Round(code="2027-1", as_of=date(2027, 2, 20), opened_at=NOW)
    later.save()
    path = counted.place["411302001"].path
    keep(later, path, Numbers(6, 7))
    over_time = queries.trend(OPERATOR, path)["in_contact"]
    assert [(round_.code, one.numbers) for round_, one in over_time] == [
        ("2026-4", None),
        ("2027-1", Numbers(6, 7)),
    ]


def test_what_is_withheld_costs_one_query_more_whatever_is_asked(counted: World) -> None:
    def asked(*codes: str) -> int:
        with CaptureQueriesContext(connection) as made:
            shown(counted, OPERATOR, *codes)
        return len(made)

    assert asked("411302001") == asked("411302001", "411302002", "411303", "411300")


def test_the_command_prints_that_it_is_withheld_and_no_number(
    counted: World, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("rollup", "show", territory="411302001", json=True)
    (one,) = json.loads(capsys.readouterr().out)["cells"]
    assert one == {
        "indicator": "in_contact", "numerator": None, "denominator": None, "value": None, "protected": True,
    }  # fmt: skip
    call_command("rollup", "show", territory="411302001")
    assert "不公布" in capsys.readouterr().out


def test_the_members_are_protected_and_a_protected_figure_has_no_dimensions() -> None:
    assert protecting.protected() == {"in_contact", "relation_here"}
    for key in protecting.protected():
        assert INDICATORS[key].facts == "members"
        assert not INDICATORS[key].dimensions
