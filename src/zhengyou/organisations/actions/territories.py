"""What an office may do to places: add a functional zone or a park, rename it, close it.

The divisions of the standard are not the office's to change; only what an office added is.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.organisations.actions.planting import Planter
from zhengyou.organisations.models import Territory, TerritoryLink
from zhengyou.organisations.queries import territories as queries
from zhengyou.scoping import Scope, below, is_below
from zhengyou.web.errors import Conflict, Refused

KIND = "territory"
BY_OFFICE = "办公室自行添加"
ZONE = "zone"
_BECAUSE = "names and codes of places are public"


@transaction.atomic
def add_zone(*, name: str, code: str, parent: Territory, on: date, by: Scope, at: datetime) -> Territory:
    """Adds a functional zone under a city or a park under a county or zone.

    code: six digits, the city's four and 71 to 79; or nine digits, the six of the place above first.

    Raises Refused (wrong code, taken, wrong place above), OutsideScope by way of the place above.
    """
    _require_reach(parent, by)
    _refuse_future(on, at)
    name, code = name.strip(), code.strip()
    level = _checked_level(parent, code)
    if queries.every().filter(code=code).exists():
        raise Refused(_("代码 %(code)s 已经有了，请换一个。") % {"code": code})
    if queries.children(parent).filter(name=name, valid_to__isnull=True).exists():
        raise Refused(_("%(parent)s下已经有“%(name)s”。") % {"parent": parent.name, "name": name})
    zone = Territory(
        code=code,
        name=name,
        level=level,
        kind=ZONE,
        parent=parent,
        path=Planter(queries.every).path_under(parent.path),
        valid_from=on,
        source=BY_OFFICE,
    )
    zone.save(force_insert=True)
    TerritoryLink(territory=zone, parent=parent, valid_from=on).save(force_insert=True)
    ledger = _ledger(by, at, on)
    ledger.created(KIND, zone.pk, values={"name": name, "code": code, "parent": parent.pk}, path=zone.path)
    ledger.write()
    _audit("territory.added", zone, by, at)
    return zone


@transaction.atomic
def rename(*, territory: Territory, name: str, by: Scope, at: datetime) -> Territory:
    """Renames what an office added. Raises Refused for a place of the standard."""
    row = _own(territory, by)
    old, row.name = row.name, name.strip()
    if old == row.name:
        return row
    row.save(update_fields=["name"])
    ledger = _ledger(by, at, None)
    ledger.changed(KIND, row.pk, values={"name": (old, row.name)}, path=row.path)
    ledger.write()
    _audit("territory.renamed", row, by, at, old=old)
    return row


@transaction.atomic
def close(*, territory: Territory, on: date, by: Scope, at: datetime) -> Territory:
    """Closes what an office added, from a date on. Refused while places, organisations or units remain in it."""
    row = _own(territory, by)
    _refuse_future(on, at)
    if on < row.valid_from:
        raise Refused(_("撤销日期不能早于设立日期 %(day)s。请改日期。") % {"day": row.valid_from.isoformat()})
    reasons = dependants(row, on=on)
    if reasons:
        raise Refused(" ".join(reasons))
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    links = TerritoryLink.objects.across_all(because=_BECAUSE).filter(territory=row, valid_to__isnull=True)
    links.update(valid_to=on)
    ledger = _ledger(by, at, on)
    ledger.changed(KIND, row.pk, values={"valid_to": (None, on)}, path=row.path)
    ledger.write()
    _audit("territory.closed", row, by, at, on=on.isoformat())
    return row


def dependants(territory: Territory, *, on: date) -> list[str]:
    """Sentences that say what still stands in the place."""
    found = []
    if (
        queries.every()
        .filter(below("path", territory.path), valid_to__isnull=True)
        .exclude(pk=territory.pk)
        .exists()
    ):
        found.append(_("它下面还有地方没有撤销，请先撤销它们。"))
    for name in settings.TERRITORY_DEPENDANTS:
        found += import_string(name)(territory, on=on)
    return found


def added_by_office(territory: Territory) -> bool:
    """Whether an office added the place, so that an office may change it."""
    return territory.source == BY_OFFICE


def _checked_level(parent: Territory, code: str) -> str:
    if parent.valid_to is not None:
        raise Refused(_("%(parent)s已经撤销，不能在它下面添加。") % {"parent": parent.name})
    in_city = parent.level == Territory.Level.CITY
    if in_city and re.fullmatch(rf"{parent.code[:4]}7[1-9]", code):
        return str(Territory.Level.COUNTY)
    # 济源 is a city whose townships stand directly under it; its code does not end in 00.
    holds_townships = parent.level == Territory.Level.COUNTY or (in_city and not parent.code.endswith("00"))
    if holds_townships and re.fullmatch(rf"{parent.code}[0-9]{{3}}", code):
        return str(Territory.Level.TOWNSHIP)
    if in_city:
        raise Refused(
            _("市下面功能区的代码是 %(first)s71 到 %(first)s79，请改代码。") % {"first": parent.code[:4]}
        )
    if parent.level == Territory.Level.COUNTY:
        raise Refused(_("园区的代码是九位数字，前六位是 %(code)s，请改代码。") % {"code": parent.code})
    raise Refused(_("只能在市、县（市、区）或功能区下面添加。"))


def _own(territory: Territory, by: Scope) -> Territory:
    _require_reach(territory, by)
    row = queries.every().select_for_update().get(pk=territory.pk)
    if row.valid_to is not None:
        raise Conflict(_("%(name)s已经撤销。") % {"name": row.name})
    if not added_by_office(row):
        raise Refused(_("%(name)s来自国家标准区划，不能在这里修改。") % {"name": row.name})
    return row


def _require_reach(territory: Territory, by: Scope) -> None:
    """Places are public to read; to change one it must lie in the office's own place."""
    own = queries.top(by)
    if own is None or not is_below(territory.path, own.path):
        raise Refused(_("%(name)s不在您的管理范围内。") % {"name": territory.name})


def _refuse_future(on: date, at: datetime) -> None:
    if on > timezone.localdate(at):
        raise Refused(_("日期 %(day)s 还没有到，请填已经发生的日期。") % {"day": on.isoformat()})


def _ledger(by: Scope, at: datetime, as_of: date | None) -> Ledger:
    return Ledger(Origin(by=by, at=at, source=BY_OFFICE, as_of=as_of))


def _audit(action: str, row: Territory, by: Scope, at: datetime, **detail: Any) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        subject_kind=KIND,
        subject_id=row.pk,
        subject=row.name,
        path=row.path,
        detail=detail,
    )
