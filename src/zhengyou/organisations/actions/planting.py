"""Gives new nodes of a tree their paths: the next free label under the parent. Used singly and in bulk."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.db.models import Max, QuerySet
from django.db.models.functions import Length

from zhengyou.organisations.models import PathMove, Territory
from zhengyou.organisations.models.reorganisation import Tree
from zhengyou.scoping import ScopedModel, below
from zhengyou.scoping.prefix import LABEL_WIDTH, label, number

_JOURNAL = "a path that history stands under is given to nobody else, whoever may see the journal"


class Planter:
    """Hands out paths under parents, asking the database twice for each parent.

    rows: all rows of the tree, with a `path`. A path that a reorganisation left is not given out again: what stays as it
    was (the log, the change table) still stands under it, and whoever got it would read a stranger's history.

    Two writers under the same parent at once would be given the same label; the unique constraint on `path` lets only
    one through. Who writes one by one locks the line first (replanting.lock_lines).
    """

    def __init__(self, rows: Callable[[], QuerySet]) -> None:  # type: ignore[type-arg]
        self._tree = rows
        self._next: dict[str, int] = {}

    def path_under(self, parent: str) -> str:
        """The path for one more child of `parent` ('' is the root)."""
        if parent not in self._next:
            children = self._tree().annotate(depth=Length("path")).filter(depth=len(parent) + LABEL_WIDTH)
            if parent:
                children = children.filter(below("path", parent))
            last: str | None = children.aggregate(last=Max("path"))["last"]
            known = max(last or "", left_under([parent], self._tree().model).get(parent, ""))
            self._next[parent] = number(known[-LABEL_WIDTH:]) + 1 if known else 0
        given = self._next[parent]
        self._next[parent] = given + 1
        return parent + label(given)


def left_under(parents: Collection[str], model: type[ScopedModel]) -> dict[str, str]:
    """{parent: the last path directly below it that a reorganisation has named}, in one query.

    model: whose tree it is.
    """
    tree = Tree.TERRITORY if model is Territory else Tree.ORGANISATION
    named = PathMove.objects.across_all(because=_JOURNAL).filter(tree=tree).order_by()
    if len(parents) == 1 and (only := next(iter(parents))):
        named = named.filter(below("old", only) | below("new", only))
    found: dict[str, str] = {}
    for path in {path for pair in named.values_list("old", "new") for path in pair}:
        parent = path[:-LABEL_WIDTH]
        if parent in parents:
            found[parent] = max(path, found.get(parent, ""))
    return found
