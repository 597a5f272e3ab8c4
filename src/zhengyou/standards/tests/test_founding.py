"""Who qualifies for a Party organisation, and when its term ends."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengyou import standards
from zhengyou.standards.rules import elections, founding

RULES = standards.load_founding()
ENUMS = standards.load_enums()
counts = st.none() | st.integers(0, 200)


def test_every_kind_of_unit_has_a_rule_and_every_level_a_name() -> None:
    assert set(RULES.populations) == set(ENUMS["org_kind"].codes)
    assert set(RULES.terms) == set(ENUMS["org_level"].codes) - {"group"}
    assert {one.level for some in RULES.thresholds.values() for one in some} <= set(ENUMS["org_level"].codes)
    assert RULES.org_kinds("enterprise") == ("enterprise",)


@pytest.mark.parametrize(
    ("full", "state", "level"),
    [
        (None, "unknown", None),
        (0, "below", None),
        (2, "below", None),
        (3, "qualifies", "branch"),
        (49, "qualifies", "branch"),
        (50, "qualifies", "general_branch"),
        (100, "qualifies", "committee"),
    ],
)
def test_an_enterprise_qualifies_by_its_full_members(full: int | None, state: str, level: str | None) -> None:
    found = founding.qualifies(RULES, org_kind="enterprise", full_members=full)
    assert (found.state, found.level, found.needs) == (state, level, 3)


def test_probationary_members_make_no_branch_but_count_for_its_size() -> None:
    two = founding.qualifies(RULES, org_kind="enterprise", full_members=2, probationary_members=5)
    many = founding.qualifies(RULES, org_kind="enterprise", full_members=48, probationary_members=2)
    assert two.state == "below"
    assert many.level == "general_branch"


@pytest.mark.parametrize("kind", ["association", "federation_branch"])
def test_associations_and_federation_branches_count_members_whose_relations_are_elsewhere(kind: str) -> None:
    def state(full: int | None, unmoved: int | None) -> str:
        return founding.qualifies(RULES, org_kind=kind, full_members=full, unmoved_members=unmoved).state

    assert state(1, 2) == "qualifies"
    assert state(1, 1) == "below"
    assert state(3, None) == "qualifies"
    assert state(1, None) == "unknown"
    assert state(None, 9) == "unknown"


@given(st.sampled_from(sorted(RULES.populations)), counts, counts)
def test_unknown_full_members_qualify_nobody(
    kind: str, unmoved: int | None, probationary: int | None
) -> None:
    found = founding.qualifies(
        RULES, org_kind=kind, full_members=None, unmoved_members=unmoved, probationary_members=probationary
    )
    assert found.state == "unknown"
    assert found.level is None


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(KeyError):
        founding.qualifies(RULES, org_kind="state_enterprise", full_members=3)


@pytest.mark.parametrize(
    ("level", "election", "years", "ends"),
    [
        ("branch", date(2024, 5, 1), None, date(2027, 5, 1)),
        ("committee", date(2024, 5, 1), None, date(2029, 5, 1)),
        ("branch", date(2024, 5, 1), 5, date(2029, 5, 1)),
        ("branch", date(2024, 2, 29), None, date(2027, 3, 1)),
        ("group", date(2024, 5, 1), None, None),
        ("branch", None, None, None),
    ],
)
def test_the_term_ends_by_level(
    level: str, election: date | None, years: int | None, ends: date | None
) -> None:
    assert elections.term_ends(RULES, level=level, last_election=election, term_years=years) == ends


@pytest.mark.parametrize(
    ("on", "due"),
    [(date(2026, 11, 1), "later"), (date(2026, 11, 2), "soon"), (date(2027, 5, 1), "overdue")],
)
def test_the_reminder_comes_half_a_year_ahead(on: date, due: str) -> None:
    assert elections.due(RULES, ends=date(2027, 5, 1), on=on) == due


def test_an_unknown_term_is_unknown() -> None:
    assert elections.due(RULES, ends=None, on=date(2026, 1, 1)) == "unknown"


def test_reminders_come_in_order() -> None:
    days = elections.reminders(RULES, ends=date(2027, 5, 1))
    assert list(days) == sorted(days)
    assert len(days) == len(RULES.reminder_days)
