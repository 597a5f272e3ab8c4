"""Figures as pages and exports show them: a cell in words, beside what it was before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhengyou.analytics.indicators import INDICATORS
from zhengyou.analytics.numbers import Numbers
from zhengyou.analytics.readings import Reading
from zhengyou.organisations.models import Territory
from zhengyou.reports.queries.behind import has_list

FIRST = ("due_rate", "org_cover", "work_cover", "above_scale_rate")
_OF_PEOPLE = "members"


def others(on: date) -> tuple[str, ...]:
    """The indicators beside the first four that are in force on a day, as they are declared."""
    return tuple(key for key, one in INDICATORS.items() if key not in FIRST and one.holds_on(on))


def all_keys(on: date) -> tuple[str, ...]:
    """Every figure of the overview, in the order in which it shows them."""
    return (*FIRST, *others(on))


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator of one territory, or of one value of a dimension in it. reading: None where nothing is counted.

    before: the share at the date that the page compares with.
    """

    key: str
    territory: Territory
    reading: Reading | None
    before: float | None = None

    @property
    def name(self) -> str:
        return INDICATORS[self.key].name

    @property
    def withheld(self) -> bool:
        """Whether the group is too small to be shown, or would give a small one away."""
        return self.reading is not None and self.reading.withheld

    @property
    def numbers(self) -> Numbers | None:
        """The four numbers; None when withheld."""
        return Numbers() if self.reading is None else self.reading.numbers

    @property
    def share(self) -> float | None:
        """0 to 1; None when withheld, nobody is in the whole, or it is known of nobody whether they count."""
        return None if self.reading is None or self._nobody_judged else self.reading.share

    @property
    def _nobody_judged(self) -> bool:
        """A roll that never said who is in contact is no roll of people out of contact: 0 % would be false.

        Only of people: of a unit it may be unknown whether it is in the whole, and `unknown` counts those too.
        """
        numbers = self.numbers
        if INDICATORS[self.key].facts != _OF_PEOPLE or not numbers:
            return False
        return bool(numbers.denominator) and numbers.unknown >= numbers.denominator

    @property
    def said(self) -> str:
        """The share in words, or why there is none."""
        if self.withheld:
            return _("不公布")
        if self.share is None:
            return _("未知") if self.numbers and self.numbers.unknown else "—"
        return f"{self.share:.1%}"

    @property
    def counts(self) -> str:
        """`9 / 14 家`; '' when withheld."""
        if self.numbers is None:
            return ""
        part, whole = f"{self.numbers.numerator:,}", f"{self.numbers.denominator:,}"
        return self._counted(part, whole, self.numbers.denominator)

    @property
    def note(self) -> str:
        """Counts, what is unknown, how it has changed: one short line."""
        if self.numbers is None:
            return _("不足五人，或会推算出不足五人")
        if self.reading is None:
            return _("这里没有计入这项的")
        parts = [self.counts]
        if self.numbers.unknown:
            parts.append(_("未知 %(number)s") % {"number": f"{self.numbers.unknown:,}"})
        return " · ".join([*parts, *([self.change] if self.change else [])])

    @property
    def change(self) -> str:
        """Against the date before, in points of a percent; '' where either is missing."""
        if self.share is None or self.before is None:
            return ""
        points = round(self.share * 100, 1) - round(self.before * 100, 1)
        if abs(points) < 0.05:
            return _("与上次持平")
        form = _("比上次高 %(points)s 个百分点") if points > 0 else _("比上次低 %(points)s 个百分点")
        return form % {"points": f"{abs(points):.1f}"}

    @property
    def opens(self) -> str:
        """What the page of the figure holds, in words."""
        return _("口径和名单") if has_list(self.key) else _("口径")

    @property
    def url(self) -> str:
        return reverse("reports:figure", args=[self.key, self.territory.code])

    def _counted(self, part: str, whole: str, number: int) -> str:
        if INDICATORS[self.key].facts == _OF_PEOPLE:
            form = ngettext("%(part)s / %(whole)s 名", "%(part)s / %(whole)s 名", number)
        else:
            form = ngettext("%(part)s / %(whole)s 家", "%(part)s / %(whole)s 家", number)
        return form % {"part": part, "whole": whole}


def of(
    territory: Territory, keys: Iterable[str], cells: dict[str, Reading], before: dict[str, float | None]
) -> list[Figure]:
    """Several figures of one territory."""
    return [Figure(key, territory, cells.get(key), before.get(key)) for key in keys]
