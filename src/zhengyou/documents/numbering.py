"""Numbers headings by their place and list entries by their order."""

from __future__ import annotations

from zhengyou.documents.tree import Mark
from zhengyou.standards.rules.numerals import chinese

CIRCLED_TO = 20


def heading_mark(level: int, number: int) -> str:
    """7.3.3: 一、 （一） 1. （1）."""
    return (f"{chinese(number)}、", f"（{chinese(number)}）", f"{number}.", f"（{number}）")[level - 1]


def item_mark(mark: Mark, number: int) -> str:
    match mark:
        case Mark.ARABIC:
            return f"{number}."
        case Mark.BRACKETED:
            return f"（{number}）"
        case Mark.CIRCLED:
            return chr(0x2460 + number - 1) if number <= CIRCLED_TO else f"({number})"
        case Mark.ORDINAL:
            return f"{chinese(number)}是"
        case Mark.NONE:
            return ""


class Counter:
    """Counts headings: a heading begins the counting below it anew."""

    def __init__(self) -> None:
        self.counts = [0, 0, 0, 0]

    def next(self, level: int) -> str:
        self.counts[level - 1] += 1
        self.counts[level:] = [0] * (4 - level)
        return heading_mark(level, self.counts[level - 1])
