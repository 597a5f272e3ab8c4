"""Reading the calendars: of the own level and of those above, on demand of the level directly below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.campaigns import calendar_words
from zhengyou.campaigns.models import CalendarEntry, Phase
from zhengyou.campaigns.rules.calendar import LONGEST, days_in, occurrences
from zhengyou.scoping import Reach, Scope
from zhengyou.scoping.prefix import ancestors

K = CalendarEntry.Kind
LOOK_AHEAD: Final = timedelta(days=366)
FEW: Final = 3
_BECAUSE = "the campaign is the same for everyone"


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """One time of an entry. clash: the name of the holiday that it falls on, '' for none."""

    begin: date
    end: date
    number: int
    entry: CalendarEntry
    own: bool
    clash: str = ""

    @property
    def repeats(self) -> str:
        """How often it comes again, in words."""
        return str(calendar_words.repeats(self.entry))


def entries(scope: Scope, *, below: bool = False) -> QuerySet[CalendarEntry]:
    """Those of the own level and the levels above; below: those of the level directly below as well, for offices."""
    rows = CalendarEntry.objects.within(scope)
    if scope.reach is not Reach.EVERYTHING:
        wanted = Q(place__in=ancestors(scope.place))
        if below and scope.reach is Reach.TERRITORY:
            wanted |= Q(territory__parent__path=scope.place)
        rows = rows.filter(wanted)
    return rows.select_related("territory").exclude(until__lt=F("starts_on"))


def days(scope: Scope, *, first: date, last: date, below: bool = False) -> list[Day]:
    """What falls on first..last, in order of days and levels; one query."""
    begun = Q(starts_on__lte=last)
    going = Q(until__isnull=True) | Q(until__gte=first - LONGEST)
    once = Q(repeats="", starts_on__gte=first) | Q(repeats="", ends_on__gte=first)
    rows = list(entries(scope, below=below).filter(begun, once | (~Q(repeats="") & going)))
    found = [
        Day(begin, end, position, row, row.place == scope.place)
        for position, row in enumerate(sorted(rows, key=lambda one: (one.place, one.pk)))
        for begin, end in occurrences(**_facts(row), first=first, last=last)
    ]
    free = [day for day in found if day.entry.kind == K.HOLIDAY]
    return sorted(_with_clash(day, free) for day in found)


def month(day: date) -> tuple[date, date]:
    """First and last day of a month."""
    return day.replace(day=1), day.replace(day=days_in(day.year, day.month))


def weeks(first: date, last: date, found: Iterable[Day]) -> list[list[tuple[date, list[Day]]]]:
    """Monday to Sunday, the days of the neighbouring months too, each with what falls on it."""
    held = list(found)
    begin = first - timedelta(days=first.weekday())
    count = ((last - begin).days // 7 + 1) * 7
    line = [begin + timedelta(days=number) for number in range(count)]
    cells = [(day, [one for one in held if one.begin <= day <= one.end]) for day in line]
    return [cells[number : number + 7] for number in range(0, count, 7)]


def clashes(scope: Scope, entry: CalendarEntry, *, today: date) -> list[str]:
    """Sentences: on which days of the year ahead an entry falls on a holiday or on a day of a level above. At most three."""
    if entry.kind in {K.HOLIDAY, K.WORKDAY}:
        return []
    first = max(entry.starts_on, today)
    last = first + LOOK_AHEAD
    times = occurrences(**_facts(entry), first=first, last=last)
    told = []
    for other in days(scope, first=first, last=last):
        above = other.entry.place != entry.place and entry.place.startswith(other.entry.place)
        if (
            other.entry.pk == entry.pk
            or other.entry.kind == K.WORKDAY
            or not (above or other.entry.kind == K.HOLIDAY)
        ):
            continue
        for begin, end in times:
            if begin <= other.end and other.begin <= end:
                told.append((max(begin, other.begin), other.entry))
    words = _("%(day)s 与%(place)s的“%(title)s”同一天。")
    return [
        words % {"day": day.isoformat(), "place": other.territory.name, "title": other.title}
        for day, other in sorted(told, key=lambda one: (one[0], one[1].pk))[:FEW]
    ]


def without_holidays(year: int) -> bool:
    """Whether the official holidays of a year are not held."""
    return all(not edition.holds_on(date(year, 6, 30)) for edition in standards.editions("calendar"))


def phases(campaign: int) -> list[Phase]:
    """The phases of a campaign, in order."""
    return list(Phase.objects.across_all(because=_BECAUSE).filter(campaign=campaign))


def in_force(pack: standards.Pack) -> list[tuple[str, standards.Edition]]:
    """The standards that the campaign works with, by the pack's editions; the official days of all years with them."""
    found = []
    for name, number in pack.standards.items():
        found += [(name, one) for one in standards.editions(name) if one.id == number]
    return [*found, *(("calendar", one) for one in standards.editions("calendar"))]


def _facts(row: CalendarEntry) -> Mapping[str, Any]:
    return {name: getattr(row, name) for name in ("starts_on", "ends_on", "repeats", "until")}


def _with_clash(day: Day, free: list[Day]) -> Day:
    if day.entry.kind in {K.HOLIDAY, K.WORKDAY}:
        return day
    names = [one.entry.title for one in free if one.begin <= day.end and day.begin <= one.end]
    return Day(day.begin, day.end, day.number, day.entry, day.own, names[0]) if names else day
