"""Writes a plan: a form of usual size is filled where it stands, everything else is drawn as it streams."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from zhengyou.census.exporting.plans import Plan, Sheet
from zhengyou.census.exporting.values import Value
from zhengyou.workbooks import drawing
from zhengyou.workbooks.drawing import Drawing

Told = Callable[[int], None]
_EVERY = 200


def silent(_done: int) -> None:
    """Nobody watches."""


def write(plan: Plan, target: Path, *, told: Told = silent) -> int:
    """Fills the table into `target` (xlsx); returns the number of rows. `told` hears how many are done."""
    from zhengyou.workbooks import filling  # noqa: PLC0415 - openpyxl, which web processes never use

    counter = _Counter(told)
    if plan.form is not None and filling.suits(plan.form, plan.count()):
        filled = [
            filling.Filled(sheet.table, list(counter.over(sheet.rows())))
            for sheet in plan.sheets
            if sheet.table is not None
        ]
        if filling.fill(plan.form, target, filled):
            return counter.done
        counter = _Counter(told)
    return drawing.draw(target, (_drawing(sheet, counter) for sheet in plan.sheets))


def _drawing(sheet: Sheet, counter: _Counter) -> Drawing:
    heading = sheet.heading
    return Drawing(
        sheet.name,
        heading["rows"],
        counter.over(sheet.rows()),
        first=heading.get("first", 1),
        merges=heading.get("merges", ()),
        widths=heading.get("widths", {}),
    )


class _Counter:
    """Counts rows on their way and tells of them now and then."""

    def __init__(self, told: Told) -> None:
        self.done = 0
        self.told = told

    def over(self, rows: Iterator[list[Value]]) -> Iterator[list[Value]]:
        for row in rows:
            yield row
            self.done += 1
            if self.done % _EVERY == 0:
                self.told(self.done)
