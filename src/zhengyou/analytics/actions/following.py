"""Follows the outbox: derives coverage of what changed, then its cells."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db import connection, transaction

from zhengyou.analytics.actions import cells
from zhengyou.analytics.models import Cell
from zhengyou.analytics.queries import current_round
from zhengyou.census.models import Unit
from zhengyou.changes import queries as outbox
from zhengyou.changes.actions import forget
from zhengyou.coverage.actions import deriving
from zhengyou.coverage.models import UnitCoverage

SINGLY = 20  # up to so many leaves, ranges are counted singly; beyond, one grouped pass over all is cheaper
_LOCK = 7_202_611
_BECAUSE = "figures follow every change, whoever made it"


def follow(*, at: datetime) -> int:
    """Brings coverage facts and cells up to date with the outbox; returns how many changes were followed.

    A round just opened is counted at once, so that its figures begin where the last round's stand.
    Looks before it locks: the worker asks every few seconds, and mostly nothing waits.
    """
    if not outbox.waiting(limit=1) and not _uncounted_round():
        return 0
    return _follow(at=at)


@transaction.atomic
def _follow(*, at: datetime) -> int:
    """One follower at a time: SQLite's immediate transaction and PostgreSQL's advisory lock see to it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    entries = outbox.waiting()
    ids: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        ids[entry.subject_kind].add(entry.subject_id)
    units = set(ids["unit"])
    units.update(deriving.units_of(ids["organisation"]), deriving.units_of_members(ids["member"]))
    deriving.units(units)
    leaves = {path for entry in entries for path in (entry.place, entry.previous_place) if path}
    if ids["organisation"] or ids["member"]:
        leaves.update(_places(units))
    _cells(leaves, at)
    forget(entry.pk for entry in entries)
    return len(entries)


def _places(units: set[int]) -> set[str]:
    rows = Unit.objects.across_all(because=_BECAUSE)
    found: set[str] = set()
    ordered = sorted(units)
    for start in range(0, len(ordered), 5000):
        found.update(
            rows.filter(pk__in=ordered[start : start + 5000]).values_list("path", flat=True).distinct()
        )
    return found


def _cells(leaves: set[str], at: datetime) -> None:
    round_ = current_round()
    if round_ is None:
        return
    if len(leaves) > SINGLY or _uncounted_round():
        cells.build(round_, at=at)
    else:
        cells.refresh(round_, leaves, at=at)


def _uncounted_round() -> bool:
    """Whether the current round has no cell yet although there are units to count."""
    round_ = current_round()
    if round_ is None or Cell.objects.across_all(because=_BECAUSE).filter(round=round_).exists():
        return False
    return UnitCoverage.objects.across_all(because=_BECAUSE).exists()
