"""How many clauses are nobody's at a level: the number without the whole responsibility matrix."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhengyou.campaigns.lifecycle import DirectiveState, TaskState
from zhengyou.campaigns.models import Answer, Clause, Directive, TaskBody, TaskClause
from zhengyou.campaigns.queries import clauses
from zhengyou.campaigns.queries.directives import owed_at
from zhengyou.scoping import Scope
from zhengyou.scoping.prefix import ancestors


def count(scope: Scope) -> int:
    """As many as the matrix of the own level shows for its managers; clauses that were joined count once. Two queries."""
    line = ancestors(scope.place)
    rows = Clause.objects.within(scope).filter(
        marked=True, directive__state=DirectiveState.ISSUED, directive__issued_to__in=line
    )
    settled = Q(Exists(_led(scope, line))) | Q(Exists(_excused(scope)))
    owed = Q(
        directive__in=Directive.objects.within(scope).filter(owed_at(scope.place)).order_by().values("pk")
    )
    told = {
        number: (done, asked)
        for number, done, asked in rows.order_by()
        .annotate(settled=settled, owed=owed)
        .values_list("pk", "settled", "owed")
    }
    if all(done or not asked for done, asked in told.values()):
        return 0
    groups = clauses.same_groups(scope.place)
    alone = {frozenset(groups.get(number, frozenset({number})) & told.keys()) for number in told}
    return sum(
        not any(told[one][0] for one in group) and any(told[one][1] for one in group) for group in alone
    )


def _led(scope: Scope, line: list[str]) -> QuerySet[TaskClause]:
    """Living tasks with a lead that answer a clause: the level's own, and issued ones in which its bodies take part."""
    taking_part = TaskBody.objects.within(scope).filter(task=OuterRef("task"))
    ours = taking_part.filter(body__territory__path=scope.place, task__issued_to__in=line)
    rows = TaskClause.objects.within(scope).filter(
        Q(task__place=scope.place) | Exists(ours),
        Exists(taking_part.filter(part=TaskBody.Part.LEADS)),
        clause=OuterRef("pk"),
    )
    return rows.exclude(task__state=TaskState.DROPPED)


def _excused(scope: Scope) -> QuerySet[Answer]:
    """The own document says that a clause need not be answered here."""
    rows = Answer.objects.within(scope).filter(document__place=scope.place, clause=OuterRef("pk"))
    return rows.exclude(excused="")
