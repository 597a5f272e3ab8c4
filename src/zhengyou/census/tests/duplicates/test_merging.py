"""Merging two records, and taking it back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.world import NOW, TODAY, World
from zhengyou.analytics.actions.following import follow
from zhengyou.audit.models import Event
from zhengyou.census.actions import merging, repointing, units
from zhengyou.census.models import Likeness, Member, RegisterEntry, Sighting, Unit
from zhengyou.census.queries import facts, history, standing
from zhengyou.census.tests.duplicates.pairs import (
    WHY,
    Pair,
    everything,
    likeness_of,
    make_pair,
    members_of,
    unit_now,
)
from zhengyou.changes import queries as changes
from zhengyou.changes.models import Outbox
from zhengyou.coverage.models import FoundingStep, UnitCoverage
from zhengyou.encryption import blind_index
from zhengyou.scoping import OutsideScope
from zhengyou.web.errors import Conflict, Forbidden, Refused


@pytest.fixture
def pair(world: World) -> Pair:
    return make_pair(world)


def test_what_is_known_in_one_record_is_known_in_the_one_that_stays(world: World, pair: Pair) -> None:
    pair.merge(world.scope("county"))
    kept, removed = pair.now("first"), pair.now("second")
    assert (kept.uscc, kept.name) == ("91411302MA0000001Q", "豫宛精密铸造有限公司")  # the newer source's name
    assert str(kept.employees) == "130"
    assert kept.owner_politics_consent == date(2026, 5, 1)
    assert (removed.closed_on, removed.closing_reason, removed.merged_into_id) == (
        TODAY,
        "duplicate",
        kept.pk,
    )


def test_a_person_chooses_field_by_field(world: World, pair: Pair) -> None:
    pair.merge(world.scope("county"), chosen={"name": "first", "has_org": "first", "contact_phone": "first"})
    kept = pair.now("first")
    assert kept.name == "豫宛精密铸造有限公司"
    assert (kept.has_org, kept.form, kept.organisation_id) == (True, "own", world.organisation["branch"].pk)
    assert kept.contact_phone.open() == "韩业主 13700000002"


def test_the_index_of_the_number_goes_with_the_contact(world: World, pair: Pair) -> None:
    pair.merge(world.scope("county"), chosen={"contact_phone": "second"})
    number = blind_index("13700000009", purpose="phone_number_index")
    assert pair.now("first").phone_number_index == number


def test_what_a_register_holds_stays_whatever_was_chosen(world: World, pair: Pair) -> None:
    pair.merge(world.scope("county"), chosen={"employees": "first"})
    assert pair.now("first").employees == 130


def test_everything_that_pointed_at_it_follows(world: World, pair: Pair) -> None:
    pair.merge(world.scope("county"))
    assert members_of(pair.first) == ["孙党员", "张党员", "李党员", "钱党员"]
    assert members_of(pair.second) == []
    sightings = Sighting.objects.across_all(because=WHY)
    assert sightings.filter(unit=pair.first).count() == 2
    assert sightings.filter(unit=pair.second).get().round == world.round  # both had been seen in it
    assert FoundingStep.objects.across_all(because=WHY).get().unit_id == pair.first.pk


def test_what_one_register_said_of_both_is_held_together(world: World, pair: Pair) -> None:
    pair.merge(world.scope("county"))
    entries = RegisterEntry.objects.across_all(because=WHY).filter(unit=pair.first)
    held = {entry.register: sorted(entry.fields) for entry in entries}
    assert held == {"insurance": ["employees", "social_insured"], "tax": ["revenue", "tax"]}


def test_each_fact_keeps_its_source_and_day(world: World, pair: Pair) -> None:
    pair.merge(world.scope("county"))
    change = changes.provenance("unit", pair.first.pk)["venue_area"]
    assert (change.source, change.as_of) == ("合并：街道摸底表.xlsx", date(2026, 11, 22))


def test_figures_follow(world: World, pair: Pair) -> None:
    before = Outbox.objects.across_all(because=WHY).count()
    pair.merge(world.scope("county"))
    waiting = Outbox.objects.across_all(because=WHY).order_by("pk")[before:]
    assert {(row.subject_kind, row.subject_id) for row in waiting} >= {
        ("unit", pair.first.pk),
        ("unit", pair.second.pk),
    }


def test_a_code_that_is_taken_changes_places(world: World, pair: Pair) -> None:
    """The other code still leads to this unit when a workbook brings it once more."""
    pair.merge(world.scope("county"), keep="second", chosen={"uscc": "first"})
    assert pair.now("second").uscc == "91411302MA0000001Q"
    assert pair.now("first").uscc == ""


SIDES = st.sampled_from(["first", "second"])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keep=SIDES, chosen=st.dictionaries(st.sampled_from(standing.choosable()), SIDES))
def test_taken_back_every_row_is_as_it_was(
    world: World, pair: Pair, keep: Any, chosen: dict[str, Any]
) -> None:
    by = world.scope("county")
    before = everything()
    with transaction.atomic():
        try:
            made = pair.merge(by, keep, chosen)
        except Refused:
            transaction.set_rollback(True)
            return
        assert everything() != before
        merging.unmerge(merge=made, by=by, at=NOW)
        assert everything() == before
        transaction.set_rollback(True)


def test_a_merge_that_is_refused_leaves_nothing(world: World, pair: Pair) -> None:
    wrong = pair.now("second")
    wrong.employees_u35 = 500
    wrong.save()
    before = everything(leaving=frozenset())
    with pytest.raises(Refused, match="矛盾"):
        pair.merge(world.scope("county"), chosen={"employees_u35": "second"})
    assert everything(leaving=frozenset()) == before


def test_two_people_at_once(world: World, pair: Pair) -> None:
    pair.merge(world.scope("county"))
    with pytest.raises(Conflict):
        pair.merge(world.scope("city"))
    with pytest.raises(Conflict):
        merging.merge(
            likeness=Likeness.objects.across_all(because=WHY).get(), keep="second", chosen={}, versions=(1, 1),
            by=world.scope("city"), at=NOW,
        )  # fmt: skip


def test_what_changed_since_it_was_shown_is_not_merged(world: World, pair: Pair) -> None:
    shown = (pair.first.version, pair.second.version)
    units.correct(
        unit=pair.first, changes={"tax": 3}, version=pair.first.version, by=world.scope("county"), at=NOW
    )
    with pytest.raises(Conflict):
        merging.merge(
            likeness=pair.likeness, keep="first", chosen={}, versions=shown, by=world.scope("county"), at=NOW
        )


def test_taken_back_twice(world: World, pair: Pair) -> None:
    made = pair.merge(world.scope("county"))
    merging.unmerge(merge=made, by=world.scope("county"), at=NOW)
    with pytest.raises(Conflict):
        merging.unmerge(merge=made, by=world.scope("county"), at=NOW)


def test_a_later_change_stands_against_it_by_name(world: World, pair: Pair) -> None:
    by = world.scope("county")
    made = pair.merge(by)
    kept = pair.now("first")
    units.correct(unit=kept, changes={"venue_area": 99}, version=kept.version, by=by, at=NOW)
    before = everything(leaving=frozenset())
    with pytest.raises(Refused, match="场所面积"):
        merging.unmerge(merge=made, by=by, at=NOW)
    assert everything(leaving=frozenset()) == before


def test_a_later_change_of_something_else_stands_not_against_it(world: World, pair: Pair) -> None:
    by = world.scope("county")
    made = pair.merge(by)
    kept = pair.now("first")
    units.correct(unit=kept, changes={"tax": 7}, version=kept.version, by=by, at=NOW)
    merging.unmerge(merge=made, by=by, at=NOW)
    assert pair.now("first").tax == 7


def test_a_member_who_moved_on_stands_against_it(world: World, pair: Pair) -> None:
    by = world.scope("county")
    made = pair.merge(by)
    member = Member.objects.across_all(because=WHY).get(name="孙党员")
    member.unit = world.unit["due"]
    member.save()
    with pytest.raises(Refused, match="1 名党员"):
        merging.unmerge(merge=made, by=by, at=NOW)


def test_a_chain_is_taken_back_from_its_end(world: World, pair: Pair) -> None:
    by = world.scope("county")
    first = pair.merge(by)
    other = world.unit["due"]
    likeness = likeness_of(pair.first, other)
    second = merging.merge(
        likeness=likeness,
        keep="first" if likeness.first_id == other.pk else "second",
        chosen={},
        versions=(unit_now(likeness.first_id).version, unit_now(likeness.second_id).version),
        by=by,
        at=NOW,
    )
    with pytest.raises(Refused, match="又并入"):
        merging.unmerge(merge=first, by=by, at=NOW)
    merging.unmerge(merge=second, by=by, at=NOW)
    merging.unmerge(merge=first, by=by, at=NOW)
    assert pair.now("second").closed_on is None


def test_a_closed_unit_is_not_merged(world: World, pair: Pair) -> None:
    by = world.scope("county")
    units.close(unit=pair.second, on=TODAY, reason="stopped", version=pair.second.version, by=by, at=NOW)
    with pytest.raises(Refused, match="已经终止"):
        pair.merge(by)


@pytest.mark.parametrize("person", ["secretary", "instructor"])
def test_only_offices_merge(world: World, pair: Pair, person: str) -> None:
    with pytest.raises(Forbidden):
        pair.merge(world.scope(person))


@pytest.mark.parametrize("person", ["neighbour_county", "township"])
def test_nobody_merges_what_lies_outside(world: World, pair: Pair, person: str) -> None:
    before = everything(leaving=frozenset())
    with pytest.raises((OutsideScope, Conflict)):
        pair.merge(world.scope(person))
    assert everything(leaving=frozenset()) == before


def test_a_relation_that_nobody_spoke_of_stops_everything(
    world: World, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {name: rule for name, rule in repointing.RELATIONS.items() if name != "census.transfer.to_unit"}
    monkeypatch.setattr(repointing, "RELATIONS", known)
    before = everything(leaving=frozenset())
    with pytest.raises(repointing.UnknownRelation, match=r"transfer\.to_unit"):
        pair.merge(world.scope("county"))
    assert everything(leaving=frozenset()) == before


def test_every_relation_is_spoken_of() -> None:
    assert {name for name, _field in repointing.relations()} == set(repointing.RELATIONS)


@pytest.mark.parametrize(
    "facts",
    [{"closed_on": None}, {"closed_on": TODAY, "closing_reason": "stopped"}],
    ids=["open", "other reason"],
)
def test_the_database_knows_what_merged_means(world: World, facts: dict[str, Any]) -> None:
    rows = Unit.objects.across_all(because=WHY).filter(pk=world.unit["foundry"].pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(merged_into=world.unit["due"].pk, **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(merged_into=world.unit["foundry"].pk, closed_on=TODAY, closing_reason="duplicate")


def test_the_merged_one_leaves_every_figure(world: World, pair: Pair) -> None:
    follow(at=NOW)
    rows = UnitCoverage.objects.across_all(because=WHY).filter(unit__in=(pair.first, pair.second))
    second = pair.now("second")
    second.reg_status = "normal"
    second.save()
    made = pair.merge(world.scope("county"))
    follow(at=NOW)
    assert dict(rows.values_list("unit_id", "operating")) == {pair.first.pk: True, pair.second.pk: False}
    merging.unmerge(merge=made, by=world.scope("county"), at=NOW)
    follow(at=NOW)
    assert dict(rows.values_list("unit_id", "operating")) == {pair.first.pk: True, pair.second.pk: True}


def test_merged_it_is_not_opened_again_by_another_door(world: World, pair: Pair) -> None:
    pair.merge(world.scope("county"))
    gone = pair.now("second")
    with pytest.raises(Conflict, match="撤销合并"):
        units.reopen(unit=gone, version=gone.version, by=world.scope("county"), at=NOW)


def test_the_history_of_both_tells_of_it(world: World, pair: Pair) -> None:
    pair.merge(world.scope("county"))
    told = [
        (label, new)
        for event in history.history(world.scope("county"), "unit", pair.second.pk)
        for label, _old, new in event.what
    ]
    assert ("并入的单位", "豫宛精密铸造有限公司") in told
    assert ("原因", "重复登记") in told
    events = Event.objects.across_all(because=WHY).filter(action="unit.merged")
    assert [event.subject for event in events] == ["豫宛精密铸造有限公司"]


def test_asked_for_by_its_name_the_standing_one_answers(world: World, pair: Pair) -> None:
    """Two records of one name are one unit after the merge, for the command line too."""
    second = pair.now("second")
    second.name = pair.first.name
    second.save()
    with pytest.raises(Refused, match="几家单位"):
        facts.find(world.scope("county"), pair.first.name)
    pair.merge(world.scope("county"))
    assert facts.find(world.scope("county"), pair.first.name).pk == pair.first.pk
