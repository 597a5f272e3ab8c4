"""Members as lists, inside a scope; a fixed number of queries whatever the length."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.expressions import OrderBy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhengyou.census.models import Member, Unit
from zhengyou.census.queries import words
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.scoping import Scope, below

CHUNK: Final = 2000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows the list; '' asks for nothing."""

    q: str = ""
    place: Territory | None = None
    branch: PartyOrganisation | None = None
    category: str = ""
    relation: str = ""
    standing: str = ""
    mobile_status: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the list. group: the field group that the role must see."""

    key: str
    label: str | Promise
    group: str
    read: Callable[[Member], Any]


COLUMNS: Final = (
    Column("name", _("姓名"), "member_names", lambda member: member.name),
    Column(
        "branch", _("所在党支部"), "member_names", lambda member: member.branch.name if member.branch else ""
    ),
    Column("unit", _("工作单位"), "member_names", lambda member: member.unit.name if member.unit else ""),
    Column("category", _("人员类别"), "member_names", lambda member: words.word("category", member.category)),
    Column("position", _("党内职务"), "member_names", lambda member: words.word("position", member.position)),
    Column("post", _("岗位类别"), "member_names", lambda member: words.word("post", member.post)),
    Column("joined_on", _("加入党组织日期"), "member_names", lambda member: member.joined_on),
    Column("relation", _("组织关系"), "member_names", lambda member: words.word("relation", member.relation)),
    Column("standing", _("党籍状态"), "member_names", lambda member: words.word("standing", member.standing)),
    Column(
        "out_of_contact", _("失联"), "member_personal", lambda member: words.yes_no(member.out_of_contact)
    ),
)
_IN_ORDER: Final = ("place", "branch_id", "name", "pk")
_SORTS: Final = {"branch": "branch__name", "unit": "unit__name"}


def columns(scope: Scope) -> list[Column]:
    """The columns that the role may see."""
    return [column for column in COLUMNS if scope.sees(column.group)]


def listed(scope: Scope, wanted: Wanted, *, sort: str = "") -> QuerySet[Member]:
    """The members who fit, branch by branch, or sorted by a column; unknown values come last either way."""
    found = Q(closed_on__isnull=not wanted.closed)
    if wanted.q:
        found &= (
            Q(name__icontains=wanted.q)
            | Q(unit__name__icontains=wanted.q)
            | Q(branch__name__icontains=wanted.q)
        )
    if wanted.place is not None:
        found &= below("place", wanted.place.path)
    if wanted.branch is not None:
        found &= below("branch__path", wanted.branch.path)
    for name in ("category", "relation", "standing", "mobile_status"):
        if value := getattr(wanted, name):
            found &= Q(**{name: "" if value == "unknown" else value})
    return within(scope).filter(found).order_by(*_order(scope, sort))


def within(scope: Scope) -> QuerySet[Member]:
    """The members inside the scope with branch and unit."""
    return Member.objects.within(scope).select_related("branch", "unit")


def _order(scope: Scope, sort: str) -> tuple[Any, ...]:
    key, descending = sort.removeprefix("-"), sort.startswith("-")
    if key not in {column.key for column in columns(scope)}:
        return _IN_ORDER
    name = _SORTS.get(key, key)
    expression: Any = F(name)
    if name in {"category", "position", "post", "joined_on", "relation", "standing"}:
        expression = Case(When(**{name: ""}, then=None), default=F(name))
    return (OrderBy(expression, descending=descending, nulls_last=True), *_IN_ORDER)


def cells(member: Member, shown: list[Column]) -> list[tuple[Column, Any]]:
    """The member's cells."""
    return [(column, column.read(member)) for column in shown]


def lines(found: QuerySet[Member], shown: list[Column]) -> Iterator[list[Any]]:
    """The list for a workbook, streamed: every row."""
    for member in found.iterator(chunk_size=CHUNK):
        yield [column.read(member) for column in shown]


def of_unit(scope: Scope, unit: Unit) -> QuerySet[Member]:
    """The members on a roll who work in a unit."""
    return within(scope).filter(unit=unit, closed_on__isnull=True).order_by("name", "pk")


def of_branch(scope: Scope, branch: PartyOrganisation) -> QuerySet[Member]:
    """The members on a branch's roll."""
    return within(scope).filter(branch=branch, closed_on__isnull=True).order_by("name", "pk")
