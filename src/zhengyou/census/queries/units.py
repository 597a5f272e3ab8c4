"""Units as lists: narrowed, sorted, inside a scope; a fixed number of queries whatever the length."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import OrderBy
from django.utils.functional import Promise
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhengyou import standards
from zhengyou.census.models import Unit
from zhengyou.census.queries import words
from zhengyou.census.rules import expected
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.organisations.queries import territories
from zhengyou.scoping import Scope, below
from zhengyou.standards import Field

CHUNK: Final = 2000
UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows the list. '' asks for nothing; "unknown" for those of whom it is not known."""

    q: str = ""
    place: Territory | None = None
    org_kind: str = ""
    has_org: str = ""  # "1", "0", "unknown"
    size_class: str = ""
    condition: str = ""
    section: str = ""  # letter of an industry section
    reg_status: str = ""
    missing: str = ""  # "any" or the key of a core field
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the list. group: the field group that the role must see. read: (unit, name of its place) -> cell."""

    key: str
    label: str | Promise
    group: str
    read: Callable[[Unit, str], Any]
    number: bool = False


def _organisation(unit: Unit) -> str:
    if unit.has_org and unit.form:
        return _text("已建立（%(form)s）") % {"form": words.word("form", unit.form)}
    return {True: _text("已建立"), False: _text("未建立"), None: ""}[unit.has_org]


COLUMNS: Final = (
    Column("name", _("单位名称"), "unit_basic", lambda unit, _place: unit.name),
    Column("place", _("所在地"), "unit_basic", lambda _unit, place: place),
    Column(
        "org_kind", _("单位类别"), "unit_basic", lambda unit, _place: words.word("org_kind", unit.org_kind)
    ),
    Column("industry", _("行业"), "unit_basic", lambda unit, _place: words.industry(unit.industry_code)),
    Column(
        "size_class", _("企业规模"), "unit_business", lambda unit, _place: words.word("size", unit.size_class)
    ),
    Column(
        "condition",
        _("经营状况"),
        "unit_business",
        lambda unit, _place: words.word("condition", unit.condition),
    ),
    Column(
        "reg_status",
        _("存续状态"),
        "unit_basic",
        lambda unit, _place: words.word("reg_status", unit.reg_status),
    ),
    Column("employees", _("从业人员"), "unit_business", lambda unit, _place: unit.employees, number=True),
    Column("members", _("正式党员"), "member_counts", lambda unit, _place: unit.members_formal, number=True),
    Column("organisation", _("党组织"), "organisation", lambda unit, _place: _organisation(unit)),
    Column("uscc", _("统一社会信用代码"), "unit_basic", lambda unit, _place: unit.uscc),
)

_CHOICES: Final = {  # filters by the code of an enumeration, and the field group each reads
    "org_kind": "unit_basic",
    "size_class": "unit_business",
    "condition": "unit_business",
    "reg_status": "unit_basic",
}
_IN_ORDER: Final = ("path", "name", "pk")
_SORTS: Final = {
    "name": "name",
    "place": "path",
    "industry": "industry_code",
    "employees": "employees",
    "members": "members_formal",
    "uscc": "uscc",
    "organisation": "has_org",
}
_BY_ENUM: Final = {
    "org_kind": "org_kind",
    "size_class": "size",
    "condition": "condition",
    "reg_status": "reg_status",
}


def columns(scope: Scope) -> list[Column]:
    """The columns that the role may see."""
    return [column for column in COLUMNS if scope.sees(column.group)]


def listed(scope: Scope, wanted: Wanted, *, sort: str = "") -> QuerySet[Unit]:
    """The units that fit, in code order of their places then by name, or sorted by a column ("members", "-members").

    Unknown values come last either way.
    """
    rows = Unit.objects.within(scope).filter(_condition(scope, wanted))
    return rows.order_by(*_order(scope, sort))


def _condition(scope: Scope, wanted: Wanted) -> Q:
    found = Q(closed_on__isnull=not wanted.closed)
    if wanted.q:
        found &= Q(name__icontains=wanted.q) | Q(uscc__istartswith=wanted.q.replace(" ", ""))
    if wanted.place is not None:
        found &= below("path", wanted.place.path)
    for name, group in _CHOICES.items():
        value = getattr(wanted, name)
        if value and scope.sees(group):
            found &= Q(**{name: "" if value == UNKNOWN else value})
    if wanted.section:
        found &= (
            Q(industry_code="") if wanted.section == UNKNOWN else Q(industry_code__startswith=wanted.section)
        )
    if wanted.has_org and scope.sees("organisation"):
        found &= Q(has_org={"1": True, "0": False}.get(wanted.has_org))
    if wanted.missing:
        found &= lacking(scope, wanted.missing)
    return found


def lacking(scope: Scope, key: str = "any") -> Q:
    """Units of whom a core fact (or any of them) is not known though it applies; facts the role may not see do not count."""
    fields = [
        field for field in expected.expected() if scope.sees(field.access) and key in {"any", field.key}
    ]
    found = Q(pk__isnull=True)
    for field in fields:
        found |= _unknown(field) & _applies(field)
    return found


def _unknown(field: Field) -> Q:
    name = expected.attribute(field)
    column = Unit._meta.get_field(name)
    return Q(**{f"{name}__isnull": True}) if getattr(column, "null", False) else Q(**{name: ""})


def _applies(field: Field) -> Q:
    if field.key == "assets":
        found = Q(pk__isnull=True)
        for prefix in expected.wants_assets():
            found |= Q(industry_code__startswith=prefix)
        return found
    condition = expected.WHEN.get(field.key)
    return Q(**{f"{condition[0]}__in": condition[1]}) if condition else Q()


def missing(scope: Scope, unit: Unit) -> list[Field]:
    """The core facts of one unit that are not known though they apply, as far as the role sees them."""
    facts = {name: getattr(unit, name) for name in _attributes()}
    return [field for field in expected.missing(facts) if scope.sees(field.access)]


def _attributes() -> set[str]:
    return {
        *(expected.attribute(field) for field in expected.expected()),
        *("org_kind", "has_org", "instructor", "industry_code"),
    }


def _order(scope: Scope, sort: str) -> tuple[Any, ...]:
    key, descending = sort.removeprefix("-"), sort.startswith("-")
    if key not in {column.key for column in columns(scope)}:
        return _IN_ORDER
    if key in _BY_ENUM:
        codes = standards.load_enums()[_BY_ENUM[key]].codes
        places = [When(Q(**{key: code}), then=Value(place)) for place, code in enumerate(codes)]
        expression: Any = Case(*places, default=None, output_field=IntegerField())
    elif key in {"uscc", "industry"}:
        expression = Case(When(**{_SORTS[key]: ""}, then=None), default=F(_SORTS[key]))
    else:
        expression = F(_SORTS[key])
    return (OrderBy(expression, descending=descending, nulls_last=True), *_IN_ORDER)


def rows(found: Iterable[Unit], shown: list[Column]) -> list[tuple[Unit, list[tuple[Column, Any]]]]:
    """Units with their cells; the names of the places come with two queries."""
    units = list(found)
    places = territories.names_by_path({unit.path for unit in units})
    return [
        (unit, [(column, column.read(unit, places.get(unit.path, ""))) for column in shown]) for unit in units
    ]


def lines(found: QuerySet[Unit], shown: list[Column]) -> Iterator[list[Any]]:
    """The same for a workbook, streamed: every row, whatever the number."""
    stream = found.iterator(chunk_size=CHUNK)
    while chunk := list(islice(stream, CHUNK)):
        for _unit, cells in rows(chunk, shown):
            yield [cell for _column, cell in cells]


def of_organisation(scope: Scope, organisation: PartyOrganisation) -> QuerySet[Unit]:
    """The open units that belong to an organisation."""
    return (
        Unit.objects.within(scope)
        .filter(organisation=organisation, closed_on__isnull=True)
        .order_by("name", "pk")
    )


def by_code(scope: Scope, uscc: str) -> Unit | None:
    """The unit with a credit code inside the scope."""
    return Unit.objects.within(scope).filter(uscc=uscc).first() if uscc else None
