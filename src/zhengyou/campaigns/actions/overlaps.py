"""Clauses of several directives that may ask the same: proposed by likeness, decided by a person for a place and all below."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.campaigns.lifecycle import DirectiveState
from zhengyou.campaigns.models import Clause, Directive, Overlap
from zhengyou.campaigns.rules.likeness import LONGEST, pairs
from zhengyou.scoping import Scope, below, confirm
from zhengyou.scoping.prefix import ancestors
from zhengyou.standards import load_reviewing
from zhengyou.web.errors import Conflict, Forbidden

_TOLD: Final = {
    Overlap.State.PROPOSED: "overlap.reopened",
    Overlap.State.JOINED: "overlap.joined",
    Overlap.State.APART: "overlap.kept_apart",
}
NEAREST: Final = 3
"""A clause is put beside so many others of one directive at most, those most like it."""
_BECAUSE: Final = "a level's own directives and those issued to it; only pairs for that level are written"


@dataclass(frozen=True, slots=True)
class _Text:
    """What of a clause is compared. clause, directive: their ids."""

    clause: int
    directive: int
    text: str


def propose(directive: Directive, clauses: Iterable[Clause]) -> int:
    """Pairs of these clauses with those of the other directives its level works with. Returns how many are new."""
    ours = [_compared(clause) for clause in clauses]
    if not ours:
        return 0
    rows = _beside(directive)
    others = rows.filter(directive__place=directive.place) | rows.filter(
        directive__issued_to__in=ancestors(directive.place)
    )
    return _write(_near(ours, _texts(others)), directive.place)


def propose_below(directive: Directive) -> int:
    """The same for the levels below that have directives of their own, when one is issued to them."""
    held = Clause.objects.across_all(because=_BECAUSE).filter(directive=directive, marked=True)
    rows = _beside(directive).filter(below("directive__place", directive.place))
    rows = rows.exclude(directive__place=directive.place)
    places = dict(rows.values_list("pk", "directive__place"))
    by_place: defaultdict[str, list[_Text]] = defaultdict(list)
    for text in _texts(rows):
        by_place[places[text.clause]].append(text)
    ours = _texts(held) if by_place else []
    return sum(_write(_near(ours, theirs), place) for place, theirs in sorted(by_place.items()))


def forget_proposals(clauses: Iterable[Clause]) -> None:
    """Takes proposals back about clauses that are no longer what they were. What a person decided stays."""
    ids = [clause.pk for clause in clauses]
    rows = Overlap.objects.across_all(because=_BECAUSE).filter(state=Overlap.State.PROPOSED)
    (rows.filter(first__in=ids) | rows.filter(second__in=ids)).delete()


@transaction.atomic
def decide(*, overlap: Overlap, state: Overlap.State, was: str, by: Scope, at: datetime) -> Overlap:
    """Joins two clauses, keeps them apart, or opens the question again, for the person's place and all below.

    was: the state that the person saw. What a level above decided stays there; the person's own place gets its own answer.
    Raises Conflict when somebody decided meanwhile, Forbidden for another level's own answer.
    """
    if not by.may("directives.manage") or not by.place or not by.place.startswith(overlap.place):
        raise Forbidden
    told = {"state": state, "decided_by": (by.label or by.role)[:120], "decided_at": at}
    if state == Overlap.State.PROPOSED:
        told |= {"decided_by": "", "decided_at": None}
    if overlap.place == by.place:
        rows = Overlap.objects.within(by).filter(pk=overlap.pk, state=was)
        if not rows.update(**told):
            raise Conflict(_("这一对刚才已经由别人处理了。请刷新页面查看。"))
        row = Overlap.objects.within(by).get(pk=overlap.pk)
    else:
        row, made = Overlap.objects.within(by).get_or_create(
            first_id=overlap.first_id,
            second_id=overlap.second_id,
            place=by.place,
            defaults={"likeness": overlap.likeness, **told},
        )
        if not made:
            raise Conflict(_("这一对刚才已经由别人处理了。请刷新页面查看。"))
    confirm(row, by)
    audit.record(
        _TOLD[state], by=by, at=at, subject_kind="overlap", subject_id=row.pk,
        subject=f"{row.first.key} / {row.second.key}", path=row.place, detail={"was": was},
    )  # fmt: skip
    return row


def _beside(directive: Directive) -> QuerySet[Clause]:
    """Marked clauses of the campaign's other directives that were not withdrawn."""
    rows = Clause.objects.across_all(because=_BECAUSE).filter(
        directive__campaign_id=directive.campaign_id, marked=True
    )
    return rows.exclude(directive=directive).exclude(directive__state=DirectiveState.WITHDRAWN)


def _texts(rows: QuerySet[Clause]) -> list[_Text]:
    """So much of each as is compared; the database keeps the rest."""
    found = rows.order_by("pk").annotate(compared=Left("text", LONGEST))
    return [_Text(*row) for row in found.values_list("pk", "directive_id", "compared")]


def _compared(clause: Clause) -> _Text:
    return _Text(clause.pk, clause.directive_id, clause.text[:LONGEST])


def _near(ours: Sequence[_Text], theirs: Sequence[_Text]) -> list[tuple[int, int, float]]:
    """(clause, clause, likeness)."""
    found = pairs([one.text for one in ours], [one.text for one in theirs], load_reviewing().overlap_from)
    found.sort(key=lambda pair: (pair[0], -pair[2], pair[1]))
    taken: Counter[tuple[int, int]] = Counter()
    near = []
    for i, j, likeness in found:
        taken[i, theirs[j].directive] += 1
        if taken[i, theirs[j].directive] <= NEAREST:
            near.append((ours[i].clause, theirs[j].clause, likeness))
    return near


def _write(near: list[tuple[int, int, float]], place: str) -> int:
    """Adds the pairs that nobody proposed for this place before."""
    rows = []
    for one, other, likeness in near:
        first, second = sorted((one, other))
        rows.append(Overlap(first_id=first, second_id=second, place=place, likeness=likeness))
    held = Overlap.objects.across_all(because=_BECAUSE)
    before = held.filter(place=place).count()
    held.bulk_create(rows, ignore_conflicts=True)
    return held.filter(place=place).count() - before
