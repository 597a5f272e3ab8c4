"""Pairs of clauses that may ask the same, as they stand for a place."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhengyou.campaigns.models import Clause, Directive, Overlap
from zhengyou.campaigns.queries.directives import in_force
from zhengyou.scoping import Scope
from zhengyou.scoping.prefix import ancestors

_NEARER = "whether the own level or one nearer has an answer of its own; nothing of it is shown"


def standing(scope: Scope) -> QuerySet[Overlap]:
    """One row a pair: what the own place decided, else the nearest above; of directives that the person works with."""
    line = ancestors(scope.place)
    nearer = Overlap.objects.across_all(because=_NEARER).filter(
        first=OuterRef("first"), second=OuterRef("second"), place__in=line, place__gt=OuterRef("place")
    )
    directives = in_force(scope).order_by().values("pk")
    rows = Overlap.objects.within(scope).filter(
        ~Exists(nearer),
        place__in=line,
        first__marked=True,
        second__marked=True,
        first__directive__in=directives,
        second__directive__in=directives,
    )
    rows = rows.select_related(
        "first__directive__territory", "first__passage", "second__directive__territory", "second__passage"
    )
    return rows.defer(
        "first__directive__text",
        "first__directive__regions",
        "first__passage__text",
        "second__directive__text",
        "second__directive__regions",
        "second__passage__text",
    )


def of_clause(scope: Scope, clause: Clause) -> list[tuple[Overlap, Clause]]:
    """(pair, the other clause) of one clause, those kept apart left out; in text order."""
    rows = standing(scope).filter(Q(first=clause) | Q(second=clause)).exclude(state=Overlap.State.APART)
    found = [(row, row.second if row.first_id == clause.pk else row.first) for row in rows]
    return sorted(found, key=lambda pair: (pair[1].directive_id, pair[1].start))


def open_ones(scope: Scope) -> int:
    """How many wait for somebody of the own level."""
    return standing(scope).filter(state=Overlap.State.PROPOSED).count()


def open_of_directive(scope: Scope, directive: Directive) -> int:
    """How many pairs with clauses of one directive wait."""
    rows = standing(scope).filter(state=Overlap.State.PROPOSED)
    return rows.filter(Q(first__directive=directive) | Q(second__directive=directive)).count()
