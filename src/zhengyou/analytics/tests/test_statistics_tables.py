"""Tables 27 and 30 of a county that was counted by hand."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import or_

import pytest

from tests.world import World
from zhengyou import standards
from zhengyou.analytics.statistics import TABLES, certainty, counting, reading, reasons
from zhengyou.analytics.statistics.adding import Counted
from zhengyou.analytics.statistics.checks import evaluate
from zhengyou.analytics.statistics.declaring import Underivable
from zhengyou.analytics.tests import statistics_county as county
from zhengyou.census.models import Unit
from zhengyou.coverage.actions import deriving

HAND = {"27": county.TABLE_27, "30": county.TABLE_30}
LACKS = {"27": county.LACKS_27, "30": county.LACKS_30}
APART = {"27": {**county.APART_27, "closed": 1}, "30": {**county.APART_30, "closed": 2}}
# One more in table 30: the neighbour's old unit, closed as an association.


@pytest.fixture
def units(world: World) -> dict[str, Unit]:
    made = county.found(world)
    deriving.everything()
    return made


def counted(world: World, number: str) -> Counted:
    return reading.count(number, world.scope("neighbour_county"), world.place["411303"].path)


@pytest.mark.parametrize("number", ["27", "30"])
def test_every_number_is_what_was_counted_by_hand(world: World, units: dict[str, Unit], number: str) -> None:
    found = counted(world, number)
    letters = [one.letter for one in TABLES[number].columns if not isinstance(one.where, Underivable)]
    for key, row in HAND[number].items():
        told = [f"{found.numbers[key, one]}?{found.unknown[key, one]}".removesuffix("?0") for one in letters]
        assert " ".join(told) == row, key


@pytest.mark.parametrize("number", ["27", "30"])
def test_what_is_lacking_and_what_is_left_out_is_counted_beside(
    world: World, units: dict[str, Unit], number: str
) -> None:
    found = counted(world, number)
    assert (found.lacks, found.apart) == (LACKS[number], APART[number])


@pytest.mark.parametrize("number", ["27", "30"])
def test_every_row_and_column_is_either_derived_or_says_why_not(number: str) -> None:
    table = TABLES[number]
    derived = {row.key for row in table.rows if not isinstance(row.line, Underivable)}
    assert derived == set(HAND[number])
    for row in table.rows:
        assert str(row.line.why if isinstance(row.line, Underivable) else row.basis)
    for column in table.columns:
        assert str(column.where.why if isinstance(column.where, Underivable) else column.basis)


@pytest.mark.parametrize("number", ["27", "30"])
def test_every_unit_that_could_not_be_judged_lacks_a_fact_that_is_named(
    world: World, units: dict[str, Unit], number: str
) -> None:
    for key in ("e25 joint by its level", "s5"):  # joint, and nobody says of how many members
        held = Unit.objects.across_all(because="the test forgets the members").filter(pk=units[key].pk)
        held.update(members_total_in=None, members_formal=None)
    table, found = TABLES[number], counted(world, number)
    for row in table.rows:
        for column in table.columns:
            where = counting.behind(table, row.key, column.letter, unknown=True)
            if where is not None and found.unknown[row.key, column.letter]:
                named = reduce(or_, (lack.where for lack in reasons.of(table, row.key, column.letter)))
                rows = reading.units(
                    number,
                    where & ~named.fill_null(False),
                    world.scope("neighbour_county"),
                    world.place["411303"].path,
                )
                assert [one.unit.name for one in rows] == [], (row.key, column.letter)


@pytest.mark.parametrize("number", ["27", "30"])
def test_every_missing_fact_names_the_fields_where_it_is_filled_in(number: str) -> None:
    fields = {"unit": standards.load_unit_fields(), "organisation": standards.load_organisation_fields()}
    for lack in TABLES[number].lacks:
        assert lack.fields
        for one in lack.fields:
            kind, _, key = one.partition(".")
            assert fields[kind][key].label_zh


def test_nothing_is_written_as_none_because_nothing_is_known(world: World, units: dict[str, Unit]) -> None:
    """Owners are unknown of everybody: their columns hold no number, wherever somebody could stand in them."""
    Unit.objects.across_all(because="the test forgets the owners").update(
        owner_politics="", owner_is_secretary=None
    )
    found, table = counted(world, "27"), TABLES["27"]
    for row in table.rows:
        for letter in "DE":
            said = certainty.of(found, row.key, letter)
            assert said == ("unsaid" if found.unknown[row.key, letter] else "said"), (row.key, letter)
            assert (certainty.value(found, row.key, letter) is None) == (said == "unsaid")
    assert certainty.of(found, "units", "D") == "unsaid"


def test_a_number_stays_a_number_with_units_unknown_beside_it(world: World, units: dict[str, Unit]) -> None:
    found = counted(world, "27")
    assert certainty.of(found, "units", "A") == "said"
    assert certainty.of(found, "units", "F") == "partly"
    assert certainty.value(found, "units", "F") == 14
    assert certainty.of(found, "units", "H") == "not_derived"
    assert (certainty.of(found, "few", "C"), certainty.value(found, "few", "C")) == (
        "said",
        0,
    )  # 0 that is known
    assert (certainty.of(found, "few", "J"), certainty.value(found, "few", "J")) == ("unsaid", None)


@pytest.mark.parametrize("number", ["27", "30"])
def test_the_identities_hold(world: World, units: dict[str, Unit], number: str) -> None:
    assert [
        one.check.key for one in evaluate(TABLES[number], counted(world, number), {}) if one.holds is False
    ] == []


@pytest.mark.parametrize(
    ("facts", "broken"),
    [
        ({"form": "own", "organisation": "j1"}, {"settled", "own"}),
        ({"employees": 2}, {"members"}),
    ],
)
def test_a_contradiction_in_a_unit_breaks_an_identity_that_names_it(
    world: World, units: dict[str, Unit], facts: dict[str, object], broken: set[str]
) -> None:
    unit = units["e3"]
    for name, value in facts.items():
        setattr(unit, name, units["e6"].organisation if name == "organisation" else value)
    unit.save()
    deriving.everything()
    found = [one for one in evaluate(TABLES["27"], counted(world, "27"), {}) if one.holds is False]
    assert {one.check.key for one in found} == broken
    for one in found:
        where = counting.breaking(TABLES["27"], one.check, "A")
        assert where is not None
        rows = reading.units("27", where, world.scope("neighbour_county"), world.place["411303"].path)
        assert [row.unit_id for row in rows] == [unit.pk]


@pytest.mark.parametrize("number", ["27", "30"])
def test_no_unit_is_blamed_while_the_identities_hold(
    world: World, units: dict[str, Unit], number: str
) -> None:
    table = TABLES[number]
    for check in table.checks:
        where = counting.breaking(table, check, check.columns[0])
        if where is not None:
            rows = reading.units(number, where, world.scope("neighbour_county"), world.place["411303"].path)
            assert not rows.exists(), check.key


def test_a_wrong_derivation_turns_an_identity_red(world: World, units: dict[str, Unit]) -> None:
    """What the identities are for: each row counted wrongly is noticed by one of them."""
    table = TABLES["27"]
    right = counted(world, "27")
    for key in ("units", "own_committee", "own_general", "own_branch", "joint", "due", "few", "none"):
        for by in (1, -1):
            wrong = replace(right, numbers=right.numbers | {(key, "A"): right.numbers[key, "A"] + by})
            assert any(one.holds is False for one in evaluate(table, wrong, {})), (key, by)


def test_a_joint_branch_over_two_places_counts_once_above_and_once_in_each(
    world: World, units: dict[str, Unit]
) -> None:
    elsewhere = world.place["411302001"]
    Unit.objects.across_all(because="the branch reaches over the border").filter(pk=units["e7"].pk).update(
        territory=elsewhere, path=elsewhere.path
    )
    deriving.everything()

    def branches(code: str) -> int:
        return reading.count("27", world.scope("city"), world.place[code].path).numbers["joint_branches", "A"]

    assert (branches("411300"), branches("411303"), branches("411302")) == (3, 3, 1)
