"""Which round has seen which unit: by an import, by a person at a screen, and what an undo takes back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.world import NOW, World
from zhengyou.census.actions import imports, merging, sightings, units
from zhengyou.census.models import Round, SeenAgain, Sighting, Unit
from zhengyou.census.tests.duplicates.pairs import likeness_of
from zhengyou.census.tests.importing.lab import BECAUSE, Lab, code
from zhengyou.scoping import Scope

OPERATOR = Scope.operator()

ROW = {"name": "宛城新材料有限公司", "uscc": "91411302MA00000027", "township": "汉冶街道"}


@pytest.fixture
def lab(world: World, tmp_path: Path) -> Lab:
    """The world with a second round open, which has seen nobody."""
    lab = Lab(world, tmp_path)
    world.round = lab.next_round()
    return lab


def seen(lab: Lab, unit: Unit) -> list[tuple[str, str, int | None]]:
    """(path, source, batch) in the second round."""
    rows = Sighting.objects.across_all(because=BECAUSE).filter(round=lab.world.round, unit=unit)
    return list(rows.values_list("path", "source", "batch_id"))


def test_an_import_that_changes_nothing_has_seen_the_unit(lab: Lab) -> None:
    batch, _ = lab.run([ROW])
    due = lab.world.unit["due"]
    assert seen(lab, due) == [(due.path, "import", batch.pk)]
    assert seen(lab, lab.world.unit["foundry"]) == []


def test_an_undo_takes_back_what_only_that_import_saw(lab: Lab) -> None:
    first, _ = lab.run([ROW])
    second, _ = lab.run([ROW, {"name": "新公司", "township": "汉冶街道"}])
    imports.undo(batch=second, by=OPERATOR, at=NOW + timedelta(hours=1))
    assert [batch for _path, _source, batch in seen(lab, lab.world.unit["due"])] == [first.pk]
    imports.undo(batch=first, by=OPERATOR, at=NOW + timedelta(hours=2))
    assert seen(lab, lab.world.unit["due"]) == []


def test_what_a_later_import_of_the_round_saw_too_stays_seen(lab: Lab) -> None:
    due, foundry = lab.world.unit["due"], lab.world.unit["foundry"]
    first, _ = lab.run([ROW, {"name": foundry.name}])
    second, _ = lab.run([ROW, {"name": "新公司", "township": "汉冶街道"}])
    third, _ = lab.run([ROW])
    imports.undo(batch=first, by=OPERATOR, at=NOW + timedelta(hours=1))
    assert seen(lab, due) == [(due.path, "import", second.pk)]
    assert seen(lab, foundry) == []
    imports.undo(batch=second, by=OPERATOR, at=NOW + timedelta(hours=2))
    assert seen(lab, due) == [(due.path, "import", third.pk)]
    imports.undo(batch=third, by=OPERATOR, at=NOW + timedelta(hours=3))
    assert seen(lab, due) == []
    assert not SeenAgain.objects.across_all(because=BECAUSE).exists()


def test_another_rounds_import_keeps_nothing_seen_here(lab: Lab) -> None:
    first, _ = lab.run([ROW])
    here = lab.world.round
    lab.world.round = lab.next_round("2027-2")
    lab.run([ROW])
    imports.undo(batch=first, by=OPERATOR, at=NOW + timedelta(hours=1))
    assert not Sighting.objects.across_all(because=BECAUSE).filter(round=here).exists()


def test_it_stays_seen_where_it_was_merged_since(lab: Lab) -> None:
    double = {"name": "宛城新材料公司", "uscc": code(7), "township": "汉冶街道"}
    lab.run([double])
    due, other = lab.world.unit["due"], lab.unit(double["name"])
    lab.world.round = lab.next_round("2027-2")
    first, _ = lab.run([double])
    second, _ = lab.run([double])
    merging.merge(
        likeness=likeness_of(due, other), keep="first", chosen={"uscc": "first", "name": "first"},
        versions=(lab.unit(due.name).version, lab.unit(other.name).version), by=lab.world.scope("county"), at=NOW,
    )  # fmt: skip
    sightings.take_back(first)
    assert [batch for _path, _source, batch in seen(lab, due)] == [second.pk]


def test_a_person_at_a_screen_vouches_for_the_unit(lab: Lab) -> None:
    batch, _ = lab.run([ROW])
    due = lab.unit("宛城新材料有限公司")
    units.correct(unit=due, changes={"employees": 40}, version=due.version, by=OPERATOR, at=NOW)
    assert seen(lab, due) == [(due.path, "screen", None)]
    imports.undo(batch=batch, by=OPERATOR, at=NOW + timedelta(hours=1))
    assert seen(lab, due) == [(due.path, "screen", None)]


def test_a_new_unit_of_a_screen_is_seen_by_the_newest_open_round_alone(lab: Lab) -> None:
    made = units.add(
        facts={"name": "网页公司", "org_kind": "enterprise"},
        territory=lab.world.place["411302001"],
        by=OPERATOR,
        at=NOW,
    )
    assert seen(lab, made) == [(made.path, "screen", None)]
    assert Sighting.objects.across_all(because=BECAUSE).filter(unit=made).count() == 1


def test_without_an_open_round_nobody_sees(lab: Lab) -> None:
    Round.objects.across_all(because=BECAUSE).update(closed_at=NOW)
    made = units.add(
        facts={"name": "网页公司", "org_kind": "enterprise"},
        territory=lab.world.place["411302001"],
        by=OPERATOR,
        at=NOW,
    )
    assert not Sighting.objects.across_all(because=BECAUSE).filter(unit=made).exists()


def test_closing_is_not_seeing(lab: Lab) -> None:
    due = lab.unit("宛城新材料有限公司")
    units.close(unit=due, on=date(2026, 11, 1), reason="stopped", version=due.version, by=OPERATOR, at=NOW)
    assert seen(lab, due) == []


def test_a_transfer_moves_the_sightings_of_open_rounds_and_leaves_those_of_closed_ones(lab: Lab) -> None:
    due = lab.unit("宛城新材料有限公司")
    before = due.path
    Round.objects.across_all(because=BECAUSE).filter(code="2026-4").update(closed_at=NOW)
    lab.run([ROW])
    units.transfer(
        unit=due,
        territory=lab.world.place["411302001"],
        on=date(2026, 11, 1),
        version=due.version,
        by=OPERATOR,
        at=NOW,
    )
    rows = Sighting.objects.across_all(because=BECAUSE).filter(unit=due).order_by("round__as_of")
    assert [row.path for row in rows] == [before, lab.world.place["411302001"].path]


def test_following_takes_three_looks_whatever_the_number(lab: Lab, django_assert_num_queries: object) -> None:
    lab.run([ROW])
    ids = [lab.unit("宛城新材料有限公司").pk, lab.world.unit["foundry"].pk]
    with django_assert_num_queries(3):  # type: ignore[operator]  # sightings, places now, contact points
        sightings.follow(ids)
