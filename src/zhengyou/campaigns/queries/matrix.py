"""The responsibility matrix of a level: its tasks by clause, by body and by date; what is nobody's stands first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cached_property

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from zhengyou.campaigns.lifecycle import DirectiveState, TaskState
from zhengyou.campaigns.models import Answer, Directive, Task, TaskBody, TaskClause
from zhengyou.campaigns.queries import bodies, clauses
from zhengyou.campaigns.queries.directives import owed_at
from zhengyou.campaigns.queries.matrix_lines import (
    NOBODYS,
    BodyLine,
    ClauseLine,
    Month,
    PlaceLine,
    TaskLine,
    Wanted,
)
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Reach, Scope, is_below
from zhengyou.scoping.prefix import ancestors

_LINKS = "the rows belong to tasks that were read through the scope"


class Matrix:
    """The matrix of one level, read through a scope: its own tasks, and issued ones in which its bodies take part.

    A fixed number of queries, whatever the number of clauses and tasks.
    """

    def __init__(self, scope: Scope, level: Territory, *, on: date, wanted: Wanted | None = None) -> None:
        self.scope = scope
        self.level = level
        self.on = on
        self.wanted = wanted or Wanted()

    @property
    def sees_all(self) -> bool:
        """Whether the reader is of this level or above: below it drafts are not seen, so nothing is said to be nobody's."""
        return self.scope.reach in {Reach.TERRITORY, Reach.EVERYTHING} and is_below(
            self.level.path, self.scope.path
        )

    @cached_property
    def all_tasks(self) -> list[TaskLine]:
        """Every task, in the order of level, due date and number."""
        ours = TaskBody.objects.within(self.scope).filter(
            body__territory=self.level, task__issued_to__in=ancestors(self.level.path)
        )
        rows = Task.objects.within(self.scope).filter(
            Q(place=self.level.path) | Q(pk__in=ours.values("task_id"))
        )
        own = {body.pk for body in bodies.of_person(self.scope, on=self.on)}
        lines = {
            task.pk: TaskLine(task, task.place == self.level.path, self._is_late(task))
            for task in rows.select_related("territory").order_by("place", "due_on", "id")
        }
        for row in self._parts(list(lines)):
            getattr(lines[row.task_id], row.part).append(row.body)
        for task, clause in (
            TaskClause.objects.across_all(because=_LINKS)
            .filter(task__in=list(lines))
            .values_list("task_id", "clause_id")
        ):
            lines[task].clauses.add(clause)
        offices = bodies.offices_counted((line.task.territory_id for line in lines.values()), on=self.on)
        for line in lines.values():
            line.late = line.late and self._told_when_late(line, own)
            line.named = {
                part: bodies.named(getattr(line, part), offices=offices) for part in TaskBody.Part.values
            }
        return list(lines.values())

    @property
    def tasks(self) -> list[TaskLine]:
        """The tasks asked for."""
        return [line for line in self.all_tasks if line.fits(self.wanted)]

    def by_clause(self) -> list[ClauseLine]:
        """Marked clauses of the directives in force here with their tasks; those that are nobody's first, else text order.

        Clauses that a person joined are one line. When the tasks are narrowed, clauses without a fitting one are left out.
        """
        lines = list(self._clause_lines())
        if not self.sees_all:
            lines = [line for line in lines if line.tasks]
        if self.wanted.state == NOBODYS:
            lines = [line for line in lines if line.nobodys and self._names(line)]
        elif self.wanted.narrows:
            for line in lines:
                line.tasks = [task for task in line.tasks if task.fits(self.wanted)]
            lines = [line for line in lines if line.tasks]
        return sorted(lines, key=lambda line: not line.nobodys) if self.sees_all else lines

    def without_clause(self) -> list[TaskLine]:
        """Tasks asked for that answer no clause in force here."""
        known = {
            number
            for line in self._clause_lines()
            for number in (line.clause.pk, *(one.pk for one in line.same))
        }
        return [line for line in self.tasks if not line.clauses & known]

    def by_body(self) -> list[BodyLine]:
        """What nobody leads first, then the bodies of the level, then the offices below that take part."""
        tasks = self.tasks
        lines = {body.pk: BodyLine(body, body.name) for body in bodies.own_level(self.level, on=self.on)}
        below = {body.pk: BodyLine(body, body.name) for body in bodies.offices_below(self.level, on=self.on)}
        known = lines | below
        for task in tasks:
            for part in TaskBody.Part.values:
                for body in getattr(task, part):
                    if body.pk in known:
                        getattr(known[body.pk], part).append(task)
        loose = [task for task in tasks if task.without_lead and self.sees_all]
        found = [*([BodyLine(None, "", loose)] if loose else []), *lines.values()]
        if wanted := self.wanted.body:
            return [line for line in (*found, *below.values()) if line.body and line.body.pk == wanted]
        return [*found, *_together(list(below.values()))]

    def by_date(self) -> list[Month]:
        """Month by month, those without a date last."""
        months: defaultdict[date | None, list[TaskLine]] = defaultdict(list)
        for line in self.tasks:
            months[line.task.due_on.replace(day=1) if line.task.due_on else None].append(line)
        for held in months.values():
            held.sort(key=lambda line: (line.task.due_on or date.max, line.task.place, line.task.pk))
        return [Month(first, months[first]) for first in sorted(months, key=lambda day: day or date.max)]

    def by_place(self) -> list[PlaceLine]:
        """The places directly below in code order, with the number of their tasks; none for who does not see them."""
        if self.scope.reach not in {Reach.TERRITORY, Reach.EVERYTHING}:
            return []
        places = bodies.levels_below(self.level, on=self.on)
        state_open = Q(state=TaskState.OPEN)
        counted = (
            Task.objects.within(self.scope)
            .filter(place__in=[place.path for place in places])
            .order_by("place")
            .values("place")
            .annotate(
                tasks=Count("pk"),
                open=Count("pk", filter=state_open),
                late=Count("pk", filter=state_open & Q(due_on__lt=self.on)),
            )
        )
        held = {row["place"]: (row["tasks"], row["open"], row["late"]) for row in counted}
        return [PlaceLine(place, *held.get(place.path, (0, 0, 0))) for place in places]

    def to_issue(self) -> list[TaskLine]:
        """Own tasks that the levels below do not read yet. What was promised on a visit concerns those who were visited."""
        return [
            line
            for line in self.all_tasks
            if line.own
            and not line.task.issued_to
            and line.task.state != TaskState.DROPPED
            and line.task.origin != Task.Origin.VISIT
        ]

    @cached_property
    def directives(self) -> list[Directive]:
        """Directives issued here or above, the upper level's first; `owed`: own ones and those this level received."""
        rows = Directive.objects.within(self.scope).filter(
            state=DirectiveState.ISSUED, issued_to__in=ancestors(self.level.path)
        )
        told = rows.annotate(owed=ExpressionWrapper(owed_at(self.level.path), BooleanField()))
        return list(told.defer("text", "regions").order_by("place", "dated", "id"))

    def _clause_lines(self) -> Iterator[ClauseLine]:
        order = {directive.pk: place for place, directive in enumerate(self.directives)}
        rows = sorted(
            clauses.asked(list(order), scope=self.scope), key=lambda row: (order[row.directive_id], row.start)
        )
        held = {row.pk: row for row in rows}
        groups = clauses.same_groups(self.level.path)
        excused = self._excused()
        owed = {directive.pk for directive in self.directives if directive.owed}  # type: ignore[attr-defined]
        answering: defaultdict[int, list[TaskLine]] = defaultdict(list)
        for line in self.all_tasks:
            for number in line.clauses:
                answering[number].append(line)
        told: set[int] = set()
        for row in rows:
            if row.pk in told:
                continue
            group = [number for number in held if number in groups.get(row.pk, frozenset({row.pk}))]
            told.update(group)
            tasks = {line.task.pk: line for number in group for line in answering[number]}
            reasons = [excused[number] for number in group if number in excused]
            same = [held[number] for number in group if number != row.pk]
            asked = any(held[number].directive_id in owed for number in group)
            if asked or tasks:
                yield ClauseLine(row, same, list(tasks.values()), reasons[0] if reasons else "", asked)

    def _excused(self) -> dict[int, str]:
        """{clause: why the level's own implementation document says that it need not be answered here}."""
        rows = Answer.objects.within(self.scope).filter(document__place=self.level.path).exclude(excused="")
        return dict(rows.values_list("clause_id", "excused"))

    def _parts(self, tasks: list[int]) -> list[TaskBody]:
        rows = TaskBody.objects.across_all(because=_LINKS).filter(task__in=tasks)
        return sorted(rows.select_related("body__territory"), key=lambda row: bodies.order(row.body))

    def _is_late(self, task: Task) -> bool:
        return task.state == TaskState.OPEN and task.due_on is not None and task.due_on < self.on

    def _told_when_late(self, line: TaskLine, own: set[int]) -> bool:
        """That a task is late is shown to its own level, to those above, and to whoever leads or assists."""
        offices = self.scope.reach in {Reach.TERRITORY, Reach.EVERYTHING}
        if offices and is_below(line.task.place, self.scope.place):
            return True
        return any(body.pk in own for body in (*line.leads, *line.assists))

    def _names(self, line: ClauseLine) -> bool:
        return not self.wanted.q or self.wanted.q in line.clause.text


def _together(lines: list[BodyLine]) -> list[BodyLine]:
    """The offices below that take part; one line for all of them when all take the same parts."""
    taking = [line for line in lines if line.leads or line.assists or line.informed]
    parts = [(line.leads, line.assists, line.informed) for line in lines]
    if len(lines) > 1 and taking and all(one == parts[0] for one in parts):
        first = taking[0]
        first.name = bodies.all_below(first.body.territory.level) if first.body else ""
        return [first]
    return taking
