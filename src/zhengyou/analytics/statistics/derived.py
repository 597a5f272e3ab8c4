"""A table derived at a moment, and the form in which it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zhengyou.analytics.statistics import TABLES
from zhengyou.analytics.statistics.adding import Counted, Place
from zhengyou.analytics.statistics.checks import Figures, Finding, evaluate
from zhengyou.analytics.statistics.declaring import Table


@dataclass(frozen=True, slots=True)
class Derived:
    """Numbers of a table with the day they speak of, the moment they were derived, and the overview's figures then.

    last_change: the newest entry of the change table that was in the facts.
    """

    number: str
    counted: Counted
    figures: Figures
    as_of: date
    derived_at: datetime
    last_change: int

    @property
    def table(self) -> Table:
        """The declaration."""
        return TABLES[self.number]

    def findings(self) -> list[Finding]:
        """What became of the identities."""
        return evaluate(self.table, self.counted, self.figures)

    def content(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "numbers": _nested(self.counted.numbers),
            "unknown": _nested(self.counted.unknown),
            "apart": self.counted.apart,
            "lacks": self.counted.lacks,
            "figures": {key: dict(parts) for key, parts in self.figures.items()},
        }


def counted_of(content: dict[str, Any]) -> Counted:
    """The numbers that were kept. What the declaration has gained since is not among them."""
    return Counted(
        _flat(content["numbers"]), _flat(content["unknown"]), dict(content["apart"]), dict(content["lacks"])
    )


def _nested(numbers: dict[Place, int]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (line, letter), number in numbers.items():
        found.setdefault(line, {})[letter] = number
    return found


def _flat(nested: dict[str, dict[str, int]]) -> dict[Place, int]:
    return {(line, letter): number for line, row in nested.items() for letter, number in row.items()}
