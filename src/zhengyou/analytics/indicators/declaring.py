"""What one declaration of an indicator holds, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from zhengyou.analytics.facts import FACTS, FactTable
from zhengyou.analytics.indicators.conditions import Conditions

if TYPE_CHECKING:
    from ibis.expr import types as ir

Asked = Callable[["ir.Table"], "ir.BooleanValue"]
"""A condition over the fact table: an expression is made when somebody counts or lists, not when a page names the figure."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Indicator:
    """One figure: words, source and dates; what is counted, as Ibis expressions of one fact table; how it is divided.

    base: what it is about at all, never unknown. operating: what takes part; where it is false the subject is left out.
    member: what makes a subject that takes part a part of the whole. met: what makes it count. Each of the three may be
    unknown (NULL). The whole holds every subject that is certainly part of it, also where it cannot be said whether it
    counts, as the official formulas have it; how many could not be judged is a number of its own beside the rate.
    certainty: HIGH, MED or own. protected: small groups are not shown. dimensions: keys of DIMENSIONS.
    """

    key: str
    requirement: str
    name_zh: str
    name_en: str
    definition_zh: str
    definition_en: str
    numerator_zh: str
    numerator_en: str
    denominator_zh: str
    denominator_en: str
    left_out_zh: str
    left_out_en: str
    unit: str
    source: str
    certainty: str
    valid_from: date
    valid_to: date | None = None
    facts: str
    base: Asked
    operating: Asked
    member: Asked | None = None  # None: all that takes part
    met: Asked
    dimensions: tuple[str, ...] = ()
    protected: bool = False

    def __post_init__(self) -> None:
        if (
            self.protected and self.dimensions
        ):  # a place's page would have to decide over all places and values at once
            raise ValueError(
                f"{self.key}: a figure of small groups has no dimensions, see rules/protection.py"
            )

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh

    @property
    def table(self) -> FactTable:
        """The facts it is counted from."""
        return FACTS[self.facts]

    @property
    def conditions(self) -> Conditions:
        """What is asked of each row of the fact table."""
        table = self.table.table
        return Conditions(
            base=self.base(table),
            operating=self.operating(table),
            member=self.member(table) if self.member else None,
            met=self.met(table),
        )

    def holds_on(self, day: date) -> bool:
        """Whether the declaration is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
