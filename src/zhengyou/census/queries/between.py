"""Judging the units of a territory between two rounds, some thousand at a time; reads only."""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

from django.db.models import Q
from django.utils import timezone

from zhengyou.census.lifecycle import ImportState
from zhengyou.census.models import ImportBatch, MissingUnit, Round, Sighting, Unit
from zhengyou.census.models.comparison import Kind
from zhengyou.census.rules import between_rounds as rules
from zhengyou.census.rules.between_rounds import Ends, Fate, Net, Period, Word
from zhengyou.changes.models import Change
from zhengyou.encryption import decrypt
from zhengyou.organisations.models import Territory
from zhengyou.scoping import below, is_below
from zhengyou.scoping.prefix import LABEL_WIDTH

SOME: Final = 2000
PLACE: Final = "territory"
STATUS: Final = "reg_status"
SEALED: Final = frozenset({"contact_phone", "secretary_phone"})
_BECAUSE: Final = "counted for a territory that the asking scope reaches; shown through that scope again"
_KINDS: Final = {fate.value: Kind(fate.value) for fate in Fate if fate is not Fate.MOVED}


class Found(NamedTuple):
    """One number's worth. subject: a unit's number. path: where it is counted. change: number of the change that says so."""

    subject: int
    path: str
    field: str
    kind: Kind
    old: str = ""
    new: str = ""
    change: int | None = None


class _Held(NamedTuple):
    path: str
    closed: bool
    merged: bool
    gone: bool


class Between:
    """Two rounds and a territory. See census.rules.between_rounds for which round a change belongs to."""

    def __init__(self, earlier: Round, later: Round, territory: Territory) -> None:
        self.earlier, self.later, self.path = earlier, later, territory.path
        self._ends = (_end(earlier.as_of), _end(later.as_of))
        rows = ImportBatch.objects.across_all(because=_BECAUSE)
        self._rounds = dict(rows.exclude(state=ImportState.UNDONE).values_list("pk", "round__as_of"))
        self._undone = set(rows.filter(state=ImportState.UNDONE).values_list("pk", flat=True))
        self._places = {
            str(pk): path
            for pk, path in Territory.objects.across_all(because=_BECAUSE).values_list("pk", "path")
        }
        since = [pk for pk, as_of in self._rounds.items() if as_of > earlier.as_of]
        self.news = Q(batch_id__in=since) | Q(batch_id__isnull=True, at__gte=self._ends[0])

    def units(self) -> Sequence[int]:
        """All units that stand in the territory or stood there when the earlier round ended, by their numbers."""
        here = Unit.objects.across_all(because=_BECAUSE).filter(below("path", self.path))
        found = array("q", here.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=50_000))
        if len(self.path) == LABEL_WIDTH:
            return found
        moves = Change.objects.across_all(because=_BECAUSE).filter(
            self.news, subject_kind="unit", field=PLACE
        )
        left = {
            unit
            for unit, old in moves.values_list("subject_id", "old").iterator(chunk_size=SOME)
            if is_below(self._places.get(old, ""), self.path)
        }
        return sorted(left.union(found)) if left else found

    def child(self, path: str) -> str:
        """The place one level below the territory that a path lies in; the territory itself; '' outside it."""
        return path[: len(self.path) + LABEL_WIDTH] if is_below(path, self.path) else ""

    def judge(self, units: Sequence[int]) -> Iterator[Found]:
        """What became of these units, and their changed facts. A fixed number of queries."""
        wanted = set(units)
        held = self._held(units)
        seen = self._seen(units)
        words = self.words(units)
        for unit, one in held.items():
            if unit not in wanted:
                continue
            yield from self._judge(unit, one, seen[unit], words.get(unit, ()))

    def _judge(
        self, unit: int, held: _Held, seen: tuple[bool, bool], words: Sequence[Word]
    ) -> Iterator[Found]:
        known = rules.known(words, seen_earlier=seen[0])
        changed = rules.changed(known, same=same)
        born = next((word for word in words if word.field == rules.CREATED), None)
        place = known.get(PLACE)
        was, now = (
            (self._places.get(text) or held.path for text in (place.old, place.new))
            if place
            else (held.path, held.path)
        )
        closed = known.get("closed_on")
        reason = known.get("closing_reason")
        status = known.get(STATUS)
        fate = rules.fate(
            Ends(
                existed=(
                    born is None or born.period is Period.BEFORE or seen[0],
                    born is None or born.period is not Period.AFTER or any(seen),
                ),
                seen=seen,
                closed=(bool(closed.old), bool(closed.new)) if closed else (held.closed, held.closed),
                merged=reason.new == rules.MERGED if reason else held.merged,
                moved=self.child(was) != self.child(now),
                changed=bool(changed),
                gone=status.new == rules.DEREGISTERED if status else held.gone,
            )
        )
        if fate is not None:
            yield from self._told(unit, fate, was, now, known, born)
        if fate is not Fate.NEW and self.child(now):
            for name, net in changed.items():
                yield Found(unit, now, name, kind_of(net), net.old, net.new, net.number)

    def _told(
        self, unit: int, fate: Fate, was: str, now: str, known: dict[str, Net], born: Word | None
    ) -> Iterator[Found]:
        """What became of the unit, at the place where it is counted."""
        said = known.get(PLACE if fate is Fate.MOVED else "closed_on")
        by = born.number if fate is Fate.NEW and born else said.number if said else None
        if fate is Fate.MOVED:
            assert said is not None
            for path, kind in ((was, Kind.MOVED_OUT), (now, Kind.MOVED_IN)):
                if self.child(path):
                    yield Found(unit, path, "", kind, said.old, said.new, by)
        elif self.child(now):
            reason = known.get("closing_reason")
            ended = fate in (Fate.CLOSED, Fate.MERGED, Fate.REOPENED) and reason is not None
            old, new = (reason.old, reason.new) if ended and reason else ("", "")
            if fate in (Fate.NEW, Fate.CLOSED, Fate.MERGED, Fate.REOPENED):
                yield Found(unit, now, "", _KINDS[fate], old, new, by)
            else:
                yield Found(unit, now, "", _KINDS[fate])

    def _held(self, units: Sequence[int]) -> dict[int, _Held]:
        rows = Unit.objects.across_all(because=_BECAUSE).filter(_among("pk", units)).order_by("pk")
        return {
            pk: _Held(path, closed_on is not None, reason == rules.MERGED, status == rules.DEREGISTERED)
            for pk, path, closed_on, reason, status in rows.values_list(
                "pk", "path", "closed_on", "closing_reason", STATUS
            )
        }

    def _seen(self, units: Sequence[int]) -> dict[int, tuple[bool, bool]]:
        rows = Sighting.objects.across_all(because=_BECAUSE)
        pairs = set(
            rows.filter(_among("unit", units), round__in=(self.earlier.pk, self.later.pk))
            .order_by()
            .values_list("unit_id", "round_id")
        )
        return {pk: ((pk, self.earlier.pk) in pairs, (pk, self.later.pk) in pairs) for pk in units}

    def words(self, subjects: Sequence[int], kind: str = "unit") -> dict[int, list[Word]]:
        """All words about those subjects that were written to since the earlier round; the others are as they were."""
        rows = Change.objects.across_all(because=_BECAUSE).filter(subject_kind=kind).order_by()
        news = rows.filter(self.news, _among("subject_id", subjects))
        lively = set(news.values_list("subject_id", flat=True))
        if not lively:
            return {}
        answers = self._answers(lively) if kind == "unit" else {}
        found: dict[int, list[Word]] = defaultdict(list)
        for unit, number, name, old, new, batch, at in (
            rows.filter(subject_id__in=lively)
            .order_by("subject_id", "id")
            .values_list("subject_id", "id", "field", "old", "new", "batch_id", "at")
        ):
            if batch in self._undone:
                continue
            period = self._period(batch, at, answers.get((unit, at)))
            if name == rules.CREATED:
                found[unit].append(Word(number, period, name, "", "", _values(new)))
            else:
                found[unit].append(Word(number, period, name, old, new))
        return found

    def _answers(self, units: set[int]) -> dict[tuple[int, datetime], date]:
        """{(unit, moment): as-of date of the round whose question was answered then}."""
        rows = MissingUnit.objects.across_all(because=_BECAUSE).filter(unit__in=units)
        return {(unit, at): as_of for unit, at, as_of in rows.values_list("unit_id", "at", "round__as_of")}

    def _period(self, batch: int | None, at: datetime, answered: date | None) -> Period:
        as_of = answered if batch is None else self._rounds.get(batch)
        if as_of is not None:
            return Period((as_of > self.earlier.as_of) + (as_of > self.later.as_of))
        return Period((at >= self._ends[0]) + (at >= self._ends[1]))


def _among(name: str, numbers: Sequence[int]) -> Q:
    """Rows of these numbers, in order; where they lie close together a range, which may hold some others, costs less."""
    if not numbers or numbers[-1] - numbers[0] >= 2 * len(numbers):
        return Q(**{f"{name}__in": list(numbers)})
    return Q(**{f"{name}__gte": numbers[0], f"{name}__lte": numbers[-1]})


def _end(day: date) -> datetime:
    """The first moment after a day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _values(text: str) -> dict[str, str]:
    found: dict[str, Any] = json.loads(text or "{}")
    return found


def same(name: str, old: str, new: str) -> bool:
    """Whether two texts of the change table mean the same."""
    if name in SEALED and old and new:
        return decrypt(old) == decrypt(new)
    return old == new


def kind_of(net: Net) -> Kind:
    """What became of a fact."""
    return Kind.FILLED if not net.old else Kind.ALTERED if net.new else Kind.ERASED
