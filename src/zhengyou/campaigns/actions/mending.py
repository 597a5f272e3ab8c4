"""A person mends what was read: splits and joins clauses, marks and unmarks them. Each step has its opposite.

Rows stay, so a key never names other text: what is unmarked keeps its place, and marking the same words brings it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from zhengyou.campaigns import clause_words
from zhengyou.campaigns.actions import directives, overlaps
from zhengyou.campaigns.models import Answer, Clause, Directive, Passage, TaskClause
from zhengyou.campaigns.queries import clauses, reading
from zhengyou.campaigns.rules.directive import Region, mending
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.changes.models import Change
from zhengyou.scoping import Scope, confirm
from zhengyou.web.errors import Conflict, Refused

KIND: Final = "clause"
FACTS: Final = ("start", "end", "text", "duty", "marked")
_OWN: Final = "clauses of a directive that the action locked for its own level"
_LAST_NUMBER: Final = re.compile(r"\d+$")


@dataclass(slots=True)
class _Work:
    """A locked directive, the ledger of the step, and the clauses it changed."""

    row: Directive
    ledger: Ledger
    changed: list[Clause] = field(default_factory=list)

    @property
    def regions(self) -> list[Region]:
        return reading.regions(self.row)

    def write(self, clause: Clause, **facts: Any) -> None:
        """Changes a clause and tells the ledger."""
        told = {
            name: (getattr(clause, name), value)
            for name, value in facts.items()
            if getattr(clause, name) != value
        }
        for name, value in facts.items():
            setattr(clause, name, value)
        clause.by_hand = True
        clause.save()
        self.ledger.changed(KIND, clause.pk, values=told, path=self.row.place)
        self.changed.append(clause)

    def place(self, passage: Passage, start: int, end: int, duty: tuple[str, ...]) -> Clause:
        """A marked clause at this place: the one that had exactly these words before, else a new one with a key of its own."""
        rows = Clause.objects.across_all(because=_OWN).filter(directive=self.row)
        before = rows.filter(passage=passage, start=start, end=end, marked=False).order_by("pk").first()
        if before is not None:
            self.write(before, marked=True)
            return before
        clause = Clause(
            directive=self.row,
            passage=passage,
            key=_fresh_key(passage, rows.filter(passage=passage).values_list("key", flat=True)),
            start=start,
            end=end,
            text=mending.said(self.row.text, self.regions, start, end),
            duty=list(duty),
            by_hand=True,
        )
        clause.save(force_insert=True)
        self.ledger.created(
            KIND, clause.pk, values={name: getattr(clause, name) for name in FACTS}, path=self.row.place
        )
        self.changed.append(clause)
        return clause


@transaction.atomic
def split(
    *, clause: Clause, place: int, version: int, seen: str = "", by: Scope, at: datetime
) -> tuple[Clause, Clause]:
    """Makes two clauses of one, the second beginning at character `place` of the text. Tasks stay with the first.

    version: of the directive as it was shown. seen: the clause as it was shown (queries.clauses.as_shown), which lets a
    step stand though somebody changed other clauses. Raises Conflict, Refused (no such place), Forbidden.
    """
    with _working(clause.directive, by, at, "split") as work:
        first = _marked(work, clause)
        _refuse_changed(work, version, seen.partition(" ")[0], clauses.as_shown(first))
        found = mending.cuts(work.row.text, work.regions, first.start, first.end)
        cut = next((one for one in found if one.at == place), None)
        if cut is None:
            raise Refused(_("这里不能拆开。请在标点处选一个位置。"))
        halves = [mending.duty(work.row.text, work.regions, *span) for span in (cut.first, cut.second)]
        kept = [word for word in first.duty if word in halves[0] or word not in halves[1]]
        second = work.place(first.passage, *cut.second, halves[1])
        end = _end_before_joining(first, second) or cut.first[1]
        work.write(
            first,
            end=end,
            text=mending.said(work.row.text, work.regions, first.start, end),
            duty=list(dict.fromkeys([*kept, *halves[0]])),
        )
        return first, second


@transaction.atomic
def join(*, clause: Clause, version: int, seen: str = "", by: Scope, at: datetime) -> Clause:
    """Makes one clause of this one and the next of the same passage, with all that stands between. Tasks follow.

    seen: both as they were shown. Raises Conflict, Refused (the last of its passage; both answered in one document), Forbidden.
    """
    with _working(clause.directive, by, at, "joined") as work:
        first = _marked(work, clause)
        after = clauses.following(first)
        _refuse_changed(work, version, seen, clauses.as_shown(first, after))
        if after is None:
            raise Refused(_("这一段里后面没有别的要求了，没有可以合并的。"))
        _refuse_answered(after)
        work.write(
            first,
            end=after.end,
            text=mending.said(work.row.text, work.regions, first.start, after.end),
            duty=list(dict.fromkeys([*first.duty, *after.duty])),
        )
        work.write(after, marked=False)
        _move_tasks(after, first)
        return first


@transaction.atomic
def unmark(*, clause: Clause, version: int, seen: str = "", by: Scope, at: datetime) -> Clause:
    """Says that the words ask for nothing. Raises Conflict, Refused (tasks or documents answer it, by name), Forbidden."""
    with _working(clause.directive, by, at, "unmarked") as work:
        row = _marked(work, clause)
        _refuse_changed(work, version, seen.partition(" ")[0], clauses.as_shown(row))
        links = TaskClause.objects.across_all(because=_OWN).filter(clause=row).select_related("task")
        titles = [link.task.title for link in links]
        if titles:
            raise Refused(
                _("有任务落实这一条，不能取消：%(tasks)s。请先在任务里改掉。") % {"tasks": "、".join(titles)}
            )
        _refuse_answered(row)
        work.write(row, marked=False)
        return row


@transaction.atomic
def mark(*, directive: Directive, start: int, end: int, by: Scope, at: datetime) -> Clause:
    """Says that a sentence asks for something; it must be free, whatever else was changed.

    Raises Conflict, Refused (no sentence free to be marked), Forbidden.
    """
    with _working(directive, by, at, "marked") as work:
        free = mending.unasked(work.row.text, work.regions, reading.spans(work.row))
        found = next((one for one in free if (one.start, one.end) == (start, end)), None)
        if found is None:
            raise Refused(_("这一句不能标为要求：它已经是要求，或者不是一个整句。"))
        passage = Passage.objects.across_all(because=_OWN).get(directive=work.row, key=found.key)
        return work.place(passage, start, end, found.duty)


@contextmanager
def _working(directive: Directive, by: Scope, at: datetime, done: str) -> Iterator[_Work]:
    directives.refuse_others(directive, by)
    row = directives.locked(directive, None)
    work = _Work(row, Ledger(Origin(by=by, at=at, source=directives.ON_SCREEN)))
    yield work
    work.ledger.write()
    overlaps.forget_proposals(work.changed)
    overlaps.propose(row, [one for one in work.changed if one.marked])
    directives.touch(row)
    directives.record(f"clause.{done}", row, by=by, at=at, clauses=[clause.key for clause in work.changed])
    confirm(row, by)


def _marked(work: _Work, clause: Clause) -> Clause:
    rows = Clause.objects.across_all(because=_OWN).filter(directive=work.row, marked=True)
    found = rows.select_related("passage").filter(pk=clause.pk).first()
    if found is None:
        raise Conflict(_("这一条已经不是要求了。请刷新页面查看。"))
    return found


def _refuse_changed(work: _Work, version: int, seen: str, now: str) -> None:
    """Others may have changed other clauses since; these must be as they were shown."""
    if work.row.version != version and seen != now:
        raise directives.changed_meanwhile(work.row)


def _refuse_answered(clause: Clause) -> None:
    answers = Answer.objects.across_all(because=_OWN).filter(clause=clause).select_related("document")
    titles = [answer.document.title for answer in answers]
    if titles:
        raise Refused(
            _("贯彻意见已经答复了 %(key)s，不能取消：%(titles)s。")
            % {"key": clause_words.said(clause.key), "titles": "、".join(titles)}
        )


def _move_tasks(clause: Clause, into: Clause) -> None:
    """A task that answers both answers the one that stays."""
    links = TaskClause.objects.across_all(because=_OWN)
    both = links.filter(clause=into).values("task")
    links.filter(clause=clause, task__in=both).delete()
    links.filter(clause=clause).update(clause=into)


def _end_before_joining(first: Clause, second: Clause) -> int | None:
    """Where the first ended when it was joined to the second, if splitting takes just that back."""
    rows = Change.objects.across_all(because=_OWN).filter(
        subject_kind=KIND, subject_id=first.pk, field="end", new=str(first.end)
    )
    joined = rows.order_by("-id").values_list("old", flat=True).first()
    return int(joined) if joined and first.start < int(joined) <= second.start else None


def _fresh_key(passage: Passage, taken: Any) -> str:
    """3.1.8 after 3.1.7, 3.c2 after 3.c1; of all keys ever given in the passage, unmarked ones too."""
    prefix = f"{passage.key}." if passage.kind == Passage.Kind.POINT else f"{passage.key}.c"
    numbers = [int(match[0]) for key in taken if (match := _LAST_NUMBER.search(key))]
    return f"{prefix}{max(numbers, default=0) + 1}"
