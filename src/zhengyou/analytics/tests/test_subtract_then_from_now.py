"""After a reorganisation nobody is told of a small group by subtracting what was frozen from what stands."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from tests.world import NOW, World
from zhengyou.analytics import snapshots
from zhengyou.analytics.numbers import Blank, Numbers
from zhengyou.analytics.snapshots import Tree
from zhengyou.analytics.tests.frozen import DAY, OPERATOR, freeze_all, reorganise
from zhengyou.analytics.tests.peopled import branch, by_code, count, county, people, standing, today, told
from zhengyou.analytics.tests.test_restated_cells import any_plan
from zhengyou.organisations.actions import reorganising
from zhengyou.organisations.models import Territory
from zhengyou.web.errors import Refused

STEPS = 4
_ALL = "the test reads everything"


@pytest.fixture
def county_of_five(world: World) -> World:
    """A county with townships of 4, 13, 6, 30 and 40 members; the first is withheld, and with it the third."""
    county(world, "411304", "新县", "411300", 5)
    numbers = {f"41130400{number}": many for number, many in enumerate((4, 13, 6, 30, 40), 1)}
    people(world, {**numbers, "411302001": 50, "411303001": 60})
    count(world)
    return freeze_all(world)


def test_before_a_reorganisation_the_small_one_is_withheld_with_a_neighbour(county_of_five: World) -> None:
    shown = by_code(Tree.THEN)
    assert [code for code, one in shown.items() if one is None] == ["411304001", "411304003"]
    assert told(county_of_five, standing()) == {}


def test_a_small_township_that_was_merged_is_not_the_difference_of_then_and_now(
    county_of_five: World,
) -> None:
    before = standing()
    reorganise(county_of_five, "merge", "411304001", "411304002")
    count(county_of_five)
    assert today(county_of_five)["411304002"] == Numbers(7, 17)
    then = by_code(Tree.THEN)
    assert {code for code, one in then.items() if one is None} == {"411304001", "411304002", "411304003"}
    assert then["411304"] == Numbers(33, 93)  # nobody crossed the border of the county
    assert by_code(Tree.TODAY)["411304002"] is None
    territory = Territory.objects.across_all(because=_ALL).get(code="411304002")
    assert snapshots.trend(OPERATOR, territory)[0].figures["relation_here"] is Blank.SMALL
    assert told(county_of_five, before) == {}


def test_nor_by_the_command_or_the_workbook(county_of_five: World) -> None:
    reorganise(county_of_five, "merge", "411304001", "411304002")
    count(county_of_five)
    for tree in Tree:
        out = io.StringIO()
        call_command(
            "rollup", "show", "--territory", "411304002", "--date", DAY.isoformat(), "--tree", tree.value,
            "--json", stdout=out,
        )  # fmt: skip
        cell = next(one for one in json.loads(out.getvalue())["cells"] if one["indicator"] == "relation_here")
        assert (cell["denominator"], cell["protected"]) == (None, True)
    answer = county_of_five.client("city").get(f"/snapshots/{DAY}/411304002/export/?tree=then")
    book = load_workbook(io.BytesIO(answer.getvalue()))
    values = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert not values & {13, 17}


def test_a_small_township_that_was_moved_is_told_by_neither_county(county_of_five: World) -> None:
    before = standing()
    reorganise(county_of_five, "move", "411304001", "411303")
    count(county_of_five)
    then = by_code(Tree.THEN)
    assert then["411304"] is None
    assert then["411303"] is None
    assert then["411300"] == Numbers(70, 203)
    assert told(county_of_five, before) == {}


def test_a_large_one_that_was_moved_hides_nothing(county_of_five: World) -> None:
    before = standing()
    reorganise(county_of_five, "move", "411304005", "411302")
    count(county_of_five)
    then = by_code(Tree.THEN)
    assert (then["411304"], then["411302"]) == (Numbers(33, 93), Numbers(17, 50))
    assert told(county_of_five, before) == {}


def test_two_large_ones_that_were_merged_hide_nothing(county_of_five: World) -> None:
    before = standing()
    reorganise(county_of_five, "merge", "411304004", "411304005")
    count(county_of_five)
    then = by_code(Tree.THEN)
    assert (then["411304004"], then["411304005"]) == (Numbers(10, 30), Numbers(14, 40))
    assert told(county_of_five, before) == {}


def test_a_large_one_is_not_told_beside_the_small_one_that_took_it_in(county_of_five: World) -> None:
    before = standing()
    reorganise(county_of_five, "merge", "411304002", "411304001")
    count(county_of_five)
    assert by_code(Tree.THEN)["411304002"] is None
    assert told(county_of_five, before) == {}


def test_who_belongs_to_no_township_of_a_merged_county_is_not_told_by_its_townships(world: World) -> None:
    county(world, "411304", "甲县", "411300", 2)
    county(world, "411305", "乙县", "411300", 2)
    people(world, {"411304": 3, "411304001": 6, "411304002": 20})
    for code, number in {"411305": 10, "411305001": 30, "411305002": 40}.items():
        branch(world, code, world.place[code], number)
    count(world)
    freeze_all(world)
    before = standing()
    assert by_code(Tree.THEN)["411304001"] is None  # of 甲县, with the three
    reorganise(world, "merge", "411304", "411305")
    count(world)
    assert today(world)["411304001"] == Numbers(2, 6)  # of 乙县, where thirteen belong to no township
    assert by_code(Tree.THEN)["411304"] is None
    assert told(world, before) == {}


def test_who_was_split_off_is_not_told_by_what_was_left(world: World) -> None:
    county(world, "411304", "新县", "411300", 3)
    people(world, {"411304001": 30, "411304002": 20, "411304003": 50})
    branch(world, "three", world.place["411304001"], 3)
    count(world)
    freeze_all(world)
    before = standing()
    chosen = {"organisation": (world.organisation["three"].pk,)}
    reorganise(
        world, "split", "411304001", chosen=chosen, code="411304009", name="新城街道", level="township"
    )
    count(world)
    assert by_code(Tree.THEN)["411304001"] is None
    assert by_code(Tree.THEN)["411304"] == Numbers(35, 103)
    assert told(world, before) == {}


@pytest.mark.parametrize("seed", [0, 1, 4, 5, 6, 8])
def test_whatever_is_reorganised_nobody_is_told_by_subtraction(world: World, seed: int) -> None:
    random = Random(seed)
    place_codes = list(world.place)
    for number, above in enumerate(("411300", "411300", "410100", "410100")):
        county(world, f"{above[:4]}{20 + number}", f"第{number}县", above, 3)
    codes = [code for code, one in world.place.items() if one.level in {"county", "township"}]
    assert len(codes) > len(place_codes)
    sizes = [0, 1, 2, 3, 4, 4, 6, 8, 14, 20, 30]
    people(
        world,
        {code: random.choice(sizes) if len(code) == 9 else random.choice([0, 0, 0, 2, 7]) for code in codes},
    )
    count(world)
    freeze_all(world)
    before, done = standing(), 0
    assert told(world, before) == {}
    for number in range(200):
        try:
            reorganising.carry_out(
                plan=any_plan(random, number % 10), key=uuid4(), by=OPERATOR,
                at=NOW + timedelta(minutes=number + 1),
            )  # fmt: skip
        except Refused:
            continue
        count(world)
        assert told(world, before) == {}
        done += 1
        if done == STEPS:
            break
    assert done == STEPS
