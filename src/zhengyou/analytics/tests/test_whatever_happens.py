"""Whatever happens to units, members, branches and places, in whatever order: the cells are what a full count finds."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.world import NOW, make_world
from zhengyou.analytics import comparing, soundness
from zhengyou.analytics.actions import building
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.compiling import COUNTS
from zhengyou.analytics.models import Cell
from zhengyou.analytics.tests.happenings import (
    BECAUSE,
    MEMBER,
    PICK,
    ROWS,
    UNIT,
    division,
    if_allowed,
    one_of,
    rows,
)
from zhengyou.census.actions import imports, members, merging, units
from zhengyou.census.models import ImportBatch, Likeness, Member, Merge, Unit
from zhengyou.census.tests.duplicates.pairs import likeness_of
from zhengyou.census.tests.importing.lab import Lab
from zhengyou.coverage.actions import deriving
from zhengyou.coverage.models import UnitCoverage
from zhengyou.organisations.actions import line, reversing
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.organisations.tests.whole import ON, do, plan
from zhengyou.scoping import Scope

OPERATOR = Scope.operator()


class Whatever(RuleBasedStateMachine):
    """One example is one transaction, taken back at the end."""

    @initialize()
    def begin(self) -> None:
        self.moment = transaction.atomic()
        self.moment.__enter__()
        self.world = make_world()
        self.folder = tempfile.TemporaryDirectory(prefix="zhengyou-whatever-")
        self.lab = Lab(self.world, Path(self.folder.name))
        self.reorganised: list[Any] = []
        follow(at=NOW)

    def teardown(self) -> None:
        try:
            self.proved()
            self.built()
        finally:
            transaction.set_rollback(True)
            self.moment.__exit__(None, None, None)
            self.folder.cleanup()

    @rule(facts=UNIT, where=PICK)
    def a_unit_is_added(self, facts: dict[str, Any], where: int) -> None:
        place = one_of(Territory, where, valid_to=None)
        name = f"新单位{len(rows(Unit))}"
        if_allowed(
            lambda: units.add(
                facts={**facts, "name": name}, territory=place, by=OPERATOR, at=NOW, another=True
            )
        )

    @rule(facts=UNIT, which=PICK)
    def a_unit_is_corrected(self, facts: dict[str, Any], which: int) -> None:
        unit = one_of(Unit, which)
        if_allowed(lambda: units.correct(unit=unit, changes=facts, version=unit.version, by=OPERATOR, at=NOW))

    @rule(which=PICK, where=PICK)
    def a_unit_moves(self, which: int, where: int) -> None:
        unit, place = one_of(Unit, which), one_of(Territory, where, valid_to=None)
        if_allowed(
            lambda: units.transfer(
                unit=unit, territory=place, on=ON, version=unit.version, by=OPERATOR, at=NOW
            )
        )

    @rule(which=PICK, again=st.booleans())
    def a_unit_closes_or_opens_again(self, which: int, again: bool) -> None:
        unit = one_of(Unit, which)
        if again:
            if_allowed(lambda: units.reopen(unit=unit, version=unit.version, by=OPERATOR, at=NOW))
        else:
            if_allowed(
                lambda: units.close(
                    unit=unit, on=ON, reason="deregistered", version=unit.version, by=OPERATOR, at=NOW
                )
            )

    @rule(one=PICK, two=PICK)
    def two_units_turn_out_to_be_one(self, one: int, two: int) -> None:
        first, second = one_of(Unit, one, closed_on=None), one_of(Unit, two, closed_on=None)
        if first is None or first == second:
            return
        pair = rows(Likeness, first__in=[first, second], second__in=[first, second])
        likeness = pair[0] if pair else likeness_of(first, second)
        versions = (likeness.first.version, likeness.second.version)
        if_allowed(
            lambda: merging.merge(
                likeness=likeness, keep="first", chosen={}, versions=versions, by=OPERATOR, at=NOW
            )
        )

    @rule(which=PICK)
    def a_merger_is_taken_back(self, which: int) -> None:
        merge = one_of(Merge, which, undone_at=None)
        if merge is not None:
            if_allowed(lambda: merging.unmerge(merge=merge, by=OPERATOR, at=NOW))

    @rule(told=ROWS)
    def a_ledger_is_imported(self, told: list[dict[str, Any]]) -> None:
        if_allowed(lambda: self.lab.run(told))

    @rule()
    def the_last_import_is_undone(self) -> None:
        done = rows(ImportBatch, state="committed")
        if done:
            if_allowed(lambda: imports.undo(batch=done[-1], by=OPERATOR, at=NOW))

    @rule(facts=MEMBER, branch=PICK, unit=PICK, with_branch=st.booleans())
    def a_member_is_enrolled(self, facts: dict[str, Any], branch: int, unit: int, with_branch: bool) -> None:
        where = {
            "branch": one_of(PartyOrganisation, branch, valid_to=None) if with_branch else None,
            "unit": one_of(Unit, unit, closed_on=None),
        }
        name = f"党员{len(rows(Member))}"
        if_allowed(lambda: members.add(facts={**facts, **where, "name": name}, by=OPERATOR, at=NOW))

    @rule(facts=MEMBER, which=PICK)
    def a_member_is_corrected(self, facts: dict[str, Any], which: int) -> None:
        member = one_of(Member, which)
        if_allowed(
            lambda: members.correct(member=member, changes=facts, version=member.version, by=OPERATOR, at=NOW)
        )

    @rule(which=PICK, branch=PICK, unit=PICK)
    def a_member_changes_branch(self, which: int, branch: int, unit: int) -> None:
        member = one_of(Member, which)
        where = {
            "branch": one_of(PartyOrganisation, branch, valid_to=None) if branch % 3 else None,
            "unit": one_of(Unit, unit, closed_on=None),
        }
        if_allowed(
            lambda: members.transfer(
                member=member, on=ON, version=member.version, by=OPERATOR, at=NOW, **where
            )
        )

    @rule(which=PICK, again=st.booleans())
    def a_member_leaves_or_comes_back(self, which: int, again: bool) -> None:
        member = one_of(Member, which)
        held = {"member": member, "version": member.version, "by": OPERATOR, "at": NOW}
        if again:
            if_allowed(lambda: members.reopen(**held))
        else:
            if_allowed(lambda: members.close(on=ON, reason="transferred", **held))

    @rule(which=PICK)
    def a_roll_is_complete(self, which: int) -> None:
        branch = one_of(PartyOrganisation, which, valid_to=None)
        if_allowed(lambda: line.declare_roll_complete(organisation=branch, on=ON, by=OPERATOR, at=NOW))

    @rule(which=PICK, where=PICK)
    def a_branch_is_corrected_or_moves_to_another_place(self, which: int, where: int) -> None:
        branch = one_of(PartyOrganisation, which, valid_to=None)
        place = one_of(Territory, where, valid_to=None)
        if_allowed(
            lambda: line.correct(
                organisation=branch, changes={"territory": place}, version=branch.version, by=OPERATOR, at=NOW
            )
        )

    @rule(kind=st.sampled_from(["move", "merge"]), which=PICK, where=PICK, of_places=st.booleans())
    def a_tree_is_reorganised(self, kind: str, which: int, where: int, of_places: bool) -> None:
        if of_places:
            subject = one_of(Territory, which, valid_to=None, level="township")
            goal = one_of(Territory, where, valid_to=None, level="township" if kind == "merge" else "county")
        else:
            subject = one_of(PartyOrganisation, which, valid_to=None)
            goal = one_of(PartyOrganisation, where, valid_to=None)
        over = {"territory": subject} if of_places else {"organisation": subject}
        asked = [
            row
            for row in self.world.appointment.values()
            if all(getattr(row, n) == v for n, v in over.items())
        ]
        wanted = plan(kind, subject, goal, appointments={row.pk: "over" for row in asked})
        if (done := if_allowed(lambda: do(wanted, by=OPERATOR, at=NOW))) is not None:
            self.reorganised.append(done)

    @rule(which=PICK, share=st.integers(0, 1))
    def a_place_with_units_is_divided(self, which: int, share: int) -> None:
        stand = [unit.territory_id for unit in rows(Unit)]
        self.divided(one_of(Territory, which, valid_to=None, pk__in=stand), share)

    @rule(which=PICK, share=st.integers(0, 1))
    def a_branch_with_units_is_divided(self, which: int, share: int) -> None:
        belong = [unit.organisation_id for unit in rows(Unit)]
        self.divided(one_of(PartyOrganisation, which, valid_to=None, pk__in=belong), share)

    def divided(self, subject: Territory | PartyOrganisation | None, share: int) -> None:
        if subject is None:
            return
        if (done := if_allowed(lambda: do(division(subject, share), by=OPERATOR, at=NOW))) is not None:
            self.reorganised.append(done)

    @rule()
    def the_last_reorganisation_is_taken_back(self) -> None:
        if self.reorganised:
            last = self.reorganised[-1]
            last.refresh_from_db()
            if if_allowed(lambda: reversing.reverse(reorganisation=last, by=OPERATOR, at=NOW)) is not None:
                self.reorganised.pop()

    @rule()
    def the_worker_comes_by(self) -> None:
        follow(at=NOW)

    def proved(self) -> None:
        """No cell differs from a count of the facts by the engine, and no fact is such that no count can be right."""
        while follow(at=NOW):
            continue
        found = comparing.compare(self.world.round, engine="duckdb")
        assert (found.different, found.first, found.waiting) == (0, [], 0)
        assert found.compared > 0
        assert soundness.findings() == []
        facts = coverage_held()
        deriving.everything()
        assert coverage_held() == facts

    def built(self) -> None:
        """A full build leaves the very cells that the refreshes left."""
        before = cells_held()
        building.build(self.world.round, at=NOW)
        assert cells_held() == before


def coverage_held() -> list[Any]:
    return list(UnitCoverage.objects.across_all(because=BECAUSE).order_by("pk").values())


def cells_held() -> set[Any]:
    names = ("path", "indicator", "dimension", "value", *COUNTS)
    return set(Cell.objects.across_all(because=BECAUSE).values_list("round_id", *names))


@pytest.mark.django_db
def test_after_whatever_happened_the_cells_are_what_a_full_count_finds() -> None:
    run_state_machine_as_test(
        Whatever,
        settings=settings(
            max_examples=12, stateful_step_count=14, suppress_health_check=list(HealthCheck), print_blob=False
        ),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("share", [0, 1])
@pytest.mark.parametrize("of_places", [True, False])
def test_a_division_and_its_reversal_leave_what_a_full_count_finds(of_places: bool, share: int) -> None:
    """Each of them is carried out here, where the machine may be refused."""
    machine = Whatever()
    machine.begin()
    try:
        unit = machine.world.unit["foundry"]
        subject = unit.territory if of_places else unit.organisation
        assert subject is not None
        wanted = division(subject, share)
        assert wanted.chosen["unit"]
        done = do(wanted, by=OPERATOR, at=NOW)
        machine.proved()
        reversing.reverse(reorganisation=done, by=OPERATOR, at=NOW)
    finally:
        machine.teardown()
