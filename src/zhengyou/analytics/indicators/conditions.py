"""What an indicator asks of a row of its fact table, as Ibis expressions, and the parts of a population that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:  # Ibis is loaded where expressions are made
    from ibis.expr import types as ir


class Part(StrEnum):
    """The parts of a population that a figure opens to. MISSING and UNKNOWN together are what a clerk can work on."""

    NUMERATOR = "numerator"
    MISSING = "missing"  # in the whole, known not to count
    UNKNOWN = "unknown"  # a fact that decides is missing; in the whole only where that much is certain
    LEFT_OUT = "left_out"  # what the declaration leaves out, such as units that closed


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Conditions:
    """The conditions of one indicator; see Indicator."""

    base: ir.BooleanValue
    operating: ir.BooleanValue
    member: ir.BooleanValue | None = None
    met: ir.BooleanValue

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


# The three ways to ask of what may be unknown. None of them says "x IS NULL": `~y IS NULL` is written without the brackets it
# needs, and every database reads it as `~(y IS NULL)`.
def certainly(condition: ir.BooleanValue) -> ir.BooleanValue:
    return cast("ir.BooleanValue", condition.fill_null(False))


def certainly_not(condition: ir.BooleanValue) -> ir.BooleanValue:
    return cast("ir.BooleanValue", ~condition.fill_null(True))


def _unknown(condition: ir.BooleanValue) -> ir.BooleanValue:
    return cast("ir.BooleanValue", condition.fill_null(True) & ~condition.fill_null(False))
