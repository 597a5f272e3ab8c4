"""The directives that a level works with: its own and those issued to it from above."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from zhengyou.campaigns.lifecycle import DirectiveState, TaskState
from zhengyou.campaigns.models import Clause, Directive, Receipt, TaskClause
from zhengyou.campaigns.queries.clauses import same_groups
from zhengyou.scoping import Scope
from zhengyou.scoping.prefix import ancestors


@dataclass(frozen=True, slots=True)
class Listed:
    """own: brought in by the person's own level. asked: marked clauses; answered: those with a task of the own level."""

    directive: Directive
    own: bool
    asked: int
    answered: int


def worked_with(scope: Scope) -> QuerySet[Directive]:
    """The own level's and those from above, withdrawn ones too, without their texts; levels above first, newest first."""
    rows = Directive.objects.within(scope).filter(place__in=ancestors(scope.place))
    return rows.select_related("territory").defer("text", "regions")


def owed_at(place: str) -> Q:
    """Of directives: the level's own, and those that were sent on to it. What is only read above it owes nothing yet."""
    rows = Receipt.objects.across_all(because="whether the level itself received it; nothing of it is shown")
    arrived = rows.filter(directive=OuterRef("pk"), place=place, organisation__isnull=True)
    return Q(place=place) | Q(Exists(arrived))


def in_force(scope: Scope) -> QuerySet[Directive]:
    """The same without withdrawn ones."""
    return worked_with(scope).exclude(state=DirectiveState.WITHDRAWN)


def counted(scope: Scope, shown: list[Directive]) -> list[Listed]:
    """The directives with their counts: four queries, however many."""
    marked = Clause.objects.within(scope).filter(directive__in=[row.pk for row in shown], marked=True)
    asked = dict(marked.order_by().values("directive").annotate(n=Count("pk")).values_list("directive", "n"))
    done = Counter(marked.filter(pk__in=answered(scope)).order_by().values_list("directive", flat=True))
    return [
        Listed(row, own=row.place == scope.place, asked=asked.get(row.pk, 0), answered=done[row.pk])
        for row in shown
    ]


def answered(scope: Scope) -> set[int]:
    """Clauses that a task of the own level answers, and those that were joined with them; dropped tasks answer nothing."""
    links = TaskClause.objects.within(scope).filter(task__place=scope.place)
    found = set(links.exclude(task__state=TaskState.DROPPED).values_list("clause_id", flat=True))
    same = same_groups(scope.place)
    return found.union(*(same[clause] for clause in found if clause in same))
