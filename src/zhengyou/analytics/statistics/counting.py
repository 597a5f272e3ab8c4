"""Counting a table: units grouped by the state of every line and column, to be added up into its numbers (adding.py).

One pass over the facts. Units of one place fall into few groups, so the sums over rows and columns are cheap; a SELECT with
a sum for each of some 500 numbers would read every unit 500 times.
"""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Expression

from zhengyou.analytics.statistics.adding import columns_of, flagged_of, sums_of
from zhengyou.analytics.statistics.declaring import Check, Distinct, Sum, Table, Underivable
from zhengyou.analytics.statistics.official import facts, unsaid


def grouped(table: Table) -> Expression:
    """Units of the base by the state of each line and column: `l<n>`, `c<letter>`, `units`, and `s<n>`, `m<n>` of each sum."""
    lines, columns = flagged_of(table), columns_of(table)
    sums = sums_of(table)
    shown = {f"l{key}": where for key, where in lines.items()}
    shown |= {f"c{letter}": where for letter, where in columns.items()}
    amounts = {f"s{key}": line.amount for key, line in sums.items()}
    amounts |= {f"m{key}": ibis.ifelse(line.complete, 0, 1) for key, line in sums.items()}
    one = facts.filter(table.base).select(**shown, **amounts)
    return one.group_by(list(shown)).aggregate(
        units=one.count(), **{name: one[name].sum() for name in amounts}
    )


def shared(table: Table) -> Expression | None:
    """One row: for each distinct line and column how many `n<key>__<letter>` and how many units unknown `u…`."""
    found: dict[str, Any] = {}
    for key, line in table.lines.items():
        if isinstance(line, Distinct):
            for letter, column in columns_of(table).items():
                where = line.where & column
                found[f"n{key}__{letter}"] = line.identity.nunique(where=where)
                found[f"u{key}__{letter}"] = _number(unsaid(where) | (where & line.identity.isnull()))
    return facts.filter(table.base).aggregate(**found) if found else None


def beside(table: Table) -> Expression:
    """One row: how many units each `a<key>` leaves apart and each `k<key>` lacks."""
    found = {f"a{one.key}": _number(one.where) for one in table.apart}
    found |= {f"k{one.key}": _number(table.base & one.where) for one in table.lacks}
    return facts.aggregate(**found)


def _number(where: BooleanValue) -> Any:
    return ibis.ifelse(where, 1, 0).sum().fill_null(0)


def listed(where: BooleanValue) -> Expression:
    """The units of a condition."""
    return facts.filter(where).select("unit")


def behind(table: Table, line: str, letter: str, *, unknown: bool = False) -> BooleanValue | None:
    """The units behind one number, or those that could not be judged there; None for what is not derived."""
    found = table.lines.get(line)
    column = columns_of(table).get(letter)
    if found is None or isinstance(found, Underivable) or column is None:
        return None
    where = found.where & column
    if not unknown:
        return table.base & where
    if isinstance(found, Sum):
        return table.base & (unsaid(where) | (where & ~found.complete))
    if isinstance(found, Distinct):
        return table.base & (unsaid(where) | (where & found.identity.isnull()))
    return table.base & unsaid(where)


def breaking(table: Table, check: Check, letter: str) -> BooleanValue | None:
    """The units that break an identity in one column; None where none can be named."""
    column = columns_of(table).get(letter)
    if check.broken is None or column is None:
        return None
    # An identity between columns names its units by the columns themselves, one between rows within the column.
    return table.base & check.broken if check.left.columns else table.base & column & check.broken
