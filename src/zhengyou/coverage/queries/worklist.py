"""Units that qualify for an organisation and have none, with what is agreed about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from zhengyou.coverage.models import FoundingStep, UnitCoverage
from zhengyou.organisations.queries import territories
from zhengyou.scoping import Scope, below
from zhengyou.web.todo import Waiting

DUE = Q(operating=True, qualifies=True, covered=False)
UNKNOWN_KIND = Q(population="") & ~Q(operating=False)
UNKNOWN_ORGANISATION = Q(operating=True, qualifies=True, covered__isnull=True)
UNKNOWN_COUNT = Q(operating=True, qualifies__isnull=True) & ~Q(covered=True)


def due_units(scope: Scope, *, path: str = "") -> QuerySet[UnitCoverage]:
    """Operating units of all three kinds that qualify and have no organisation, in code order then by name."""
    return _listed(scope, path, DUE)


def undecided_units(scope: Scope, *, path: str = "") -> QuerySet[UnitCoverage]:
    """Operating units that may be due: the member count is unknown, or whether there is an organisation."""
    return _listed(scope, path, UNKNOWN_COUNT | UNKNOWN_ORGANISATION)


def _listed(scope: Scope, path: str, condition: Q) -> QuerySet[UnitCoverage]:
    rows = UnitCoverage.objects.within(scope).filter(condition)
    if path:
        rows = rows.filter(below("path", path))
    return rows.select_related("unit").order_by("path", "unit__name", "pk")


def places_of(rows: Iterable[UnitCoverage]) -> dict[str, str]:
    """{path: "宛城区 汉冶街道"} of the places of these rows, one query."""
    return territories.names_by_path(row.path for row in rows)


def steps_of(scope: Scope, units: list[int]) -> dict[int, FoundingStep]:
    """{unit: step} for these units, one query."""
    return {row.unit_id: row for row in FoundingStep.objects.within(scope).filter(unit__in=units)}


def steps_of_all(scope: Scope) -> dict[int, FoundingStep]:
    """{unit: step} of the whole scope, for an export."""
    return {row.unit_id: row for row in FoundingStep.objects.within(scope)}


def by_step(scope: Scope, rows: QuerySet[UnitCoverage], show: str, *, today: date) -> QuerySet[UnitCoverage]:
    """Narrows to units without a next step ("unset") or past its date ("late")."""
    steps = FoundingStep.objects.within(scope).values("unit")
    if show == "unset":
        return rows.exclude(pk__in=steps)
    return rows.filter(pk__in=steps.filter(due_on__lt=today))


@dataclass(frozen=True, slots=True)
class Agreed:
    """How many of the units that are due have a next step, and how many of those are past their date."""

    due: int
    without_step: int
    late: int


def agreed(scope: Scope, *, path: str = "", today: date) -> Agreed:
    """Counts for a territory, one query."""
    step = FoundingStep.objects.within(scope).filter(unit=OuterRef("pk"))
    rows = (
        due_units(scope, path=path).order_by().annotate(step_due=Subquery(step.order_by().values("due_on")))
    )
    return Agreed(
        **rows.aggregate(
            due=Count("pk"),
            without_step=Count("pk", filter=Q(step_due__isnull=True)),
            late=Count("pk", filter=Q(step_due__lt=today)),
        )
    )


def waiting(scope: Scope, *, today: date) -> list[Waiting]:
    """For those who set next steps: units without one, and steps past their date."""
    if not scope.may("worklist.set"):
        return []
    state = agreed(scope, today=today)
    unknown = UnitCoverage.objects.within(scope).filter(UNKNOWN_KIND).count()
    url = reverse("coverage:worklist")
    items = []
    if state.late:
        items.append(
            Waiting(
                None,
                _("%(number)s 家应建未建单位的下一步已过期限") % {"number": state.late},
                f"{url}?show=late",
                _("查看"),
            )
        )
    if state.without_step:
        items.append(
            Waiting(
                None,
                _("%(number)s 家应建未建单位还没有定下一步") % {"number": state.without_step},
                f"{url}?show=unset",
                _("安排"),
            )
        )
    if unknown:
        items.append(
            Waiting(
                None,
                _("%(number)s 家单位的类别未知，没有计入任何比率") % {"number": unknown},
                f"{reverse('census:units')}?org_kind=unknown",
                _("补充"),
            )
        )
    return items
