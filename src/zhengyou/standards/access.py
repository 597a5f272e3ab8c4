"""Who sees which facts and may do what: roles by field groups and by rights."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from zhengyou.standards import tables
from zhengyou.standards.editions import chosen
from zhengyou.standards.errors import StandardError

GROUPS = (
    "unit_basic",
    "unit_business",
    "unit_owner",
    "unit_contact",
    "organisation",
    "secretary_personal",
    "member_counts",
    "member_names",
    "member_personal",
    "reveal_id",
)
RIGHTS = (
    "territories.manage",
    "territories.reorganise",
    "organisations.edit",
    "accounts.manage",
    "rounds.manage",
    "units.edit",
    "members.edit",
    "imports.run",
    "members.reveal",
    "worklist.set",
    "audit.read",
    "security.manage",
    "system.manage",
    "requests.answer",
    "units.view",
    "members.view",
    "reports.view",
    "figures.freeze",
    "statistics.view",
    "export",
    "directives.view",
    "directives.manage",
    "directives.receive",
    "tasks.manage",
    "tasks.report",
    "documents.write",
    "documents.approve",
    "visits.record",
    "problems.raise",
    "calendar.manage",
)
REACHES = ("territory", "organisation", "units", "oversight", "nothing")


@dataclass(frozen=True, slots=True)
class Role:
    """`reach`: what the role's scope hangs on; `levels`: where there is such a body, () for persons."""

    code: str
    zh: str
    en: str
    reach: str
    levels: tuple[str, ...]
    second_factor: str

    def label(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Access:
    roles: tuple[Role, ...]
    _groups: Mapping[str, frozenset[str]]
    _rights: Mapping[str, frozenset[str]]

    @property
    def all_groups(self) -> tuple[str, ...]:
        return GROUPS

    @property
    def all_rights(self) -> tuple[str, ...]:
        return RIGHTS

    def role(self, code: str) -> Role:
        """The role with this code; KeyError when there is none."""
        found = next((role for role in self.roles if role.code == code), None)
        if found is None:
            raise KeyError(code)
        return found

    def groups(self, role: str) -> frozenset[str]:
        """The field groups that a role may see."""
        return self._groups[role]

    def rights(self, role: str) -> frozenset[str]:
        """What a role may do."""
        return self._rights[role]


@cache
def load_access(edition: str | None = None, *, root: Path | None = None) -> Access:
    """All roles; StandardError when a role is missing in one of the two tables."""
    folder = chosen("access", edition, root).folder
    rows = list(tables.read(folder / "roles.csv", "code,zh,en,reach,levels,second_factor"))
    tables.refuse_repeats([(row, row.text("code")) for row in rows], "code")
    roles = tuple(_role(row) for row in rows)
    return Access(
        roles, _grants(folder / "matrix.csv", GROUPS, roles), _grants(folder / "rights.csv", RIGHTS, roles)
    )


def _role(row: tables.Row) -> Role:
    return Role(
        code=row.text("code"),
        zh=row.text("zh"),
        en=row.text("en"),
        reach=row.text("reach", REACHES),
        levels=row.parts("levels"),
        second_factor=row.text("second_factor", ("required", "optional")),
    )


def _grants(file: Path, columns: tuple[str, ...], roles: tuple[Role, ...]) -> Mapping[str, frozenset[str]]:
    codes = [role.code for role in roles]
    granted: dict[str, frozenset[str]] = {}
    for row in tables.read(file, ",".join(("role", *columns))):
        for column in columns:
            if row.maybe(column) not in ("", "1"):
                raise row.wrong(column, f"expected 1 or nothing, found {row.maybe(column)}")
        granted[row.text("role", codes)] = frozenset(column for column in columns if row.maybe(column))
    missing = [code for code in codes if code not in granted]
    if missing:
        raise StandardError(f"expected a row for each role, none for {', '.join(missing)}", file=file)
    return MappingProxyType(granted)
