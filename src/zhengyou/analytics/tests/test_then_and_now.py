"""Frozen figures: as it was then, and the same people on today's tree."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from tests.world import LONG_AGO, World
from zhengyou.analytics import restatement, snapshots
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.actions.freezing import freeze
from zhengyou.analytics.indicators import INDICATORS
from zhengyou.analytics.numbers import Blank, Numbers
from zhengyou.analytics.snapshots import Tree
from zhengyou.analytics.tests.frozen import (
    DAY,
    LATER,
    OPERATOR,
    enterprises,
    freeze_all,
    held,
    path,
    reorganise,
)
from zhengyou.census.models import Unit
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.organisations.actions import reversing
from zhengyou.organisations.models import Territory

_ALL = "the test reads everything"


@pytest.fixture
def frozen(world: World) -> World:
    return freeze_all(world)


def test_while_nothing_is_reorganised_both_are_the_figures_of_the_day(frozen: World) -> None:
    frozen.unit["due"].has_org = True
    frozen.unit["due"].save()
    for code, expected in {"410000": (2, 4), "411302": (1, 3), "411302001": (1, 2), "411303": (1, 1)}.items():
        for tree in Tree:
            numbers = enterprises(code, tree)
            assert numbers[:2] == expected, (code, tree)


def test_a_moved_township_is_counted_where_it_lies_now_and_stays_where_it_was_then(frozen: World) -> None:
    reorganise(frozen, "move", "411302001", "411303")
    assert enterprises("411302", Tree.THEN) == Numbers(1, 3, 1, 0)
    assert enterprises("411302", Tree.TODAY) == Numbers(0, 1, 0, 0)
    assert enterprises("411303", Tree.THEN) == Numbers(1, 1, 0, 0)
    assert enterprises("411303", Tree.TODAY) == Numbers(2, 3, 1, 0)
    assert enterprises("411300", Tree.THEN) == enterprises("411300", Tree.TODAY) == Numbers(2, 4, 1, 0)


def test_a_merged_county_is_counted_with_its_taker(frozen: World) -> None:
    reorganise(frozen, "merge", "411303", "411302")
    assert enterprises("411302", Tree.TODAY) == Numbers(2, 4, 1, 0)
    assert enterprises("411302", Tree.THEN) == Numbers(1, 3, 1, 0)
    assert enterprises("411303001", Tree.TODAY) == Numbers(1, 1, 0, 0)


def test_a_merged_township_is_counted_with_its_taker(frozen: World) -> None:
    reorganise(frozen, "merge", "411302002", "411302001")
    assert enterprises("411302001", Tree.TODAY) == Numbers(1, 3, 1, 0)
    assert enterprises("411302", Tree.TODAY) == Numbers(1, 3, 1, 0)
    assert enterprises("411302002", Tree.TODAY) == Numbers()


def test_a_divided_township_is_counted_again_from_the_facts_of_the_day(frozen: World) -> None:
    frozen.unit["foundry"].has_org = None
    frozen.unit["foundry"].organisation = None
    frozen.unit["foundry"].save()  # what is found out later is not in the figures of the day
    chosen = {"unit": (frozen.unit["foundry"].pk,)}
    reorganise(
        frozen, "split", "411302001", chosen=chosen, code="411302009", name="新城街道", level="township"
    )
    assert enterprises("411302001", Tree.THEN) == Numbers(1, 2, 1, 0)
    assert enterprises("411302001", Tree.TODAY) == Numbers(0, 1, 1, 0)
    assert enterprises("411302009", Tree.TODAY) == Numbers(1, 1, 0, 0)
    assert enterprises("411302", Tree.TODAY) == enterprises("411302", Tree.THEN)


def test_what_is_counted_from_members_says_that_a_division_cannot_be_restated(frozen: World) -> None:
    chosen = {"unit": (frozen.unit["foundry"].pk,)}
    reorganise(
        frozen, "split", "411302001", chosen=chosen, code="411302009", name="新城街道", level="township"
    )
    of_members = [key for key, one in INDICATORS.items() if one.facts == "members"]
    for code in ("411302001", "411302009"):
        shown = snapshots.figures(OPERATOR, held(), [path(code)], tree=Tree.TODAY)[path(code)]
        assert all(shown[key] is Blank.FACTS for key in of_members)
    whole = snapshots.figures(OPERATOR, held(), [path("411302")], tree=Tree.TODAY)[path("411302")]
    assert Blank.FACTS not in whole.values()


def split_branches(world: World) -> None:
    """新城街道 takes the branch that stands in 东关街道, with its members, and no unit."""
    chosen = {"organisation": (world.organisation["branch"].pk,)}
    reorganise(
        world, "split", "411302001", chosen=chosen, code="411302009", name="新城街道", level="township"
    )


def test_members_who_went_with_their_branch_are_not_told_where_they_no_longer_are(frozen: World) -> None:
    split_branches(frozen)
    while follow(at=LATER):
        continue
    codes = ("411302001", "411302009")
    for code in codes:
        told = restatement.restated([held()], [path(code)], snapshots.since(held()))[held().pk]
        assert told.figures[path(code)]["relation_here"] is Blank.FACTS
        assert path(code) not in told.same
        last = snapshots.trend(OPERATOR, Territory.objects.across_all(because=_ALL).get(code=code))[0]
        assert last.figures["relation_here"] is Blank.FACTS
        rows = Territory.objects.across_all(because=_ALL).filter(code=code)
        named = snapshots.reorganised(OPERATOR, held(), rows.values_list("pk", flat=True), [path(code)])
        assert [str(one) for one in named] == ["东关街道 → 新城街道"]
    # units did not go: their figures are those of the day
    assert enterprises("411302001", Tree.TODAY) == enterprises("411302001", Tree.THEN) == Numbers(1, 2, 1, 0)
    assert enterprises("411302009", Tree.TODAY) == Numbers()
    # and nobody left the county
    above = restatement.restated([held()], [path("411302")], snapshots.since(held()))[held().pk]
    assert isinstance(above.figures[path("411302")]["relation_here"], Numbers)


def test_where_nobody_was_a_member_a_division_takes_none(frozen: World) -> None:
    chosen = {"unit": (frozen.unit["due"].pk,)}
    reorganise(
        frozen, "split", "411302002", chosen=chosen, code="411302009", name="新城街道", level="township"
    )
    told = restatement.restated([held()], [path("411302002")], snapshots.since(held()))[held().pk]
    assert Blank.FACTS not in told.figures[path("411302002")].values()


def test_steps_follow_upon_each_other(frozen: World) -> None:
    reorganise(frozen, "move", "411302001", "411303")
    chosen = {"unit": (frozen.unit["foundry"].pk,)}
    reorganise(
        frozen, "split", "411302001", chosen=chosen, code="411303009", name="新城街道", level="township"
    )
    frozen.place["411303009"] = Territory.objects.across_all(because=_ALL).get(code="411303009")
    reorganise(frozen, "merge", "411303009", "411303001")
    assert enterprises("411303001", Tree.TODAY) == Numbers(2, 2, 0, 0)
    assert enterprises("411302001", Tree.TODAY) == Numbers(0, 1, 1, 0)
    assert enterprises("411303", Tree.TODAY) == Numbers(2, 3, 1, 0)
    assert enterprises("411302", Tree.TODAY) == Numbers(0, 1, 0, 0)


def test_a_unit_that_moved_by_itself_stays_where_it_was_then(frozen: World) -> None:
    unit = frozen.unit["foundry"]
    Unit.objects.across_all(because=_ALL).filter(pk=unit.pk).update(
        territory=frozen.place["411303001"], path=path("411303001")
    )
    assert enterprises("411303", Tree.TODAY) == Numbers(1, 1, 0, 0)


def test_what_was_taken_back_counts_for_nothing(frozen: World) -> None:
    row = reorganise(frozen, "merge", "411303", "411302")
    reversing.reverse(reorganisation=row, by=OPERATOR, at=LATER)
    assert enterprises("411303", Tree.TODAY) == enterprises("411303", Tree.THEN) == Numbers(1, 1, 0, 0)


def test_a_merged_township_that_was_taken_back_is_counted_by_itself(frozen: World) -> None:
    row = reorganise(frozen, "merge", "411302002", "411302001")
    reversing.reverse(reorganisation=row, by=OPERATOR, at=LATER)
    assert enterprises("411302002", Tree.TODAY) == enterprises("411302002", Tree.THEN) == Numbers(0, 1, 0, 0)
    assert enterprises("411302001", Tree.TODAY) == Numbers(1, 2, 1, 0)


def test_a_snapshot_follows_only_what_came_after_it(frozen: World) -> None:
    chosen = {"unit": (frozen.unit["foundry"].pk,)}
    reorganise(
        frozen, "split", "411302001", chosen=chosen, code="411302009", name="新城街道", level="township"
    )
    unit = Unit.objects.across_all(because=_ALL).filter(pk=frozen.unit["foundry"].pk)
    unit.update(territory=frozen.place["411302001"], path=path("411302001"))  # and moves back by itself
    ledger = Ledger(Origin(by=OPERATOR, at=LATER, source="测试"))
    ledger.changed(
        "unit",
        unit.get().pk,
        values={"territory": (1, 2)},
        path=path("411302001"),
        previous_path=path("411302009"),
    )
    ledger.write()
    while follow(at=LATER):
        continue
    freeze(day=date(2026, 11, 23), title="又一次", by=OPERATOR, at=LATER)
    first, second, _now = snapshots.trend(OPERATOR, frozen.place["411302001"])
    assert (first.figures["org_cover"], second.figures["org_cover"]) == (
        Numbers(0, 1, 1, 0),
        Numbers(1, 2, 1, 0),
    )


def test_a_snapshot_on_the_new_tree_forbids_to_take_it_back(frozen: World) -> None:
    row = reorganise(frozen, "move", "411302001", "411303")
    assert snapshots.against_reversal(row) == []
    while follow(at=LATER):
        continue
    freeze(day=date(2026, 11, 23), title="调整后", by=OPERATOR, at=LATER)
    assert "已经按新的样子定格（调整后）" in " ".join(reversing.against(row))


# Who reads what. 东关街道 goes from 宛城区 (county) to 卧龙区 (neighbour_county).


def test_whose_place_it_was_then_still_reads_it_as_it_was(frozen: World) -> None:
    reorganise(frozen, "move", "411302001", "411303")
    assert enterprises("411302", Tree.THEN, frozen.scope("county")) == Numbers(1, 3, 1, 0)
    assert enterprises("411302001", Tree.THEN, frozen.scope("county")) == Numbers(1, 2, 1, 0)


def test_who_has_it_today_reads_it_and_nothing_else_of_its_former_place(frozen: World) -> None:
    reorganise(frozen, "move", "411302001", "411303")
    scope = frozen.scope("neighbour_county")
    assert enterprises("411302001", Tree.THEN, scope) == Numbers(1, 2, 1, 0)
    assert enterprises("411303", Tree.TODAY, scope) == Numbers(2, 3, 1, 0)
    assert enterprises("411302", Tree.THEN, scope) == Numbers()
    assert enterprises("411302002", Tree.THEN, scope) == Numbers()
    assert snapshots.place(scope, held(), "411302") is None


def test_what_left_is_not_read_on_todays_tree(frozen: World) -> None:
    reorganise(frozen, "move", "411302001", "411303")
    assert enterprises("411302001", Tree.TODAY, frozen.scope("county")) == Numbers()
    assert enterprises("411303", Tree.TODAY, frozen.scope("county")) == Numbers()


def test_a_merged_place_is_read_by_its_taker(frozen: World) -> None:
    assert enterprises("411303", Tree.THEN, frozen.scope("county")) == Numbers()
    reorganise(frozen, "merge", "411303", "411302")
    assert enterprises("411303", Tree.THEN, frozen.scope("county")) == Numbers(1, 1, 0, 0)
    assert enterprises("411303001", Tree.THEN, frozen.scope("county")) == Numbers(1, 1, 0, 0)


def test_the_new_place_of_a_division_does_not_read_the_whole_of_the_old_one(frozen: World) -> None:
    chosen = {"unit": (frozen.unit["foundry"].pk,)}
    reorganise(
        frozen, "split", "411302001", chosen=chosen, code="411302009", name="新城街道", level="township"
    )
    scope = OPERATOR.__class__(reach=frozen.scope("township").reach, user_id=1, path=path("411302009"))
    assert enterprises("411302009", Tree.TODAY, scope) == Numbers(1, 1, 0, 0)
    assert enterprises("411302001", Tree.THEN, scope) == Numbers()


@pytest.mark.parametrize("person", ["secretary", "instructor", "stranger", "system_admin", "audit_admin"])
@pytest.mark.parametrize("tree", Tree)
def test_who_has_no_place_reads_none(frozen: World, person: str, tree: Tree) -> None:
    scope = frozen.scope(person)
    assert enterprises("411302", tree, scope) == Numbers()
    assert snapshots.trend(scope, frozen.place["411302"]) == []
    assert snapshots.place(scope, held(), "411302") is None


def test_the_figures_over_time_are_the_snapshots_and_then_those_that_stand(frozen: World) -> None:
    reorganise(frozen, "move", "411302001", "411303")
    while follow(at=LATER):
        continue
    points = snapshots.trend(
        frozen.scope("neighbour_county"), Territory.objects.across_all(because=_ALL).get(code="411303")
    )
    assert [(one.date, one.snapshot is None) for one in points] == [(DAY, False), (localdate(LATER), True)]
    assert [one.figures["org_cover"] for one in points] == [Numbers(2, 3, 1, 0)] * 2


def test_the_number_of_queries_grows_neither_with_places_nor_with_snapshots(frozen: World) -> None:
    reorganise(frozen, "move", "411302001", "411303")
    while follow(at=LATER):
        continue
    city = frozen.place["411300"]

    def count() -> tuple[int, int, int]:
        found = []
        below = list(
            Territory.objects.across_all(because=_ALL).filter(parent=city).values_list("path", flat=True)
        )
        for ask in (
            lambda: snapshots.figures(OPERATOR, held(), below, tree=Tree.TODAY),
            lambda: snapshots.figures(frozen.scope("city"), held(), below, tree=Tree.THEN),
            lambda: snapshots.trend(OPERATOR, city),
        ):
            with CaptureQueriesContext(connection) as asked:
                ask()
            found.append(len(asked))
        return found[0], found[1], found[2]

    few = count()
    freeze(day=date(2026, 11, 23), title="又一次", by=OPERATOR, at=LATER)
    for number in range(10):
        Territory(
            code=f"41138{number}", name=f"新县{number}", level="county", parent=city,
            path=f"{city.path}001{number}", valid_from=LONG_AGO,
        ).save()  # fmt: skip
    assert count() == few
    assert max(few) <= 18
