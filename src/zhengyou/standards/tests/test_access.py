"""Who sees which fields and may do what."""

import pytest

from zhengyou import standards

ACCESS = standards.load_access()
EDITS = {
    "units.edit",
    "members.edit",
    "organisations.edit",
    "imports.run",
    "territories.manage",
    "rounds.manage",
}
NAMES = {"member_names", "member_personal", "reveal_id", "secretary_personal", "unit_owner"}
ADMINS = ["system_admin", "security_admin", "audit_admin"]
DEPARTMENTS = ["united_front", "market_regulator", "federation", "industry_authority"]
OFFICES = ["province_office", "city_office", "county_office", "township_office", "organisation_dept"]


@pytest.mark.parametrize("role", DEPARTMENTS)
def test_departments_see_units_and_counts_and_change_nothing(role: str) -> None:
    assert not ACCESS.groups(role) & NAMES
    assert "member_counts" in ACCESS.groups(role)
    assert not ACCESS.rights(role) & EDITS
    assert "members.view" not in ACCESS.rights(role)


@pytest.mark.parametrize("role", OFFICES)
def test_offices_see_members_names_in_their_territory(role: str) -> None:
    assert "member_names" in ACCESS.groups(role)
    assert "member_personal" not in ACCESS.groups(role)
    assert ACCESS.role(role).reach == "territory"


@pytest.mark.parametrize("role", ADMINS)
def test_administrators_see_no_campaign_data_and_need_a_second_factor(role: str) -> None:
    assert ACCESS.groups(role) == frozenset()
    assert ACCESS.role(role).reach == "oversight"
    assert ACCESS.role(role).second_factor == "required"
    assert len(ACCESS.rights(role)) == 1


def test_the_three_administrators_share_no_right() -> None:
    first, second, third = (ACCESS.rights(role) for role in ADMINS)
    assert len(first | second | third) == len(first) + len(second) + len(third)


def test_nobody_else_has_an_administrators_right() -> None:
    special = {"system.manage", "security.manage", "audit.read"}
    assert {role.code for role in ACCESS.roles if ACCESS.rights(role.code) & special} == set(ADMINS)


def test_a_secretary_sees_all_of_the_own_branch_and_an_instructor_no_member() -> None:
    assert ACCESS.groups("secretary") == set(ACCESS.all_groups)
    assert ACCESS.role("secretary").reach == "organisation"
    assert "member_names" not in ACCESS.groups("instructor")
    assert ACCESS.role("instructor").reach == "units"


@pytest.mark.parametrize("role", [role.code for role in ACCESS.roles])
def test_rights_and_fields_fit_each_other(role: str) -> None:
    groups, rights = ACCESS.groups(role), ACCESS.rights(role)
    assert ("members.view" in rights) == ("member_names" in groups)
    assert ("members.reveal" in rights) == ("reveal_id" in groups)
    assert ("units.view" in rights) == ("unit_basic" in groups)
    assert rights <= set(ACCESS.all_rights)


def test_an_unknown_role_is_an_error() -> None:
    with pytest.raises(KeyError):
        ACCESS.role("mayor")


def test_rounds_are_the_same_for_the_whole_province_and_belong_to_the_offices_above_the_county() -> None:
    assert {role.code for role in ACCESS.roles if "rounds.manage" in ACCESS.rights(role.code)} == {
        "province_office",
        "city_office",
    }
