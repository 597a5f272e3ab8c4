"""What an office writes into the calendar of its level."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.campaigns.models import CalendarEntry
from zhengyou.campaigns.rules.calendar import LONGEST
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Reach, Scope, confirm
from zhengyou.web.errors import Conflict, Forbidden, Refused

KIND: Final = "calendar"
FACTS: Final = ("kind", "title", "starts_on", "ends_on", "repeats", "until", "source")
_BECAUSE = "the entry was read through the scope; it is locked to be changed"


@transaction.atomic
def add(*, territory: Territory, facts: Mapping[str, Any], by: Scope, at: datetime) -> CalendarEntry:
    """A new entry of the office's own level. facts: by FACTS. Raises Refused (days the wrong way round), Forbidden."""
    require_own(territory.path, by)
    row = CalendarEntry(territory=territory, place=territory.path, made_by=by.label[:120], **_checked(facts))
    row.save(force_insert=True)
    ledger = _ledger(by, at)
    ledger.created(KIND, row.pk, values={name: getattr(row, name) for name in FACTS}, path=row.place)
    ledger.write()
    _audit("calendar.added", row, by, at)
    return confirm(row, by)


@transaction.atomic
def change(
    *, entry: CalendarEntry, facts: Mapping[str, Any], version: int, by: Scope, at: datetime
) -> CalendarEntry:
    """Corrects an entry of the own level. version: the one the person saw. Raises Refused, Conflict, Forbidden."""
    row = _locked(entry, by)
    if row.version != version:
        raise Conflict(_("这条日程刚刚已经有人更正。请重新打开，看过以后再改。"))
    checked = _checked(facts)
    changed = {
        name: (getattr(row, name), value) for name, value in checked.items() if getattr(row, name) != value
    }
    if not changed:
        return row
    for name, value in checked.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*checked, "version"])
    ledger = _ledger(by, at)
    ledger.changed(KIND, row.pk, values=changed, path=row.place)
    ledger.write()
    _audit("calendar.changed", row, by, at)
    return confirm(row, by)


@transaction.atomic
def remove(*, entry: CalendarEntry, by: Scope, at: datetime) -> None:
    """Takes an entry out of the calendar. Raises Conflict, Forbidden.

    One that was loaded is kept, ended before it begins, so that loading again adds nothing.
    """
    row = _locked(entry, by)
    if gone(row):
        raise Conflict(_("这条日程已经删除。"))
    ledger = _ledger(by, at)
    ended = row.starts_on - timedelta(days=1)
    ledger.changed(KIND, row.pk, values={"until": (row.until, ended)}, path=row.place)
    ledger.write()
    _audit("calendar.removed", row, by, at)
    if row.code:
        row.until, row.version = ended, row.version + 1
        row.save(update_fields=["until", "version"])
    else:
        row.delete()


def gone(row: CalendarEntry) -> bool:
    """Whether a loaded entry was removed."""
    return row.until is not None and row.until < row.starts_on


def require_own(place: str, by: Scope) -> None:
    """Raises Forbidden for whoever does not keep the calendar of that level."""
    if not may_keep(place, by):
        raise Forbidden


def may_keep(place: str, by: Scope) -> bool:
    """Whether this office keeps the calendar of the level at this place."""
    own = by.reach is Reach.EVERYTHING or (by.reach is Reach.TERRITORY and by.place == place)
    return own and by.may("calendar.manage")


def _locked(entry: CalendarEntry, by: Scope) -> CalendarEntry:
    require_own(entry.place, by)
    row = CalendarEntry.objects.across_all(because=_BECAUSE).select_for_update().filter(pk=entry.pk).first()
    if row is None:
        raise Conflict(_("这条日程已经删除。"))
    return row


def _checked(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as they are kept. Raises Refused."""
    found = {name: facts.get(name) for name in FACTS}
    found |= {name: found[name] or "" for name in ("repeats", "source")}
    begin: date = facts["starts_on"]
    if found["ends_on"] and found["ends_on"] < begin:
        raise Refused(_("“到”不能早于“日期”。"))
    if found["ends_on"] == begin:
        found["ends_on"] = None
    if found["repeats"] and found["ends_on"] and found["ends_on"] - begin > LONGEST:
        raise Refused(_("重复的日程每次最多 %(count)s 天。") % {"count": LONGEST.days + 1})
    if not found["repeats"]:
        found["until"] = None
    elif found["until"] and found["until"] < begin:
        raise Refused(_("“重复到”不能早于“日期”。"))
    return found


def _ledger(by: Scope, at: datetime) -> Ledger:
    return Ledger(Origin(by=by, at=at, source="网页登记"))


def _audit(action: str, row: CalendarEntry, by: Scope, at: datetime) -> None:
    audit.record(
        action, by=by, at=at, subject_kind=KIND, subject_id=row.pk, subject=row.title, path=row.place,
        detail={"day": row.starts_on.isoformat()},
    )  # fmt: skip
