"""Counting a table: units grouped by the state of every line and column, then added up into its numbers.

One pass over the facts. Units of one place fall into few groups, so the sums over rows and columns are cheap; a SELECT with
a sum for each of some 500 numbers would read every unit 500 times.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Expression

from zhengyou.analytics.statistics.declaring import Check, Distinct, Sum, Table, Underivable, Units
from zhengyou.analytics.statistics.official import facts, unsaid

Row = Sequence[Any]
Place = tuple[str, str]
"""(key of a line, letter of a column)"""


@dataclass(frozen=True, slots=True)
class Counted:
    """A table's numbers by (line, column). unknown: units that could not be judged there; both lack what is not derived.

    apart, lacks: units by the keys of the table's declarations.
    """

    numbers: dict[Place, int]
    unknown: dict[Place, int]
    apart: dict[str, int] = field(default_factory=dict)
    lacks: dict[str, int] = field(default_factory=dict)


def grouped(table: Table) -> Expression:
    """Units of the base by the state of each line and column: `l<n>`, `c<letter>`, `units`, and `s<n>`, `m<n>` of each sum."""
    lines, columns = _flagged(table), _columns(table)
    sums = _sums(table)
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
            for letter, column in _columns(table).items():
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
    column = _columns(table).get(letter)
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
    column = _columns(table).get(letter)
    if check.broken is None or column is None:
        return None
    # An identity between columns names its units by the columns themselves, one between rows within the column.
    return table.base & check.broken if check.left.columns else table.base & column & check.broken


def _columns(table: Table) -> dict[str, BooleanValue]:
    return {one.letter: one.where for one in table.columns if not isinstance(one.where, Underivable)}


def _flagged(table: Table) -> dict[str, BooleanValue]:
    return {key: line.where for key, line in table.lines.items() if isinstance(line, Units | Sum)}


def _sums(table: Table) -> dict[str, Sum]:
    return {key: line for key, line in table.lines.items() if isinstance(line, Sum)}


def combine(table: Table, groups: Iterable[Mapping[str, Any]]) -> Counted:
    """Adds the groups up. A unit for which line or column cannot be said counts as unknown, unless one of them is false."""
    lines, columns, sums = list(_flagged(table)), list(_columns(table)), _sums(table)
    numbers = {(line, letter): 0 for line in lines for letter in columns}
    unknown = dict(numbers)
    for group in groups:
        inside = [letter for letter in columns if group[f"c{letter}"]]
        unsure = [letter for letter in columns if group[f"c{letter}"] is None]
        units = int(group["units"])
        for line in lines:
            state = group[f"l{line}"]
            if state is None:
                for letter in (*inside, *unsure):
                    unknown[line, letter] += units
            elif state:
                added, short = (
                    (int(group[f"s{line}"]), int(group[f"m{line}"])) if line in sums else (units, 0)
                )
                for letter in inside:
                    numbers[line, letter] += added
                    unknown[line, letter] += short
                for letter in unsure:
                    unknown[line, letter] += units
    return Counted(numbers, unknown)


def with_shared(counted: Counted, found: Mapping[str, Any]) -> None:
    """Puts the distinct lines in."""
    for name, number in found.items():
        line, _, letter = name[1:].rpartition("__")
        (counted.numbers if name[0] == "n" else counted.unknown)[line, letter] = int(number or 0)


def with_beside(counted: Counted, found: Mapping[str, Any]) -> None:
    """Puts in what stands apart and what is lacking."""
    for name, number in found.items():
        (counted.apart if name[0] == "a" else counted.lacks)[name[1:]] = int(number or 0)
