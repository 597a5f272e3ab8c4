"""The next rows are made ready while the database still takes the last ones, where it is a process of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, TypeVar

from django.db import connection

S = TypeVar("S")
T = TypeVar("T")
_NO_MORE: Final[Any] = object()


def ahead(prepare: Callable[[S], T], items: Iterable[S]) -> Generator[tuple[S, T], None, None]:
    """Each item with what `prepare` makes of it, in their order. On PostgreSQL the next one is prepared in a thread meanwhile.

    prepare: must ask nothing of the database. SQLite writes in this very process and would wait for the other thread with each
    row: there everything is done in turn.
    """
    if connection.vendor != "postgresql":
        yield from ((item, prepare(item)) for item in items)
        return
    with ThreadPoolExecutor(max_workers=1) as thread:
        waiting: deque[tuple[S, Future[T]]] = deque()
        for item in items:
            waiting.append((item, thread.submit(prepare, item)))
            if len(waiting) > 1:
                first, prepared = waiting.popleft()
                yield first, prepared.result()
        yield from ((last, prepared.result()) for last, prepared in waiting)


def drawn(items: Iterator[T]) -> Generator[T, None, None]:
    """The same items. On PostgreSQL the next one is drawn in a thread while the last one is used; in turn on SQLite.

    items: must ask nothing of the database.
    """
    if connection.vendor != "postgresql":
        yield from items
        return
    with ThreadPoolExecutor(max_workers=1) as thread:
        waiting = thread.submit(next, items, _NO_MORE)
        while (found := waiting.result()) is not _NO_MORE:
            waiting = thread.submit(next, items, _NO_MORE)
            yield found
