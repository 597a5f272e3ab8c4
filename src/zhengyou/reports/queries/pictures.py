"""Figures as drawings, wide for a desk and a sheet of paper, narrow for a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from zhengyou.analytics.indicators import INDICATORS
from zhengyou.reports import charts
from zhengyou.reports.queries.over_time import Moment
from zhengyou.reports.queries.splitting import Share

WIDE, NARROW = 640.0, 330.0


@dataclass(frozen=True, slots=True)
class Picture:
    """Two drawings of the same; their markup is our own, every word in it escaped."""

    wide: SafeString
    narrow: SafeString


def over_time(key: str, place: str, moments: Sequence[Moment]) -> Picture | None:
    """One figure over time; None with fewer than two shares to draw a line between."""
    line = charts.Line(INDICATORS[key].name, tuple(one.shares.get(key) for one in moments))
    if sum(share is not None for share in line.shares) < 2:
        return None
    title = _("%(place)s%(figure)s走势") % {"place": place, "figure": line.name}
    days = [one.day.isoformat() for one in moments]
    wide, narrow = (
        charts.trend(title, days, [line], width=width, height=height)
        for width, height in ((WIDE, 210.0), (NARROW, 190.0))
    )
    return Picture(mark_safe(wide), mark_safe(narrow))


def by_value(title: str, shares: Sequence[Share]) -> Picture:
    """One figure by the values of a dimension."""
    rows = [
        charts.Bar(one.label, one.figure.share, one.figure.said, faint=one.figure.share is None)
        for one in shares
    ]
    wide, narrow = (charts.bars(title, rows, width=width) for width in (WIDE, NARROW))
    return Picture(mark_safe(wide), mark_safe(narrow))
