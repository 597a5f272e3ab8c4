"""Facts that no count can be right with: where they are, a figure is wrong although every cell agrees with the facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import F, Model, PositiveIntegerField, Q, QuerySet
from django.utils.translation import gettext as _

from zhengyou.analytics.models import Cell
from zhengyou.census.models import Member, Unit
from zhengyou.coverage.models import UnitCoverage
from zhengyou.organisations.models import Territory
from zhengyou.organisations.queries import tree

NAMED = 5
_BECAUSE = "facts are proved as a whole, whoever may see them"


def findings() -> list[str]:
    """Sentences, one for each kind of fault with how many and the first names; [] when there is none."""
    return [*tree.findings(), *territories(), *units(), *members(), *counts()]


def territories() -> Iterator[str]:
    """Places that were closed before they were opened."""
    rows = Territory.objects.across_all(because=_BECAUSE).filter(valid_to__lt=F("valid_from"))
    yield from _line(_("撤销日期早于设立日期的区划"), rows, "name")


def units() -> Iterator[str]:
    """Units that stand nowhere, or elsewhere than where they are counted."""
    rows = Unit.objects.across_all(because=_BECAUSE)
    facts = UnitCoverage.objects.across_all(because=_BECAUSE)
    places = Territory.objects.across_all(because=_BECAUSE)
    standing = places.filter(valid_to__isnull=True).values("path")
    yield from _line(
        _("还在册、所在地却没有或已撤销的单位"),
        rows.filter(closed_on__isnull=True).exclude(path__in=standing),
        "name",
    )
    yield from _line(_("路径与所在地不符的单位"), rows.exclude(path=F("territory__path")), "name")
    yield from _line(_("没有计入指标的单位"), rows.exclude(pk__in=facts.values("pk")), "name")
    yield from _line(_("计在别处的单位"), facts.exclude(path=F("unit__path")), "unit__name")


def members() -> Iterator[str]:
    """Members who are counted elsewhere than where their branch, else their unit, stands."""
    rows = Member.objects.across_all(because=_BECAUSE)
    astray = rows.filter(branch__isnull=False).exclude(place=F("branch__place"))
    astray |= rows.filter(branch__isnull=True).exclude(place=F("unit__path"))
    number = astray.count()  # no names of members
    if number:
        yield _("计在别处的党员：%(count)s 名") % {"count": f"{number:,}"}


def counts() -> Iterator[str]:
    """Numbers below nothing, and parts larger than their whole."""
    rows = Unit.objects.across_all(because=_BECAUSE)
    yield from _line(_("有负数的单位"), rows.filter(_negative(Unit)), "name")
    cells = Cell.objects.across_all(because=_BECAUSE)
    wrong = cells.filter(_negative(Cell) | Q(numerator__gt=F("denominator")))
    yield from _line(_("不成立的指标格子"), wrong, "indicator")


def _negative(model: type[Model]) -> Q:
    found = Q()
    for field in model._meta.concrete_fields:
        if isinstance(field, PositiveIntegerField):
            found |= Q(**{f"{field.name}__lt": 0})
    return found


def _line(text: str, rows: QuerySet[Model], name: str) -> Iterable[str]:
    """One sentence with the number and the first names; none for no row."""
    number = rows.count()
    if not number:
        return
    names = list(rows.order_by("pk").values_list(name, flat=True)[:NAMED])
    yield _("%(text)s：%(count)s 个（%(first)s%(more)s）") % {
        "text": text,
        "count": f"{number:,}",
        "first": "、".join(names),
        "more": "……" if number > NAMED else "",
    }
