"""Follows the outbox: derives coverage of what changed, then its cells."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from zhengyou.analytics.actions import cells, turns
from zhengyou.analytics.models import Cell
from zhengyou.analytics.queries import current_round
from zhengyou.census.models import Round
from zhengyou.changes import queries as outbox
from zhengyou.changes.actions import forget
from zhengyou.changes.models import Outbox
from zhengyou.coverage.actions import deriving
from zhengyou.coverage.models import UnitCoverage

SINGLY = 1000  # up to so many places are counted one by one; beyond, a full build is cheaper
LOG = logging.getLogger(__name__)
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
    turns.take()
    entries = outbox.waiting()
    places: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        places[entry.subject_kind].update(path for path in (entry.place, entry.previous_place) if path)
    units = units_of(entries)
    stood = _places(units)
    deriving.units(units)
    stand = stood | _places(units) | places["unit"] | places["organisation"] | places["territory"]
    _cells({"units": stand, "members": places["member"]}, at)
    forget(entry.pk for entry in entries)
    return len(entries)


def units_of(entries: Iterable[Outbox]) -> set[int]:
    """The units whose coverage these changes may have touched."""
    ids: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        ids[entry.subject_kind].add(entry.subject_id)
    return {*ids["unit"], *deriving.units_of(ids["organisation"]), *deriving.units_of_members(ids["member"])}


def _places(units: set[int]) -> set[str]:
    """Where these units are counted."""
    rows = UnitCoverage.objects.across_all(because=_BECAUSE).order_by()
    found: set[str] = set()
    ordered = sorted(units)
    for start in range(0, len(ordered), 5000):
        found.update(
            rows.filter(pk__in=ordered[start : start + 5000]).values_list("path", flat=True).distinct()
        )
    return found


def _cells(changed: dict[str, set[str]], at: datetime) -> None:
    """changed: {fact table: paths at which its rows changed}. Cells that turn out to have been wrong are all counted anew."""
    round_ = current_round()
    if round_ is None:
        return
    if _is_uncounted(round_) or sum(map(len, changed.values())) > SINGLY:
        cells.build(round_, at=at)
        return
    try:
        with transaction.atomic():
            for facts, paths in changed.items():
                cells.refresh(round_, paths, at=at, facts=[facts])
    except IntegrityError:
        LOG.warning("cells did not fit the facts before the last change; counting all of them anew")
        cells.build(round_, at=at)


def _uncounted_round() -> bool:
    """Whether the current round has no cell yet although there are units to count."""
    round_ = current_round()
    return round_ is not None and _is_uncounted(round_)


def _is_uncounted(round_: Round) -> bool:
    if Cell.objects.across_all(because=_BECAUSE).filter(round=round_).exists():
        return False
    return UnitCoverage.objects.across_all(because=_BECAUSE).exists()
