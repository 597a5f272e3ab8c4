"""The journal of reorganised territories, as far as frozen figures follow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from zhengyou.analytics.rules.restating import Divided, Gone, Merged, Step
from zhengyou.organisations.lifecycle import ReorganisationState
from zhengyou.organisations.models import JournalLine, Reorganisation
from zhengyou.organisations.models.reorganisation import Tree

_BECAUSE = (
    "names of places are public; figures are placed by every reorganisation, whoever may open its record"
)
_PLACES, _UNITS, _BRANCHES = "organisations.Territory", "census.Unit", "organisations.PartyOrganisation"


@dataclass(frozen=True, slots=True)
class Entry:
    """One reorganisation that holds.

    steps: what it did to those who stand in a place. places: those it touched, and those above them before and after.
    """

    reorganisation: Reorganisation
    steps: tuple[Step, ...]
    places: frozenset[int]


Entries = Sequence[Entry]


def since(number: int) -> list[Entry]:
    """What was carried out after the reorganisation of this number and not taken back, oldest first; two queries."""
    rows = list(
        Reorganisation.objects.across_all(because=_BECAUSE)
        .filter(tree=Tree.TERRITORY, state=ReorganisationState.DONE, pk__gt=number)
        .order_by("id")
    )
    if not rows:
        return []
    lines: dict[int, list[JournalLine]] = {}
    kept = JournalLine.objects.across_all(because=_BECAUSE).filter(reorganisation__in=rows)
    divided = Q(model__in=[_UNITS, _BRANCHES], reorganisation__kind=Reorganisation.Kind.SPLIT)
    for line in kept.filter(Q(model=_PLACES) | divided).order_by("reorganisation_id", "seq"):
        lines.setdefault(line.reorganisation_id, []).append(line)
    return [_entry(row, lines.get(row.pk, [])) for row in rows]


def _entry(row: Reorganisation, lines: Sequence[JournalLine]) -> Entry:
    places = {row.subject_id, row.target_id}
    for line in lines:
        if line.model == _PLACES and line.before and "parent_id" in line.after:
            places |= {*line.ids, line.before["parent_id"], line.after["parent_id"]}
    return Entry(row, tuple(_steps(row, lines)), frozenset(pk for pk in places if pk is not None))


def _steps(row: Reorganisation, lines: Sequence[JournalLine]) -> list[Step]:
    if row.kind == Reorganisation.Kind.MERGE and row.target_id is not None:
        return [Merged(row.subject_id, row.target_id)]
    return [
        Divided(line.before["territory_id"], line.after["territory_id"], _gone(line))
        for line in lines
        if line.model in {_UNITS, _BRANCHES} and line.before and "territory_id" in line.after
    ]


def _gone(line: JournalLine) -> Gone:
    ids = frozenset(line.ids)
    return Gone(units=ids) if line.model == _UNITS else Gone(branches=ids)
