"""How often an entry comes again, in words: the weekday of a month by name."""

from __future__ import annotations

from typing import Any, Final

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from zhengyou.campaigns.models import CalendarEntry

_NTH: Final = (
    _("每月第一个%(weekday)s"),
    _("每月第二个%(weekday)s"),
    _("每月第三个%(weekday)s"),
    _("每月第四个%(weekday)s"),
    _("每月最后一个%(weekday)s"),
)


def repeats(entry: CalendarEntry) -> Any:
    """每月第四个星期五, by the day of the first time; '' for what comes once."""
    if entry.repeats == CalendarEntry.Repeats.MONTHLY_WEEKDAY:
        words = _NTH[(entry.starts_on.day - 1) // 7]
        return str(words) % {"weekday": WEEKDAYS[entry.starts_on.weekday()]}
    return entry.get_repeats_display() if entry.repeats else ""
