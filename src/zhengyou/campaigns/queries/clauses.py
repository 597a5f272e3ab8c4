"""What directives ask for, and which of it is one thing asked twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from zhengyou.campaigns.models import Clause, Overlap
from zhengyou.scoping import Scope
from zhengyou.scoping.prefix import ancestors

_DECIDED = "decisions of a level hold for all below it, and name no person here"


def asked(directive_ids: Iterable[int], *, scope: Scope) -> list[Clause]:
    """The marked clauses of these directives in the order of each text, with passage and directive."""
    rows = within(scope).filter(directive__in=list(directive_ids), marked=True)
    return list(rows.order_by("directive_id", "start"))


def within(scope: Scope) -> QuerySet[Clause]:
    """Clauses the person may read, with passage and directive (without its text)."""
    rows = Clause.objects.within(scope).select_related("passage", "directive")
    return rows.defer("directive__text", "directive__regions", "passage__text")


def following(clause: Clause) -> Clause | None:
    """The next marked clause, if it stands in the same passage."""
    later = Clause.objects.across_all(because="the clause was read through the scope").filter(
        directive=clause.directive_id, marked=True, start__gte=clause.end
    )
    after = later.order_by("start").first()
    return after if after and after.passage_id == clause.passage_id else None


def as_shown(clause: Clause, after: Clause | None = None) -> str:
    """What identifies a clause, and the next one, as they stood on a page: the text itself never changes."""
    shown = [one for one in (clause, after) if one is not None]
    return " ".join(f"{one.key}:{one.start}-{one.end}" for one in shown)


def same_groups(place: str) -> dict[int, frozenset[int]]:
    """{clause: all clauses that ask the same, itself among them} as people at this place or above it joined them.

    Of two answers about one pair the one nearer to the place holds, an opened question too. Clauses
    that were joined to none are not in it.
    """
    rows = Overlap.objects.across_all(because=_DECIDED).filter(
        place__in=ancestors(place), first__marked=True, second__marked=True
    )
    decided: dict[tuple[int, int], str] = {}
    for first, second, state in rows.order_by("place").values_list("first_id", "second_id", "state"):
        decided[first, second] = state
    return _groups(pair for pair, state in decided.items() if state == Overlap.State.JOINED)


def _groups(joined: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    near: defaultdict[int, set[int]] = defaultdict(set)
    for first, second in joined:
        near[first].add(second)
        near[second].add(first)
    found: dict[int, frozenset[int]] = {}
    for clause in near:
        if clause in found:
            continue
        group, waiting = {clause}, [clause]
        while waiting:
            fresh = near[waiting.pop()] - group
            group |= fresh
            waiting += fresh
        found |= dict.fromkeys(group, frozenset(group))
    return found
