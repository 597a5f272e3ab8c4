"""Carries a reorganisation out, whole or not at all, and takes it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from zhengyou.audit import actions as audit
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.organisations.actions import reorganising_line, reorganising_places, shifting
from zhengyou.organisations.actions.journal import rows
from zhengyou.organisations.actions.work import Work
from zhengyou.organisations.models import PartyOrganisation, PathMove, Reorganisation, Territory
from zhengyou.organisations.rules.reorganising import Plan, together
from zhengyou.scoping import Reach, Scope
from zhengyou.scoping.prefix import LABEL_WIDTH
from zhengyou.web.errors import Forbidden

DONE: Final = {"move": "moved", "merge": "merged", "split": "split"}
RIGHTS: Final = {"territory": "territories.reorganise", "organisation": "organisations.edit"}
SOURCE: Final = {"territory": "区划调整", "organisation": "党组织调整"}
OPERATIONS: Final[dict[tuple[str, str], Callable[[Work], None]]] = {
    ("territory", "move"): reorganising_places.move,
    ("territory", "merge"): reorganising_places.merge,
    ("territory", "split"): reorganising_places.split,
    ("organisation", "move"): reorganising_line.move,
    ("organisation", "merge"): reorganising_line.merge,
    ("organisation", "split"): reorganising_line.split,
}


def may(scope: Scope, tree: str) -> bool:
    """Whether the scope may reorganise the tree at all: where, its own place decides."""
    return scope.may(RIGHTS[tree]) and scope.reach in {Reach.EVERYTHING, Reach.TERRITORY, Reach.ORGANISATION}


@transaction.atomic
def carry_out(*, plan: Plan, key: UUID, by: Scope, at: datetime) -> Reorganisation:
    """Does what the plan asks; asked twice with the same key, it is done once and the first is given back.

    Raises Forbidden; Refused (closed, into itself, levels, day, code taken, an appointment without a choice, not one's
    own place); Conflict (changed by somebody else meanwhile).
    """
    if not may(by, plan.tree):
        raise Forbidden
    lock()
    done: Reorganisation | None = rows(Reorganisation).filter(key=key).first()
    if done is not None:
        return done
    work = _work(plan, by, at)
    OPERATIONS[plan.tree, plan.kind](work)
    work.ledger.write()
    return _recorded(work, key)


def checked(*, plan: Plan, by: Scope, at: datetime) -> Work:
    """The plan with what it is about, when it could be carried out now; nothing is written. Raises as `carry_out` does."""
    if not may(by, plan.tree):
        raise Forbidden
    with transaction.atomic():
        work = _work(plan, by, at)
        work.checking = True
        OPERATIONS[plan.tree, plan.kind](work)
    return work


def _work(plan: Plan, by: Scope, at: datetime) -> Work:
    source = " ".join(part for part in (SOURCE[plan.tree], plan.document.strip()) if part)
    return Work(plan, by, at, Ledger(Origin(by=by, at=at, source=source, as_of=plan.on)), shifting.numbers)


def lock() -> None:
    """One reorganisation or import at a time; readers, and who writes single records elsewhere, go on.

    PostgreSQL locks the top of the tree in the mode that leaves foreign keys to it free, the same row that imports lock;
    SQLite has one writer anyway. Whoever keeps the journal still to freeze figures is waited for first, so that the two
    cannot wait for each other: the update writes nothing and stands in line for the table.
    """
    rows(Reorganisation).filter(pk=0).update(reason="")
    top = rows(Territory).filter(parent__isnull=True).order_by("pk")
    list(top.select_for_update(no_key=True).values_list("pk"))


def followed(
    moves: Sequence[PathMove], *, at: datetime, back: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Tells settings.REORGANISATION_FOLLOWERS what became of which path; {name: what it must know to go back}.

    back: what this returned on the way there, when things go back.
    """
    told = {}
    for name in settings.REORGANISATION_FOLLOWERS:
        own = None if back is None else back.get(name, {})
        if (answer := import_string(name)(moves, at=at, back=own)) is not None:
            told[name] = answer
    return told


def _recorded(work: Work, key: UUID) -> Reorganisation:
    plan, subject, target = work.plan, work.subject, work.target
    assert subject is not None
    row = Reorganisation(
        key=key,
        tree=plan.tree,
        kind=plan.kind,
        subject_id=subject.pk,
        subject=subject.name,
        target_id=target.pk if target else None,
        target=target.name if target else "",
        place=_above(work, territories=True),
        line=_above(work, territories=False),
        on=plan.on,
        document=plan.document.strip()[:80],
        reason=plan.reason.strip()[:200],
        counts=work.counts,
        kept=followed(work.journal.moves, at=work.at),
        user_id=work.by.user_id,
        actor=work.by.label[:120],
        at=work.at,
    )
    row.save(force_insert=True)
    work.journal.write(row)
    audit_of(f"{plan.tree}.{DONE[plan.kind]}", row, work.by, work.at)
    return row


def _above(work: Work, *, territories: bool) -> str:
    """The deepest place, or organisation, above all that was touched. Of a territory no organisation: offices see it."""
    tree = "territory" if territories else "organisation"
    paths = [path for move in work.journal.moves if move.tree == tree for path in (move.old, move.new)]
    if work.plan.tree == "organisation" and territories:
        nodes = [node for node in (work.subject, work.target) if isinstance(node, PartyOrganisation)]
        paths = [node.place for node in nodes]
    return together(paths, LABEL_WIDTH)


def audit_of(action: str, row: Reorganisation, by: Scope, at: datetime) -> None:
    """Appends to the log what was reorganised."""
    audit.record(
        action,
        by=by,
        at=at,
        subject_kind=row.tree,
        subject_id=row.subject_id,
        subject=str(row)[:200],
        path=row.place,
        detail={"on": row.on.isoformat(), "document": row.document, **row.counts},
    )
