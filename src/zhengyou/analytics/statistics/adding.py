"""A table's numbers, added up from groups of units: what counting.py asks for, put together. Knows no database and no engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from zhengyou.analytics.statistics.declaring import Sum, Table, Underivable, Units

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue

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


def combine(table: Table, groups: Iterable[Mapping[str, Any]]) -> Counted:
    """Adds the groups up. A unit for which line or column cannot be said counts as unknown, unless one of them is false."""
    lines, columns, sums = list(flagged_of(table)), list(columns_of(table)), sums_of(table)
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


def columns_of(table: Table) -> dict[str, BooleanValue]:
    return {one.letter: one.where for one in table.columns if not isinstance(one.where, Underivable)}


def flagged_of(table: Table) -> dict[str, BooleanValue]:
    return {key: line.where for key, line in table.lines.items() if isinstance(line, Units | Sum)}


def sums_of(table: Table) -> dict[str, Sum]:
    return {key: line for key, line in table.lines.items() if isinstance(line, Sum)}
