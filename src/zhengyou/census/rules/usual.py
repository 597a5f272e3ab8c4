"""Cells as most senders write them, many at a time.

A reader looks at one cell closely. Most cells of a ledger leave nothing to mend, to doubt or to refuse, and a glance at many
together tells so; what is not certain from that is left to the reader. Nothing is ever read otherwise than there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from typing import Any, Final

from zhengyou.census.rules.findings import Reading
from zhengyou.standards.rules import credit_code
from zhengyou.workbooks.cells import Cell

Glance = Callable[[Collection[Cell]], dict[Cell, Any]]
"""Distinct cells -> the values of those that are usual; never True, which is the same key as 1."""

_SIGNS: Final = "0-9A-Za-z\u4e00-\u9fff"
_LINE: Final = re.compile(f"[{_SIGNS}()（）]+(?: [{_SIGNS}()（）]+)*")
_IN_NO_LINE: Final = re.compile(f"[^{_SIGNS}()（） \n]")
_NAME: Final = re.compile(f"[{_SIGNS}]+")
_PERSON: Final = re.compile("[\u4e00-\u9fff]{2,4}")


class Glancing:
    """A reader with a glance at what is usual for it."""

    def __init__(self, read: Callable[[Cell], Reading], glance: Glance) -> None:
        self.read = read
        self.glance = glance

    def __call__(self, cell: Cell) -> Reading:
        return self.read(cell)


def texts(shortest: int, longest: int) -> Glance:
    """Texts of words, brackets and single blanks, as they stand."""

    def glance(cells: Collection[Cell]) -> dict[Cell, Any]:
        found = _of_length(cells, shortest, longest)
        together = "\n".join(found)
        odd = _IN_NO_LINE.search(together) or any(gap in f"\n{together}\n" for gap in ("  ", "\n ", " \n"))
        if odd or together.count("\n") != len(found) - 1:
            return {text: text for text in found if _LINE.fullmatch(text)}
        return dict(zip(found, found, strict=True))

    return glance


def names(shortest: int, longest: int, *, but: frozenset[str]) -> Glance:
    """Names of nothing but letters and digits. but: folded words that are none."""
    return lambda cells: {
        text: text
        for text in _of_length(cells, shortest, longest)
        if _NAME.fullmatch(text) and text.casefold() not in but
    }


def persons(longest: int, *, but: frozenset[str]) -> Glance:
    """Chinese names as they stand. but: words that are none."""
    return lambda cells: {
        text: text
        for text in cells
        if type(text) is str and _PERSON.fullmatch(text) and text not in but and len(text) <= longest
    }


def credit_codes(cells: Collection[Cell]) -> dict[Cell, Any]:
    """Codes that need no mending and whose check digit fits."""
    found = [text for text in cells if type(text) is str]
    return {code: code for code in credit_code.fitting(found)}


def amounts(places: int, below: Decimal) -> Glance:
    """Numbers from 0 to below a bound, of at most so many places, to all of these places.

    A number of fewer than fifteen digits that its text leads back to is that text's and no other's.
    """
    bound, form = float(below), f"%.{places}f"

    def glance(cells: Collection[Cell]) -> dict[Cell, Any]:
        found = [number for number in map(_number, cells) if 0 <= number < bound]
        written = zip(found, map(form.__mod__, found), strict=True)
        return {number: Decimal(text) for number, text in written if float(text) == number}

    return glance


def _number(cell: Cell) -> float:
    return cell if type(cell) is float or type(cell) is int else -1


def _of_length(cells: Iterable[Cell], shortest: int, longest: int) -> list[str]:
    return [text for text in cells if type(text) is str and shortest <= len(text) <= longest]
