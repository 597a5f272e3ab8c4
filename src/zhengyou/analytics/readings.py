"""A cell as it may be shown: with its numbers, or withheld because its group is small."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhengyou.analytics.numbers import Numbers


@dataclass(frozen=True, slots=True)
class Reading:
    """What every screen, export and command shows of a cell, and all that it gets to see of it. numbers: None is withheld."""

    path: str
    indicator: str
    dimension: str
    value: str
    numbers: Numbers | None
    computed_at: datetime

    @property
    def withheld(self) -> bool:
        return self.numbers is None

    @property
    def share(self) -> float | None:
        """The rate, from 0 to 1; None where it is withheld or nobody is in the whole."""
        if self.numbers is None or not self.numbers.denominator:
            return None
        return self.numbers.numerator / self.numbers.denominator

    @property
    def numerator(self) -> int | None:
        return self.numbers.numerator if self.numbers else None

    @property
    def denominator(self) -> int | None:
        return self.numbers.denominator if self.numbers else None

    @property
    def unknown(self) -> int | None:
        return self.numbers.unknown if self.numbers else None

    @property
    def left_out(self) -> int | None:
        return self.numbers.left_out if self.numbers else None
