"""One directive on the screen: the tree, the text line by line, and the clause that a person chose."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from zhengyou.campaigns.lifecycle import DirectiveState
from zhengyou.campaigns.models import Clause, Directive, Overlap, Passage, TaskClause
from zhengyou.campaigns.queries import overlaps
from zhengyou.campaigns.queries.clauses import as_shown, following
from zhengyou.campaigns.queries.directives import answered
from zhengyou.campaigns.rules.directive import Region, mending, showing
from zhengyou.scoping import Scope
from zhengyou.scoping.prefix import ancestors
from zhengyou.standards import load_reviewing


@dataclass(frozen=True, slots=True)
class Leaf:
    """A clause in the tree. answered: by a task of the own level."""

    clause: Clause
    answered: bool


@dataclass(frozen=True, slots=True)
class Node:
    """A passage of the tree with its clauses."""

    passage: Passage
    clauses: list[Leaf]

    @property
    def below(self) -> bool:
        """Whether it stands under a part."""
        return self.passage.kind == Passage.Kind.POINT


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one page of a directive shows."""

    tree: list[Node]
    lines: list[showing.Line]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A clause and what is known of it.

    after: the next of its passage, None for the last. cuts: (first half, second half, where); empty for whoever only reads.
    """

    clause: Clause
    tasks: list[TaskClause]
    overlaps: list[tuple[Overlap, Clause]]
    after: Clause | None
    cuts: list[tuple[str, str, mending.Cut]]

    @property
    def seen(self) -> str:
        """The clause and the next one as this panel shows them, for steps that change nothing else."""
        return as_shown(self.clause, self.after)


def readable(scope: Scope) -> QuerySet[Directive]:
    """What the person may open: of other levels only what was issued once."""
    rows = Directive.objects.within(scope).select_related("territory")
    return rows.filter(Q(place=scope.place) | ~Q(issued_to=""))


def may_mend(scope: Scope, row: Directive) -> bool:
    """Whether this person mends the directive now."""
    return (
        row.state == DirectiveState.REVIEWING and row.place == scope.place and scope.may("directives.manage")
    )


def regions(row: Directive) -> list[Region]:
    """The regions as they are held."""
    return [Region(kind, start, end, key) for kind, start, end, key in row.regions]


def pages(row: Directive) -> list[mending.Span]:
    """The text in stretches that a page holds; one for most directives."""
    size = load_reviewing().page_characters
    if len(row.text) <= size:
        return [(0, len(row.text))]
    return showing.pages(row.text, regions(row), spans(row), size)


def page_of(shown: list[mending.Span], start: int) -> int:
    """The number of the page on which a character stands."""
    return next((number for number, (_start, end) in enumerate(shown, start=1) if start < end), 1)


def spans(row: Directive) -> list[mending.Span]:
    """Where the marked clauses stand."""
    rows = Clause.objects.across_all(because="the directive was read through the scope")
    return list(rows.filter(directive=row, marked=True).order_by("start").values_list("start", "end"))


def sheet(scope: Scope, row: Directive, shown: mending.Span) -> Sheet:
    """The tree and the text of one page. Five queries, however long."""
    start, end = shown
    rows = Clause.objects.within(scope).filter(directive=row, marked=True, start__lt=end, end__gt=start)
    clauses = list(rows.order_by("start").defer("text"))
    here = [one for one in regions(row) if one.start < end and start < one.end]
    free = (
        mending.unasked(row.text, here, [(one.start, one.end) for one in clauses])
        if may_mend(scope, row)
        else []
    )
    lines = showing.lines(row.text, here, [(one.start, one.end, one.key) for one in clauses], free, shown)
    return Sheet(_tree(scope, row, {one.id for one in here}, clauses), lines)


def _tree(scope: Scope, row: Directive, keys: set[str], clauses: list[Clause]) -> list[Node]:
    done = answered(scope)
    passages = Passage.objects.within(scope).filter(directive=row).defer("text")
    if len(keys) < 500:  # a page holds some dozens; only a text of nothing but numbers has more
        passages = passages.filter(key__in=keys)
    nodes = {passage.pk: Node(passage, []) for passage in passages if passage.key in keys}
    for clause in clauses:
        nodes[clause.passage_id].clauses.append(Leaf(clause, clause.pk in done))
    return list(nodes.values())


def clause(scope: Scope, row: Directive, key: str) -> Clause | None:
    """A marked clause by its key."""
    rows = Clause.objects.within(scope).filter(directive=row, key=key, marked=True)
    return rows.select_related("passage").first()


def chosen(scope: Scope, row: Directive, held: Clause) -> Chosen:
    """What the panel shows of a clause."""
    links = TaskClause.objects.within(scope).filter(clause=held, task__place__in=ancestors(scope.place))
    here = [one for one in regions(row) if one.start < held.end and held.start < one.end]
    found = mending.cuts(row.text, here, held.start, held.end) if may_mend(scope, row) else []
    return Chosen(
        clause=held,
        tasks=list(
            links.select_related("task__territory").order_by("task__place", "task__due_on", "task_id")
        ),
        overlaps=overlaps.of_clause(scope, held),
        after=following(held),
        cuts=[(_said(row, here, cut.first), _said(row, here, cut.second), cut) for cut in found],
    )


def unmarked_duties(row: Directive, *, most: int) -> tuple[int, list[tuple[str, int, int]]]:
    """How many sentences are no clause though a word of duty stands in them; (sentence, where it begins, page) of the first."""
    here = regions(row)
    found = [one for one in mending.unasked(row.text, here, spans(row)) if one.duty]
    shown = pages(row)
    told = [
        (_said(row, here, (one.start, one.end)), one.start, page_of(shown, one.start)) for one in found[:most]
    ]
    return len(found), told


def _said(row: Directive, here: list[Region], span: mending.Span) -> str:
    return " ".join(mending.said(row.text, here, *span).split())


def passage_words(passage: Passage) -> str:
    """三 结合实际，科学谋划: the mark and the heading, or what kind of passage it is."""
    return " ".join(filter(None, (passage.number, passage.heading))) or str(passage.get_kind_display())
