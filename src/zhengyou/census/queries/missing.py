"""Units that the round before has seen and this one has not: the work-list, and what was answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Final

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from zhengyou.census.models import ComparisonCell, ImportBatch, MissingUnit, Round, Sighting, Unit
from zhengyou.census.models.comparison import Kind
from zhengyou.census.queries import words
from zhengyou.census.rules.between_rounds import DEREGISTERED
from zhengyou.organisations.models import Territory
from zhengyou.organisations.queries import territories
from zhengyou.scoping import Scope, below
from zhengyou.scoping.prefix import LABEL_WIDTH
from zhengyou.web import people

GONE: Final = DEREGISTERED
OPEN: Final = "open"  # nobody answered
SHOWN: Final = (OPEN, *MissingUnit.State.values, GONE)
COUNTED_BELOW: Final = (
    2 * LABEL_WIDTH
)  # counties and townships count at once; above, only what a comparison has counted
SOME: Final = 1000
_BECAUSE: Final = "units were read through the scope; this belongs to them"


@dataclass(frozen=True, slots=True)
class Line:
    """One unit. seen_by: what the earlier round has seen it by. answer: None while nobody answered."""

    unit: Unit
    place: str
    seen_by: str
    answer: MissingUnit | None

    @property
    def gone(self) -> str:
        """The word for a unit that the round before has called 注销 and that nobody has closed; '' for any other."""
        return words.word("reg_status", GONE) if self.unit.reg_status == GONE else ""


def listed(
    scope: Scope, round: Round, earlier: Round, *, place: Territory | None = None, show: str = ""
) -> QuerySet[Unit]:
    """Units in code order of their places, then by name.

    show: "" all that the earlier round has seen and this one has not, and that are not closed; "open", "waiting",
    "handed" some of them; "done" those that were missing and have been dealt with. Whom a ledger or a register has called
    注销 nobody misses: they are "deregistered", and a person closes them.
    """
    rows = Unit.objects.within(scope).order_by("path", "name", "pk")
    if place is not None:
        rows = rows.filter(below("path", place.path))
    answers = MissingUnit.objects.across_all(because=_BECAUSE).filter(round=round, unit=OuterRef("pk"))
    if show == MissingUnit.State.DONE:
        return rows.filter(Exists(answers.filter(state=show)))
    rows = rows.filter(lost(round, earlier))
    if show == GONE:
        return rows.filter(reg_status=GONE)
    rows = rows.exclude(reg_status=GONE)
    if show == OPEN:
        return rows.filter(~Exists(answers))
    return rows.filter(Exists(answers.filter(state=show))) if show in SHOWN else rows


def lost(round: Round, earlier: Round) -> Q:
    """Condition on units: seen in the earlier round, not in this one, not closed."""
    sightings = Sighting.objects.across_all(because=_BECAUSE).filter(unit=OuterRef("pk"))
    return (
        Q(closed_on__isnull=True)
        & Q(Exists(sightings.filter(round=earlier)))
        & ~Q(Exists(sightings.filter(round=round)))
    )


def lines(units: Iterable[Unit], round: Round, earlier: Round) -> list[Line]:
    """The units with their places, sightings and answers; four queries whatever the number."""
    found = list(units)
    ids = [unit.pk for unit in found]
    answers = {
        row.unit_id: row
        for row in MissingUnit.objects.across_all(because=_BECAUSE).filter(round=round, unit__in=ids)
    }
    seen = {
        row.unit_id: row
        for row in Sighting.objects.across_all(because=_BECAUSE).filter(round=earlier, unit__in=ids)
    }
    batches = ImportBatch.objects.across_all(because=_BECAUSE).filter(
        pk__in={row.batch_id for row in seen.values() if row.batch_id}
    )
    files = dict(batches.values_list("pk", "file_name"))
    places = territories.names_by_path({unit.path for unit in found})
    return [
        Line(unit, places.get(unit.path, ""), _seen_by(seen.get(unit.pk), files), answers.get(unit.pk))
        for unit in found
    ]


def _seen_by(sighting: Sighting | None, files: dict[int, str]) -> str:
    if sighting is None:
        return ""
    return files.get(sighting.batch_id or 0) or str(Sighting.Source(sighting.source).label)


def every_line(units: QuerySet[Unit], round: Round, earlier: Round) -> Iterator[Line]:
    """The same for all of them, some at a time."""
    stream = units.iterator(chunk_size=SOME)
    while some := list(islice(stream, SOME)):
        yield from lines(some, round, earlier)


def rows(units: QuerySet[Unit], round: Round, earlier: Round) -> Iterator[list[Any]]:
    """The same for a workbook: every row."""
    for line in every_line(units, round, earlier):
        one = line.answer
        told = (
            [one.get_answer_display(), one.assigned_to, one.due, one.where, one.note, people.named(one.actor)]
            if one
            else [""] * 6
        )
        status = words.word("reg_status", line.unit.reg_status)
        yield [line.place, line.unit.name, line.unit.uscc, line.seen_by, status, *told]


def imported(scope: Scope, round: Round, place: Territory | None = None) -> bool:
    """Whether units of the place, or of the scope, came in a workbook of the round, whoever sent it."""
    seen = Sighting.objects.within(scope).filter(round=round, batch_id__isnull=False)
    return (seen.filter(below("path", place.path)) if place else seen).exists()


def count(scope: Scope, round: Round, earlier: Round) -> int | None:
    """How many units of an office are missing. A city and above know it only from a comparison; None while there is none."""
    if len(scope.path) > COUNTED_BELOW:
        return listed(scope, round, earlier).count()
    cells = ComparisonCell.objects.within(scope).filter(
        comparison__earlier=earlier, comparison__later=round, comparison__path=scope.path,
        comparison__run__gt=0,
    )  # fmt: skip
    if not cells.exists():
        return None
    return cells.filter(kind=Kind.MISSING, field="").aggregate(all=Sum("count"))["all"] or 0


def due(scope: Scope, round: Round) -> tuple[int, date | None]:
    """(how many wait to be looked into, the earliest date)."""
    waiting = MissingUnit.objects.within(scope).filter(round=round, state=MissingUnit.State.WAITING)
    found = waiting.aggregate(number=Count("pk"), first=Min("due"))
    return found["number"], found["first"]


def handed(scope: Scope) -> dict[Round, int]:
    """How many units the offices below have handed to this one, by open round."""
    owed = (
        MissingUnit.objects.within(scope)
        .filter(state=MissingUnit.State.HANDED, owed_by=scope.path, round__closed_at__isnull=True)
        .select_related("round")
        .only("round")
    )
    return dict(Counter(row.round for row in owed))


def as_json(scope: Scope, round: Round, earlier: Round, place: Territory) -> dict[str, Any]:
    """What `zhengyou census missing --json` prints."""
    found = list(every_line(listed(scope, round, earlier, place=place), round, earlier))
    return {
        "round": round.code,
        "earlier": earlier.code,
        "territory": place.code,
        "missing": len(found),
        "units": [
            {
                "name": line.unit.name,
                "uscc": line.unit.uscc,
                "place": line.place,
                "seen_by": line.seen_by,
                "reg_status": line.unit.reg_status or None,
                "answer": line.answer.answer if line.answer else None,
                "state": line.answer.state if line.answer else OPEN,
                "assigned_to": line.answer.assigned_to if line.answer else "",
                "due": line.answer.due.isoformat() if line.answer and line.answer.due else None,
                "where": line.answer.where if line.answer else "",
                "note": line.answer.note if line.answer else "",
            }
            for line in found
        ],
    }


def named(state: str) -> str:
    """A state of the work-list in words."""
    if state == OPEN:
        return _("还没有答复")
    if state == GONE:
        return _("已称注销，不在未见之列")
    return str(MissingUnit.State(state).label) if state else _("全部未见")
