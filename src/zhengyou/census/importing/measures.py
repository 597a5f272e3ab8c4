"""Amounts whose unit of measure stands in a column of its own: 计量单位 says 元 in one row and 万元 in the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Final

from zhengyou import standards
from zhengyou.census.rules.findings import NOTHING, Finding, Reading, say, warning
from zhengyou.census.rules.words import Reader
from zhengyou.workbooks import cells, money
from zhengyou.workbooks.cells import Cell
from zhengyou.workbooks.mapping import MappedColumn
from zhengyou.workbooks.tables import Table

MakeReader = Callable[[str, str | None], Reader]

_MONEY: Final = "万元"
_UNSAID: Final = frozenset({"", "-", "/", "—", "--"})


def governed(table: Table, columns: Sequence[MappedColumn]) -> dict[int, int]:
    """Index of each amount's column -> index of the column that says what it is measured in, row by row.

    One such column speaks for all amounts of the row; several each for those before them, or for those behind them when
    the first stands before all amounts.
    """
    says = [one.index for one in table.columns if one.measures]
    amounts = sorted(one.index for one in columns if one.field is not None and _is_money(one.field))
    if not says or not amounts:
        return {}
    if len(says) == 1:
        return dict.fromkeys(amounts, says[0])
    if says[0] < amounts[0]:
        spans = [(left, right, left) for left, right in pairwise([*says, max(amounts) + 1])]
    else:
        spans = [(left, right, right) for left, right in pairwise([-1, *says])]
    return {index: by for left, right, by in spans for index in amounts if left < index < right}


def _is_money(key: str) -> bool:
    field = standards.load_unit_fields().get(key)
    return field is not None and field.unit_of_measure == _MONEY


class Measured:
    """Reads a column of amounts, each by the unit that its row says."""

    def __init__(self, key: str, make: MakeReader, *, heading: str | None, above: str | None) -> None:
        """heading: unit in the column's own heading, which goes before what a row says. above: in the lines over the table."""
        self.key = key
        self.make = make
        self.heading = heading
        self.above = above
        self.label = standards.load_unit_fields()[key].label_zh
        self.unsaid = say(
            "“%(label)s”的计量单位空着，分不清是元还是万元，没有登记。请补填。", label=self.label
        )
        self.strange = say("这一行的计量单位不是金额的单位，“%(label)s”没有登记，请核对。", label=self.label)
        self.other = say(
            "“%(label)s”的表头写明了单位，这一行的计量单位和它不一样，按表头登记，请核对。", label=self.label
        )

    def read(
        self, column: Sequence[Cell], units: Sequence[Cell]
    ) -> tuple[list[Any], list[tuple[int, Finding]]]:
        """The values, None where a cell says nothing; and what is wrong or doubtful, by place."""
        readings = [self._one(cell, unit) for cell, unit in zip(column, units, strict=True)]
        found = [(place, one.finding) for place, one in enumerate(readings) if one.finding is not None]
        return [one.value for one in readings], found

    def _one(self, cell: Cell, said: Cell) -> Reading:
        if cell is None or cells.blank(cell):
            return NOTHING
        word = cells.squeezed(said)
        unit = money.unit_in(f"({word})") if word else None
        if self.heading is not None:
            reading = self.make(self.key, self.heading)(cell)
            differs = unit not in (None, self.heading) and reading.finding is None
            return Reading(reading.value, warning("measure_differs", self.other)) if differs else reading
        if unit is not None or (word in _UNSAID and self.above is not None):
            return self.make(self.key, unit or self.above)(cell)
        in_yuan, in_wan = (self.make(self.key, one)(cell) for one in ("元", _MONEY))
        if in_yuan.value == in_wan.value:  # nothing, nought, or a unit of its own in the cell
            return in_wan
        told = self.unsaid if word in _UNSAID else self.strange
        return Reading(None, warning("measure_unknown", told))
