"""Roles as the access matrix names them, and which of them one role may give to a person."""

from __future__ import annotations

from zhengyou import standards

ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})
LEVELS = ("province", "city", "county", "township")
BODY_KINDS = frozenset(
    {"organisation_dept", "united_front", "market_regulator", "federation", "industry_authority"}
)


def role_name(code: str, language: str = "zh") -> str:
    """The role's name for a reader; `language` as Django names it."""
    role = standards.load_access().role(code)
    return role.en if language.startswith("en") else role.zh


def role_choices() -> list[tuple[str, str]]:
    """All roles, in the order of the matrix."""
    return [(role.code, role.zh) for role in standards.load_access().roles]


def needs_second_factor(code: str) -> bool:
    """Whether the role may only be used with a second factor."""
    return standards.load_access().role(code).second_factor == "required"


def stands_at(code: str, level: str) -> bool:
    """Whether the role may be held over a place of this level; persons' roles stand at every level."""
    levels = standards.load_access().role(code).levels
    return not levels or level in levels


def names_organisation(code: str) -> bool:
    """Whether the role is held over an organisation (a secretary), not over a place."""
    return standards.load_access().role(code).reach == "organisation"


def may_give(giver: str, role: str) -> bool:
    """Whether the holder of `giver` may give `role` over a place or organisation inside the own reach.

    Offices alone give roles (accounts.manage), none that stands only above their own level, and never an
    administrator's: those three are appointed by whoever has the shell, so that no office makes its own controllers.
    """
    access = standards.load_access()
    if not giver or role in ADMINISTRATORS or "accounts.manage" not in access.rights(giver):
        return False
    levels = access.role(role).levels
    return not levels or max(map(LEVELS.index, levels)) >= min(map(LEVELS.index, access.role(giver).levels))


def given_by(giver: str) -> list[str]:
    """Codes of the roles that the holder of `giver` may give, in the order of the matrix."""
    return [role.code for role in standards.load_access().roles if may_give(giver, role.code)]


def body_kind(code: str) -> str:
    """The kind of body that a role works in; the role's own code where they are called alike, '' for none."""
    if code.endswith("_office"):
        return "leading_group_office"
    return code if code in BODY_KINDS else ""
