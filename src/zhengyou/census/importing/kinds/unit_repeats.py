"""One unit stands in one row of a file: the same code twice, or the same name in a county without another code."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple


class Earlier(NamedTuple):
    """Number of the row that spoke of the unit first, and whether their codes are the same (else their names)."""

    number: int
    by_code: bool


class Repeats:
    """Which row spoke of which unit first."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._names: defaultdict[str, dict[str, int]] = defaultdict(dict)  # of each county
        self._codeless: defaultdict[str, dict[str, int]] = defaultdict(dict)

    def take(self, number: int, *, code: str, name: str, county: str) -> Earlier | None:
        """Takes a row in, or tells which earlier one it repeats. code: "" when it has none. name: folded."""
        names, codeless = self._names[county], self._codeless[county]
        if code and code in self._codes:
            return Earlier(self._codes[code], by_code=True)
        earlier = codeless.get(name) or (None if code else names.get(name))
        if earlier is not None:
            return Earlier(earlier, by_code=False)
        if code:
            self._codes[code] = number
        else:
            codeless[name] = number
        names.setdefault(name, number)
        return None
