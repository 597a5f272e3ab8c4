"""What can happen to a pair of units that look alike: found, set apart, taken up again. Merging is in `merging`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhengyou.audit import actions as audit
from zhengyou.census import batch
from zhengyou.census.models import Likeness, Unit
from zhengyou.census.rules import evidence
from zhengyou.engines.linkage import Pair
from zhengyou.engines.means import EngineFailed
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Reach, Scope, below, confirm, is_below
from zhengyou.scoping.prefix import LABEL_WIDTH
from zhengyou.standards import load_linkage
from zhengyou.web.errors import Conflict, Forbidden, Refused

KIND: Final = "likeness"
SEARCH: Final = "census.duplicates"
DECIDED: Final = gettext_lazy("别人已经处理了这一对，请看最新的情况。")
_SEEN: Final = "both units of each pair were read through the scope of whoever searches"


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to. pairs: as the engine gave them; new, again (set apart before, stronger now), gone: counts."""

    compared: int
    pairs: list[Pair]
    new: int
    again: int
    gone: int


def search(
    *, territory: Territory, by: Scope, at: datetime, tell: Callable[[str], None] = lambda _step: None
) -> Found:
    """Compares all open units of a territory and keeps the pairs; nothing is kept until all is known.

    tell: called with "read", "compare" and "write" as they begin; raises when the work is to stop. The same search again
    changes nothing. Raises Refused (the engine is missing or outgrown), Forbidden (whose place it is not).
    """
    refuse_others(by)
    if by.reach is Reach.TERRITORY and not (by.may("units.edit") and is_below(territory.path, by.path)):
        raise Forbidden
    tell("read")
    units = Unit.objects.within(by).filter(below("path", territory.path), closed_on__isnull=True)
    try:
        pairs = batch.alike(units, check=lambda: tell("compare"))
    except EngineFailed as failed:
        raise Refused(failed.sentence) from failed
    tell("write")
    return keep(territory=territory, pairs=pairs, compared=units.count(), by=by, at=at)


@transaction.atomic
def keep(*, territory: Territory, pairs: list[Pair], compared: int, by: Scope, at: datetime) -> Found:
    """Writes what a search found: new pairs, changed evidence, pairs to look at again; pairs no longer alike go.

    What a person decided stands, unless the evidence grew by what standards/linkage calls material.
    """
    paths = _paths(pairs)
    pairs = [pair for pair in pairs if pair.first in paths and pair.second in paths]  # removed meanwhile
    held = _held(pairs)
    made, changed, again = [], [], 0
    for pair in pairs:
        path = common(paths[pair.first], paths[pair.second])
        row = held.get((pair.first, pair.second))
        if row is None:
            made.append(
                Likeness(
                    first_id=pair.first,
                    second_id=pair.second,
                    path=path,
                    weight=pair.weight,
                    evidence=pair.levels,
                    found_at=at,
                )
            )
            continue
        if row.state == Likeness.State.APART:
            row.again = evidence.grown(row.evidence, pair.levels, load_linkage())
            if not row.again:
                continue
            row.state, row.found_at = Likeness.State.OPEN, at
            again += 1
        if row.state == Likeness.State.OPEN:
            row.path, row.weight, row.evidence = path, pair.weight, pair.levels
            changed.append(row)
    rows = Likeness.objects.across_all(because=_SEEN)
    rows.bulk_create(made, batch_size=500)
    rows.bulk_update(changed, ["path", "weight", "evidence", "state", "again", "found_at"], batch_size=500)
    gone = _drop_strangers(territory, {(pair.first, pair.second) for pair in pairs})
    audit.record(
        "duplicates.searched",
        by=by,
        at=at,
        subject_kind="territory",
        subject_id=territory.pk,
        subject=territory.name,
        path=territory.path,
        detail={"units": compared, "pairs": len(pairs), "new": len(made)},
    )
    return Found(compared, pairs, len(made), again, gone)


@transaction.atomic
def put_forward(*, first: Unit, second: Unit, by: Scope, at: datetime) -> Likeness:
    """A person thinks that two are one though no search says so: the pair is opened, to be judged as any other.

    Raises Refused (the same record twice, a closed one), Forbidden, OutsideScope.
    """
    refuse_others(by)
    one, two = sorted((confirm(first, by), confirm(second, by)), key=lambda unit: unit.pk)
    if one.pk == two.pk:
        raise Refused(_("这就是它自己，请另选一家。"))
    for unit in (one, two):
        if unit.closed_on is not None:
            raise Refused(_("“%(name)s”已经终止，不能合并。") % {"name": unit.name})
    likeness, made = Likeness.objects.across_all(because=_SEEN).get_or_create(
        first=one,
        second=two,
        defaults={"path": common(one.path, two.path), "weight": 0.0, "found_at": at},
    )
    if not made and likeness.state == Likeness.State.APART:
        take_up_again(likeness=likeness, by=by, at=at)
        likeness.refresh_from_db()
    _note("duplicates.put_forward", likeness, by, at)
    return confirm(likeness, by)


@transaction.atomic
def set_apart(*, likeness: Likeness, note: str, by: Scope, at: datetime) -> Likeness:
    """A person says that they are two. Remembered: no search brings the pair back on the same evidence.

    Raises Conflict (somebody decided already), Forbidden, OutsideScope.
    """
    refuse_others(by)
    both(likeness, by)
    decide(likeness, Likeness.State.APART, by=by, at=at, note=note)
    _note("duplicates.set_apart", likeness, by, at)
    return confirm(likeness, by)


@transaction.atomic
def take_up_again(*, likeness: Likeness, by: Scope, at: datetime) -> Likeness:
    """What was set apart waits to be judged once more. Raises Conflict, Forbidden, OutsideScope."""
    refuse_others(by)
    both(likeness, by)
    rows = Likeness.objects.within(by).filter(pk=likeness.pk, state=Likeness.State.APART)
    if not rows.update(state=Likeness.State.OPEN, again=[]):
        raise Conflict(str(DECIDED))
    _note("duplicates.taken_up_again", likeness, by, at)
    return confirm(likeness, by)


def decide(likeness: Likeness, state: str, *, by: Scope, at: datetime, note: str = "") -> None:
    """An open pair is decided, once. Raises Conflict when it is open no longer."""
    rows = Likeness.objects.within(by).filter(pk=likeness.pk, state=Likeness.State.OPEN)
    decided = rows.update(
        state=state,
        note=note,
        again=[],
        decided_at=at,
        decided_by=(by.label or by.role)[:120],
        user_id=by.user_id,
    )
    if not decided:
        raise Conflict(str(DECIDED))


def both(likeness: Likeness, by: Scope) -> tuple[Unit, Unit]:
    """The two units as they stand, both inside the scope. Raises OutsideScope."""
    return confirm(likeness.first, by), confirm(likeness.second, by)


def common(first: str, second: str) -> str:
    """The deepest place above two."""
    end = 0
    while end < min(len(first), len(second)) and first[: end + LABEL_WIDTH] == second[: end + LABEL_WIDTH]:
        end += LABEL_WIDTH
    return first[:end]


def refuse_others(by: Scope) -> None:
    """Offices judge what looks alike; who sees single units cannot compare. Raises Forbidden."""
    if by.reach not in {Reach.TERRITORY, Reach.EVERYTHING}:
        raise Forbidden


def _note(action: str, likeness: Likeness, by: Scope, at: datetime) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        subject_kind=KIND,
        subject_id=likeness.pk,
        subject=f"{likeness.first.name} / {likeness.second.name}",
        path=likeness.path,
    )


def _runs(ids: list[int], size: int = 500) -> Iterator[list[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _paths(pairs: list[Pair]) -> Mapping[int, str]:
    ids = sorted({pk for pair in pairs for pk in (pair.first, pair.second)})
    found: dict[int, str] = {}
    for some in _runs(ids):
        found |= dict(Unit.objects.across_all(because=_SEEN).filter(pk__in=some).values_list("pk", "path"))
    return found


def _held(pairs: list[Pair]) -> dict[tuple[int, int], Likeness]:
    found: dict[tuple[int, int], Likeness] = {}
    for some in _runs(sorted({pair.first for pair in pairs})):
        rows = Likeness.objects.across_all(because=_SEEN).select_for_update().filter(first__in=some)
        found |= {(row.first_id, row.second_id): row for row in rows}
    return found


def _drop_strangers(territory: Territory, found: set[tuple[int, int]]) -> int:
    """Open pairs of the territory that a search no longer finds: somebody corrected what made them alike."""
    rows: QuerySet[Any] = (
        Likeness.objects.across_all(because=_SEEN)
        .filter(
            below("first__path", territory.path),
            below("second__path", territory.path),
            Q(first__closed_on__isnull=True, second__closed_on__isnull=True),
            state=Likeness.State.OPEN,
        )
        .exclude(evidence={})
    )  # put forward by a person
    ids = rows.values_list("pk", "first_id", "second_id")
    gone = [pk for pk, first, second in ids if (first, second) not in found]
    for some in _runs(gone):
        fresh = Likeness.objects.across_all(because=_SEEN).filter(pk__in=some)
        fresh.filter(decided_at__isnull=False).update(
            state=Likeness.State.APART
        )  # what was said once holds again
        fresh.filter(decided_at__isnull=True).delete()
    return len(gone)
