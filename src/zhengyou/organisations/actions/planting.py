"""Gives new nodes of a tree their paths: the next free label under the parent. Used singly and in bulk."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Max, QuerySet
from django.db.models.functions import Length

from zhengyou.scoping import below
from zhengyou.scoping.prefix import LABEL_WIDTH, label, number


class Planter:
    """Hands out paths under parents, asking the database once for each parent.

    rows: all rows of the tree, with a `path`. Two writers under the same parent at once would be given
    the same label; the unique constraint on `path` lets only one through. Who writes one by one locks the line
    first (replanting.lock_lines).
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
            self._next[parent] = number(last[-LABEL_WIDTH:]) + 1 if last else 0
        given = self._next[parent]
        self._next[parent] = given + 1
        return parent + label(given)
