"""Whether the identities of a table hold, from its numbers alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhengyou.analytics.statistics.adding import Counted
from zhengyou.analytics.statistics.declaring import Check, Table, Term

Figures = Mapping[str, Mapping[str, int]]
"""{indicator: {part: number}} of the overview; an indicator that nothing was counted for is absent."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of an identity in one row and column."""

    line: str
    column: str
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one check. sides: everywhere it was looked at; broken: where it does not hold."""

    check: Check
    sides: tuple[Sides, ...]
    broken: tuple[Sides, ...]

    @property
    def holds(self) -> bool | None:
        """None: there was nothing to compare with."""
        return not self.broken if self.sides else None


def evaluate(table: Table, counted: Counted, figures: Figures) -> list[Finding]:
    """Every check of the table, in the order declared."""
    return [_evaluated(check, counted, figures) for check in table.checks]


def _evaluated(check: Check, counted: Counted, figures: Figures) -> Finding:
    sides = []
    for line in check.rows:
        for column in check.columns:
            left = _value(check.left, line, column, counted, figures)
            right = _value(check.right, line, column, counted, figures)
            if left is not None and right is not None:
                sides.append(Sides(line, column, left, right))
    broken = tuple(one for one in sides if not _agree(check, one))
    return Finding(check, tuple(sides), broken)


def _agree(check: Check, sides: Sides) -> bool:
    return sides.left == sides.right if check.compare == "=" else sides.left <= sides.right


def _value(term: Term, line: str, column: str, counted: Counted, figures: Figures) -> int | None:
    if term.figure is not None:
        indicator, part = term.figure
        return figures.get(indicator, {}).get(part)
    places = [(one, letter) for one in term.lines or (line,) for letter in term.columns or (column,)]
    places += [(one, column) for one in term.unsettled]
    return sum(counted.numbers[place] for place in places)
