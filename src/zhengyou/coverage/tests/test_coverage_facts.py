"""What follows for coverage from a unit's facts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zhengyou import standards
from zhengyou.coverage.rules.facts import UnitFacts, any_of, derive

PLAIN = UnitFacts(
    org_kind="enterprise", reg_status="normal", closed=False, has_org=False, form="", declared=3, rolled=None,
    unmoved=None, instructor=False, union=False, league=False, above_scale=None,
)  # fmt: skip
RULES = standards.load_founding()


def test_three_full_members_qualify_an_enterprise_and_two_do_not() -> None:
    assert derive(PLAIN, RULES).qualifies is True
    assert derive(replace(PLAIN, declared=2), RULES).qualifies is False


def test_an_unknown_count_qualifies_nobody() -> None:
    facts = derive(replace(PLAIN, declared=None), RULES)
    assert facts.qualifies is None
    assert facts.basis == ""


def test_a_complete_roll_goes_before_the_declared_count() -> None:
    facts = derive(replace(PLAIN, declared=9, rolled=2), RULES)
    assert (facts.full_members, facts.basis, facts.qualifies) == (2, "roll", False)


def test_an_association_counts_members_whose_relations_are_elsewhere() -> None:
    association = replace(PLAIN, org_kind="association", declared=1, unmoved=2)
    assert derive(association, RULES).qualifies is True
    assert derive(replace(association, org_kind="enterprise"), RULES).qualifies is False


@pytest.mark.parametrize("status", ["suspended", "deregistered", "dormant"])
def test_what_does_not_operate_leaves_the_denominator(status: str) -> None:
    assert derive(replace(PLAIN, reg_status=status), RULES).operating is False


def test_an_unknown_status_stays_unknown_and_a_closed_unit_is_closed() -> None:
    assert derive(replace(PLAIN, reg_status=""), RULES).operating is None
    assert derive(replace(PLAIN, closed=True), RULES).operating is False


def test_an_organisation_without_a_form_is_covered_but_neither_solo_nor_joint() -> None:
    facts = derive(replace(PLAIN, has_org=True), RULES)
    assert (facts.covered, facts.solo, facts.joint) == (True, None, None)


def test_work_reaches_a_unit_by_organisation_instructor_union_or_league() -> None:
    assert derive(PLAIN, RULES).work_covered is False
    assert derive(replace(PLAIN, union=True), RULES).work_covered is True
    assert derive(replace(PLAIN, league=None), RULES).work_covered is None


def test_any_of_is_three_valued() -> None:
    assert any_of(None, True) is True
    assert any_of(None, False) is None
    assert any_of(False, False) is False


def test_a_unit_of_unknown_kind_belongs_to_no_population() -> None:
    facts = derive(replace(PLAIN, org_kind=""), RULES)
    assert (facts.population, facts.qualifies) == ("", None)
