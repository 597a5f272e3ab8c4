"""What a cell says."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Numbers(NamedTuple):
    """The four numbers of a cell, by the words of Cell."""

    numerator: int = 0
    denominator: int = 0
    unknown: int = 0
    left_out: int = 0

    def plus(self, other: Numbers, sign: int = 1) -> Numbers:
        """The sum, or with -1 the difference."""
        return Numbers(*(mine + sign * its for mine, its in zip(self, other, strict=True)))


class Blank(StrEnum):
    """Why a frozen figure shows no numbers."""

    FACTS = "facts"  # the facts that would have to be counted again were not kept
    SMALL = "small"  # a figure of small groups, which must not be told from its neighbours
