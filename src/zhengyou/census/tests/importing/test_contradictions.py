"""What cannot be true together refuses the row; what is only odd is told."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from zhengyou.census.rules import member_row, unit_row
from zhengyou.census.rules.derived import size_class


def found(said: dict[str, Any]) -> list[tuple[str, str]]:
    return [(finding.code, finding.severity) for finding in unit_row.contradictions(said)]


@pytest.mark.parametrize(
    "said",
    [
        {"members_formal": 5, "members_total_in": 3},
        {"members_formal": 3, "members_probation": 3, "members_total_in": 5},
        {"employees_u35": 9, "employees": 8},
        {"has_org": False, "org_name": "某支部"},
        {"has_org": False, "secretary": "张三"},
        {"has_org": False, "form": "own"},
        {"has_org": True, "no_org_reason": "no_members"},
    ],
)
def test_contradictions_refuse(said: dict[str, Any]) -> None:
    assert [severity for _, severity in found(said)] == ["error"]


@pytest.mark.parametrize(
    "said",
    [
        {"members_formal": 3, "members_probation": 1, "members_total_in": 5},
        {"instructor": False, "instructor_name": "冯指导"},
        {"union_": False, "union_members": 12},
        {"members_total_in": 9, "employees": 8},
        {"owner_is_secretary": True, "owner_politics": "masses"},
    ],
)
def test_oddities_are_told(said: dict[str, Any]) -> None:
    assert [severity for _, severity in found(said)] == ["warning"]


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"members_formal": 5},
        {"members_formal": 3, "members_probation": 2, "members_total_in": 5},
        {"has_org": False, "no_org_reason": "few_members", "workers_full": 0},
        {"has_org": True, "org_name": "某支部"},
        {"org_name": "某支部"},
    ],
)
def test_unknown_values_contradict_nothing(said: dict[str, Any]) -> None:
    assert found(said) == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"joined_on": "2010-05", "full_on": "2009-05"}, "full_before_joining"),
        ({"birth_date": "1990-01-01", "joined_on": "1989"}, "joined_before_birth"),
        ({"birth_date": "1990-01-01", "joined_on": "2000"}, "joined_young"),
        ({"category": "probationary", "full_on": "2020"}, "probationary_full"),
    ],
)
def test_dates_of_a_member_follow_one_another(said: dict[str, Any], code: str) -> None:
    assert [finding.code for finding in member_row.contradictions(said)] == [code]


def test_the_identity_number_is_believed() -> None:
    birth, gender = member_row.told_by("41130219800101001X")
    assert (birth, gender) == ("1980-01-01", "male")
    said = {"birth_date": "1981-01", "gender": "female"}
    assert {finding.code for finding in member_row.from_id_number(said, birth, gender)} == {
        "birth_differs",
        "gender_differs",
    }
    assert not list(member_row.from_id_number({"birth_date": "1980"}, birth, gender))


def test_size_follows_from_what_is_known_and_from_nothing_else() -> None:
    known = {
        "org_kind": "enterprise",
        "industry_code": "C13",
        "employees": 50,
        "revenue": Decimal(3000),
        "assets": None,
    }
    assert size_class(**known) == "small"  # type: ignore[arg-type]
    assert size_class(**{**known, "employees": None}) == ""  # type: ignore[arg-type]
    assert size_class(**{**known, "org_kind": "association"}) == ""  # type: ignore[arg-type]


def test_the_committee_above_is_no_organisation_of_the_units_own() -> None:
    said = {"has_org": False, "parent_org": "汉冶街道党工委"}
    assert [(one.code, one.severity) for one in unit_row.contradictions(said)] == [
        ("superior_without_organisation", "warning")
    ]
    reason = {"no_org_reason": "no_members", "parent_org": "汉冶街道党工委", "workers_full": 0}
    assert [(key, value) for key, value, _ in unit_row.conclusions(reason)] == [("has_org", False)]
    assert list(unit_row.contradictions(reason)) == []


def test_a_secretary_beside_a_reason_for_having_none_goes_back() -> None:
    said = {"no_org_reason": "no_members", "secretary": "张三"}
    assert list(unit_row.conclusions(said)) == []
    assert [one.code for one in unit_row.contradictions(said)] == ["reason_denied"]
