"""What somebody can work out who adds and subtracts everything that is shown: exact elimination, no rounding."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction

Row = dict[Hashable, Fraction]


def determined(equations: Iterable[Mapping[Hashable, int]]) -> set[Hashable]:
    """The unknowns that have one value only. Each equation gives the factors of its unknowns; all else in it is known."""
    solved: dict[
        Hashable, Row
    ] = {}  # pivot -> its row, in which it has the factor 1 and no other pivot appears
    for equation in equations:
        row = _without(solved, {key: Fraction(factor) for key, factor in equation.items() if factor})
        if not row:
            continue
        pivot = next(iter(row))
        row = {key: factor / row[pivot] for key, factor in row.items()}
        for other, held in solved.items():
            if pivot in held:
                solved[other] = _less(held, row, held[pivot])
        solved[pivot] = row
    return {pivot for pivot, row in solved.items() if len(row) == 1}


def _without(solved: Mapping[Hashable, Row], row: Row) -> Row:
    for pivot in [key for key in row if key in solved]:
        row = _less(row, solved[pivot], row[pivot])
    return row


def _less(row: Row, other: Row, times: Fraction) -> Row:
    """row - times * other, without what has become zero."""
    made = dict(row)
    for key, factor in other.items():
        made[key] = made.get(key, Fraction(0)) - times * factor
    return {key: factor for key, factor in made.items() if factor}
