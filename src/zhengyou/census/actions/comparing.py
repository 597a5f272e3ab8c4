"""Comparing two rounds: begun by a person, counted in the background, shown when it is whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from zhengyou import jobs, loading
from zhengyou.census.models import Comparison, ComparisonCell, ComparisonRow, Round
from zhengyou.census.models.comparison import Kind
from zhengyou.census.queries.between import SOME, Between, Found
from zhengyou.census.queries.between_organisations import OrganisationsBetween
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Reach, Scope, is_below
from zhengyou.web.errors import Forbidden, Refused

KIND: Final = "census.compare"
COUNTED_ONLY: Final = (Kind.UNCHANGED, Kind.MISSING)
_OWN: Final = "the comparison's own cells and rows; it was reached through the scope"
_DELETED_AT_ONCE: Final = 20_000

Told = Callable[[int, int], None]


def of(*, earlier: Round, later: Round, territory: Territory, by: Scope) -> Comparison:
    """The comparison of two rounds for a territory, which may not be counted yet.

    Raises Forbidden (no office, or a place outside the scope), Refused (the rounds are not in order).
    """
    if by.reach not in {Reach.TERRITORY, Reach.EVERYTHING} or not is_below(territory.path, by.path):
        raise Forbidden
    if earlier.as_of >= later.as_of:
        raise Refused(_("请选两个不同的轮次，数据截止日早的在前。"))
    found, _new = Comparison.objects.across_all(because=_OWN).get_or_create(
        earlier=earlier, later=later, territory=territory, defaults={"path": territory.path}
    )
    return found


@transaction.atomic
def start(*, comparison: Comparison, by: Scope) -> jobs.Job:
    """Counts it, again if need be, in the background. A counting that is under way is not begun a second time."""
    job = jobs.start(
        kind=KIND,
        title=title(comparison),
        payload={"comparison": comparison.pk},
        by=by,
        path=comparison.path,
        key=f"{KIND}:{comparison.pk}",
    )
    comparison.job_id = job.pk
    comparison.save(update_fields=["job_id"])
    return job


def title(comparison: Comparison) -> str:
    """What the work is called in the list of jobs."""
    return _("%(place)s：第 %(earlier)s 轮和第 %(later)s 轮的变化") % {
        "place": comparison.territory,
        "earlier": comparison.earlier.code,
        "later": comparison.later.code,
    }


def count(*, comparison: Comparison, at: datetime, told: Told = lambda _done, _total: None) -> Comparison:
    """Counts from the beginning, in many short transactions; what was shown before stays until the last of them.

    Killed anywhere and begun again, it comes to the same. told: (units judged, units in all).
    """
    number = _next_number(comparison)
    between = Between(comparison.earlier, comparison.later, comparison.territory)
    units = between.units()
    cells: Counter[tuple[str, str, str]] = Counter()
    for start_ in range(0, len(units), SOME):
        found = list(between.judge(units[start_ : start_ + SOME]))
        cells.update((between.child(one.path), one.field, one.kind) for one in found)
        _keep(comparison, number, [one for one in found if one.kind not in COUNTED_ONLY])
        told(min(start_ + SOME, len(units)), len(units))
    cells.update(_of_organisations(between))
    return _show(comparison, number, cells, at)


def _of_organisations(between: Between) -> Iterator[tuple[str, str, str]]:
    """Cells only: the rows behind are few and judged when somebody asks for them."""
    organisations = OrganisationsBetween(between)
    numbers = organisations.numbers()
    for start_ in range(0, len(numbers), SOME):
        for one in organisations.judge(numbers[start_ : start_ + SOME]):
            yield between.child(one.path), one.field, one.kind


def _next_number(comparison: Comparison) -> int:
    own = Comparison.objects.across_all(because=_OWN).filter(pk=comparison.pk)
    with transaction.atomic():
        own.update(begun=F("begun") + 1)
        return own.values_list("begun", flat=True).get()


def _keep(comparison: Comparison, number: int, found: Sequence[Found]) -> None:
    columns: dict[str, Sequence[Any]] = {
        "unit_id": [one.subject for one in found],
        "path": [one.path for one in found],
        "field": [one.field for one in found],
        "kind": [one.kind.value for one in found],
        "old": [one.old for one in found],
        "new": [one.new for one in found],
        "change_id": [one.change for one in found],
    }
    loading.insert(ComparisonRow, columns, constants={"comparison_id": comparison.pk, "run": number})


def _show(
    comparison: Comparison, number: int, cells: Counter[tuple[str, str, str]], at: datetime
) -> Comparison:
    """Puts the new numbers in the place of the old ones at once, unless a counting begun later was faster."""
    with transaction.atomic():
        rows = Comparison.objects.across_all(because=_OWN).filter(pk=comparison.pk)
        held = rows.select_for_update(of=("self",)).get()
        if held.run < number:
            own = ComparisonCell.objects.across_all(because=_OWN)
            own.filter(comparison=held).delete()
            made = [
                ComparisonCell(comparison=held, path=path, field=field, kind=kind, count=count)
                for (path, field, kind), count in cells.items()
            ]
            own.bulk_create(made, batch_size=1000)
            held.run, held.computed_at = number, at
            held.save(update_fields=["run", "computed_at"])
    _clear(held)
    return held


def _clear(comparison: Comparison) -> None:
    """Rows of older countings, those that were killed too, some at a time."""
    rows = ComparisonRow.objects.across_all(because=_OWN).filter(
        comparison=comparison, run__lt=comparison.run
    )
    while some := list(rows.order_by().values_list("pk", flat=True)[:_DELETED_AT_ONCE]):
        rows.filter(pk__in=some).delete()
