"""Where things would go in a reorganisation, and how many go along: the same for its preview and for its record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q

from zhengyou.organisations.actions.holdings import PLACES, Holding, Node, every
from zhengyou.organisations.actions.journal import rows
from zhengyou.organisations.actions.work import Work
from zhengyou.organisations.models import Territory
from zhengyou.organisations.rules.reorganising import replaced
from zhengyou.scoping import below

NEW: Final = "~"
"""Stands for a label that is not given out yet; no label has it."""
Path = str | None


def numbers(work: Work) -> dict[str, int]:
    """{kind: how many open rows go along}, before anything has gone."""
    return Shift(work).numbers()


@dataclass(frozen=True, slots=True)
class Group:
    """So many open rows of a kind stand at a path now, and would stand at another."""

    kind: str
    old: str
    new: str
    number: int


class Shift:
    """Where paths would go, in the tree of the plan. New labels are not known yet; what lies below what is."""

    def __init__(self, work: Work) -> None:
        assert work.subject is not None
        self.plan = work.plan
        self.subject: Node = work.subject
        self.target = work.target
        self.old = self.subject.path
        self.tree = type(self.subject)
        above = self.old[:-4]
        if self.plan.kind == "move":
            self.new = (self.target.path if self.target else "") + NEW
        elif self.plan.kind == "merge":
            assert self.target is not None
            self.new = self.target.path
        else:
            self.new = above + NEW
        chosen = rows(self.tree).filter(pk__in=self.plan.chosen.get(work.plan.tree, ()))
        self.children = [row.path for row in chosen if row.path.startswith(self.old) and row.path != self.old]

    def of_child(self, path: str) -> str:
        """Where a path below the subject would go."""
        if self.plan.kind == "move":
            return replaced(path, self.old, self.new)
        rest = path[len(self.old) :]
        return self.new + NEW + rest if rest else self.new

    def goes(self, path: str) -> bool:
        """Whether a path of this tree would become another one."""
        tops = self.children if self.plan.kind == "split" else [self.old]
        return any(path.startswith(top) for top in tops)

    def rows(self, holding: Holding) -> Iterator[Group]:
        """Open rows of a kind that would stand elsewhere, and those of the taker, which some would newly see."""
        name = self.path_of(holding)
        if not name:
            return
        if self.plan.kind == "split":
            yield from self._chosen_rows(holding, name)
            return
        for path, number in _grouped(holding, name, below(name, self.old)):
            yield Group(holding.kind, path, self.of_child(path), number)
        if self.plan.kind == "merge":
            for path, number in _grouped(holding, name, below(name, self.new) & ~below(name, self.old)):
                yield Group(holding.kind, path, path, number)

    def _chosen_rows(self, holding: Holding, name: str) -> Iterator[Group]:
        own = self.plan.chosen
        at_itself = holding.along(own) if self.tree is Territory else Q(pk__in=own.get(holding.kind, ()))
        for path, number in _grouped(holding, name, at_itself & Q(**{name: self.old})):
            yield Group(holding.kind, path, self.new, number)
        for child in self.children:
            for path, number in _grouped(holding, name, below(name, child)):
                yield Group(holding.kind, path, self.of_child(path), number)

    def path_of(self, holding: Holding) -> str:
        """The lookup of a row's path in this tree; '' where the kind has none."""
        if self.tree is Territory:
            return holding.path
        return f"{holding.branch}__path" if holding.branch else ""

    def numbers(self) -> dict[str, int]:
        """{kind: how many open rows go along}; what would be zero is left out."""
        found = {holding.kind: sum(self._along(holding)) for holding in (PLACES, *every())}
        return {kind: number for kind, number in found.items() if number}

    def _along(self, holding: Holding) -> Iterator[int]:
        if holding.model is self.tree:
            held = rows(self.tree).filter(holding.open())
            if self.plan.kind != "split":
                itself = [self.subject.pk] if self.plan.kind == "merge" else []
                yield held.filter(below("path", self.old)).exclude(pk__in=itself).count()
                return
            for child in self.children:
                yield held.filter(below("path", child)).count()
            return
        for group in self.rows(holding):
            if group.old != group.new:
                yield group.number


def _grouped(holding: Holding, name: str, condition: Q) -> Iterator[tuple[str, int]]:
    held = rows(holding.model).filter(holding.open(), condition)
    yield from held.values_list(name).annotate(number=Count("pk"))
