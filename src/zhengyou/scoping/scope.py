"""The scope as a value: passed to every query, action and form, never looked up on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Reach(StrEnum):
    """Along which line a scope reaches rows."""

    EVERYTHING = "everything"  # the operator at the shell; audited as such
    TERRITORY = "territory"  # an office: its place and what lies below
    ORGANISATION = "organisation"  # a secretary: the own organisation and those below it
    UNITS = "units"  # an instructor: the units served
    OVERSIGHT = "oversight"  # an administrator: who holds which role, the log; no campaign data
    NOTHING = "nothing"  # a stranger


@dataclass(frozen=True, slots=True)
class Scope:
    """What one person may see and do in one role.

    path: prefix in the territory tree (reach TERRITORY and OVERSIGHT) or in the Party line (reach ORGANISATION).
    place: territory path where the person stands: an office's own, that of a secretary's organisation.
    groups: field groups the role may read (standards/access).
    rights: verbs the role may use (standards/access).
    """

    reach: Reach
    user_id: int | None = None
    role: str = ""
    path: str = ""
    place: str = ""
    groups: frozenset[str] = field(default_factory=frozenset)
    rights: frozenset[str] = field(default_factory=frozenset)
    label: str = ""

    def may(self, right: str) -> bool:
        """Whether the role has the right. The operator has all."""
        return self.reach is Reach.EVERYTHING or right in self.rights

    def sees(self, group: str) -> bool:
        """Whether the role may read the field group. The operator reads all."""
        return self.reach is Reach.EVERYTHING or group in self.groups

    @classmethod
    def nothing(cls, user_id: int | None = None) -> Scope:
        """A stranger's scope: no row, no right."""
        return cls(reach=Reach.NOTHING, user_id=user_id)

    @classmethod
    def operator(cls) -> Scope:
        """The scope of whoever has the shell."""
        return cls(reach=Reach.EVERYTHING, role="operator", label="operator")
