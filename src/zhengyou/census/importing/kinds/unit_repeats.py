"""One unit stands in one row of a file: the same code twice, or the same name in a county without another code."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

_MOST_ROWS = 1 << 32


class Earlier(NamedTuple):
    """The row that spoke of the unit first, and whether their codes are the same (else their names)."""

    sheet: str
    number: int
    by_code: bool


class Repeats:
    """Which row spoke of which unit first. A row is held as one number: its sheet's times the most rows, and its own."""

    def __init__(self) -> None:
        self._sheets: list[str] = []
        self._codes: dict[str, int] = {}
        self._names: defaultdict[str, dict[str, int]] = defaultdict(dict)  # of each county
        self._codeless: defaultdict[str, dict[str, int]] = defaultdict(dict)

    def take(self, sheet: str, number: int, *, code: str, name: str, county: str) -> Earlier | None:
        """Takes a row in, or tells which earlier one it repeats. code: "" when it has none. name: folded."""
        names, codeless = self._names[county], self._codeless[county]
        if code and code in self._codes:
            return self._earlier(self._codes[code], by_code=True)
        earlier = codeless.get(name) or (None if code else names.get(name))
        if earlier is not None:
            return self._earlier(earlier, by_code=False)
        row = self._row(sheet, number)
        if code:
            self._codes[code] = row
        else:
            codeless[name] = row
        names.setdefault(name, row)
        return None

    def _row(self, sheet: str, number: int) -> int:
        if self._sheets[-1:] != [sheet]:  # sheets come one after another
            self._sheets.append(sheet)
        return len(self._sheets) * _MOST_ROWS + number

    def _earlier(self, row: int, *, by_code: bool) -> Earlier:
        sheet, number = divmod(row, _MOST_ROWS)
        return Earlier(self._sheets[sheet - 1], number, by_code)
