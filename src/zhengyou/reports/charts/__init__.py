"""Charts as SVG text, drawn without a browser: the same on a page, in Word and as PDF. Pure: knows no figures and no Django.

In the blue scale of the screens, and told apart by dashes, marks and words too, so that a print in black says the same.
Only presentation attributes: a strict content security policy lets no style attribute through.
"""

from zhengyou.reports.charts.bars import Bar, bars
from zhengyou.reports.charts.trend import Line, trend

__all__ = ["Bar", "Line", "bars", "trend"]
