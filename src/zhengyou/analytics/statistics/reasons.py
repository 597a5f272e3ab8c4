"""Why units could not be judged where a row and a column meet: the missing facts that both hang on."""

from __future__ import annotations

from collections.abc import Iterator

from ibis.expr import operations

from zhengyou.analytics.statistics.declaring import Distinct, Lack, Line, Sum, Table, Underivable
from zhengyou.analytics.statistics.lacking import HANGS_ON


def of(table: Table, row: str, letter: str) -> tuple[Lack, ...]:
    """The lacks that can leave a cell unknown, in the order in which the table names them; none where nothing is derived."""
    column = table.column(letter)
    if column is None or isinstance(column.where, Underivable):
        return ()
    judged = {*_judged(table.lines[row]), *_named(column.where)}
    keys = {key for name in judged for key in HANGS_ON.get(name, ())}
    return tuple(lack for lack in table.lacks if lack.key in keys)


def _judged(line: Line) -> Iterator[str]:
    """What is judged of a unit for this line. Of an amount only whether it is complete: what is known of it is added."""
    if isinstance(line, Underivable):
        return
    yield from _named(line.where)
    if isinstance(line, Sum):
        yield from _named(line.complete)
    if isinstance(line, Distinct):
        yield from _named(line.identity)


def _named(expression: object) -> Iterator[str]:
    for node in expression.op().find(operations.Field):  # type: ignore[attr-defined]
        yield node.name
