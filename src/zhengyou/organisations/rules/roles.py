"""Roles as the access matrix names them."""

from __future__ import annotations

from zhengyou import standards

ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})


def role_name(code: str, language: str = "zh") -> str:
    """The role's name for a reader."""
    role = standards.load_access().role(code)
    return role.en if language == "en" else role.zh


def role_choices() -> list[tuple[str, str]]:
    """All roles, in the order of the matrix."""
    return [(role.code, role.zh) for role in standards.load_access().roles]


def needs_second_factor(code: str) -> bool:
    """Whether the role may only be used with a second factor."""
    return standards.load_access().role(code).second_factor == "required"
