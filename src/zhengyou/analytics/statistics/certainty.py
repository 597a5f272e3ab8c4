"""What a number of a table may be said to be: nothing is written as 0 because nothing is known of it."""

from __future__ import annotations

from enum import StrEnum

from zhengyou.analytics.statistics.adding import Counted


class Certainty(StrEnum):
    """How much is known where a row and a column meet."""

    SAID = "said"  # every unit could be judged
    PARTLY = "partly"  # a number, and units beside it that could not be judged
    UNSAID = "unsaid"  # none that counts for certain, and units that might: no number
    NOT_DERIVED = "not_derived"  # the census holds no such facts of anybody


def of(counted: Counted, row: str, letter: str) -> Certainty:
    """Of one cell. A 0 is only said where it is known of every unit that it does not count."""
    number = counted.numbers.get((row, letter))
    if number is None:
        return Certainty.NOT_DERIVED
    if not counted.unknown.get((row, letter)):
        return Certainty.SAID
    return Certainty.PARTLY if number else Certainty.UNSAID


def value(counted: Counted, row: str, letter: str) -> int | None:
    """The number that may be written; None where there is none."""
    return counted.numbers.get((row, letter)) if of(counted, row, letter) != Certainty.UNSAID else None
