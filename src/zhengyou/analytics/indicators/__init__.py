"""The indicators, each declared once: words in both languages, what is counted, who is left out and why, source, dates.

The same declaration counts cells on every database and engine and lists the units behind a figure. To add an indicator, add its
declaration to the file of its family; nothing else knows of single indicators.
"""

from __future__ import annotations

from typing import Final

from zhengyou.analytics.indicators import coverage, members
from zhengyou.analytics.indicators.conditions import Part
from zhengyou.analytics.indicators.declaring import Indicator

__all__ = ["INDICATORS", "Indicator", "Part"]

INDICATORS: Final[dict[str, Indicator]] = {
    one.key: one for family in (coverage, members) for one in family.DECLARED
}
