"""What one declaration of an indicator holds, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import cast

from django.utils.translation import get_language
from ibis.expr import types as ir

from zhengyou.analytics.facts import FACTS, FactTable


class Part(StrEnum):
    """The parts of a population that a figure opens to. MISSING and UNKNOWN together are what a clerk can work on."""

    NUMERATOR = "numerator"
    MISSING = "missing"  # in the whole, known not to count
    UNKNOWN = "unknown"  # a fact that decides is missing; in the whole only where that much is certain
    LEFT_OUT = "left_out"  # what the declaration leaves out, such as units that closed


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Indicator:
    """One figure: words, source and dates; what is counted, as Ibis expressions over one fact table; how it is divided.

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
    base: ir.BooleanValue
    operating: ir.BooleanValue
    member: ir.BooleanValue | None = None  # None: all that takes part
    met: ir.BooleanValue
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
    def denominator(self) -> ir.BooleanValue:
        """What takes part and is certainly part of the whole."""
        taking_part = self.base & certainly(self.operating)
        return taking_part if self.member is None else taking_part & certainly(self.member)

    def part(self, part: Part) -> ir.BooleanValue:
        """The condition of one part; never unknown itself."""
        if part is Part.NUMERATOR:
            return self.denominator & certainly(self.met)
        if part is Part.MISSING:
            return self.denominator & certainly_not(self.met)
        if part is Part.LEFT_OUT:
            return self.base & certainly_not(self.operating)
        return self.unjudged | self.undecided

    @property
    def unjudged(self) -> ir.BooleanValue:
        """Part of the whole, not known whether it counts."""
        return self.denominator & _unknown(self.met)

    @property
    def undecided(self) -> ir.BooleanValue:
        """Not known whether it takes part, or whether it is part of the whole."""
        unknown = _unknown(self.operating)
        if self.member is not None:
            unknown = unknown | (certainly(self.operating) & _unknown(self.member))
        return self.base & unknown

    def holds_on(self, day: date) -> bool:
        """Whether the declaration is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


# The three ways to ask of what may be unknown. None of them says "x IS NULL": `~y IS NULL` is written without the brackets it
# needs, and every database reads it as `~(y IS NULL)`.
def certainly(condition: ir.BooleanValue) -> ir.BooleanValue:
    return cast(ir.BooleanValue, condition.fill_null(False))


def certainly_not(condition: ir.BooleanValue) -> ir.BooleanValue:
    return cast(ir.BooleanValue, ~condition.fill_null(True))


def _unknown(condition: ir.BooleanValue) -> ir.BooleanValue:
    return cast(ir.BooleanValue, condition.fill_null(True) & ~condition.fill_null(False))
