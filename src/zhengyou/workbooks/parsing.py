"""The parser's sheets as plain cells. Run as a program it reads one workbook for another process (`apart`).

As a program it knows nothing of this package, so that it starts at once and stays small:

    parsing.py FILE BYTES    on standard input a pickled question (name of a method, arguments), on standard output its answer

It takes at most so many bytes of memory and two minutes of computing, whoever still waits for it, and ends when it fails or
when nobody asks any more.
"""

from __future__ import annotations

import pickle
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, Final

import python_calamine

Cell = None | str | int | float | bool | date
_Raw = int | float | str | bool | time | date | datetime | timedelta
Facts = tuple[str, bool, bool]
"""Of a sheet: its name, whether it is hidden, whether it has cells; a chart has none."""
Range = tuple[int, int, int, int]
"""Top, left, bottom, right, from 0, both ends included."""
_SECONDS: Final = 120  # of computing; who was killed meanwhile cannot end it


class Parsed:
    """A workbook in the parser's hands; keeps only the sheet used last. Sheets are known by their place, from 0."""

    def __init__(self, path: str) -> None:
        self.workbook = python_calamine.load_workbook(path)
        self.current: tuple[int, python_calamine.CalamineSheet] | None = None
        self.reading: tuple[int, int, Iterator[list[Cell]]] | None = None

    def sheets(self) -> list[Facts]:
        """All of them, in order."""
        return [
            (
                one.name,
                one.visible != python_calamine.SheetVisibleEnum.Visible,
                one.typ == python_calamine.SheetTypeEnum.WorkSheet,
            )
            for one in self.workbook.sheets_metadata
        ]

    def rows(self, index: int) -> Iterator[list[Cell]]:
        """Every row of a sheet from its first column, empty cells None."""
        sheet = self.sheet(index)
        if sheet.start is None:
            return
        before: list[Cell] = [None] * sheet.start[1]
        for row in sheet.iter_rows():
            plain: list[Cell] = [(value or None) if type(value) is str else _plain(value) for value in row]
            yield before + plain if before else plain

    def some_rows(self, index: int, start: int, count: int) -> list[list[Cell]]:
        """Rows from `start` on; cheap where they follow those that were asked for last."""
        self.sheet(index)
        if self.reading is None or self.reading[:2] != (index, start):
            self.reading = (index, start, islice(self.rows(index), start, None))
        found = list(islice(self.reading[2], count))
        self.reading = (index, start + len(found), self.reading[2])
        return found

    def height(self, index: int) -> int:
        """How many rows a sheet has at most."""
        end = self.sheet(index).end
        return end[0] + 1 if end else 0

    def merged(self, index: int) -> list[Range]:
        """Merged ranges."""
        return [(*start, *end) for start, end in self.sheet(index).merged_cell_ranges or []]

    def close(self) -> None:
        """Gives the memory back."""
        self.current = self.reading = None
        self.workbook.close()

    def sheet(self, index: int) -> python_calamine.CalamineSheet:
        """The sheet, laid out."""
        if self.current is None or self.current[0] != index:
            self.current = self.reading = None  # gives its memory back before the next one is laid out
            self.current = (index, self.workbook.get_sheet_by_index(index))
        return self.current[1]


def _plain(value: _Raw) -> Cell:
    if type(value) is float:
        return int(value) if value.is_integer() else value
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, timedelta):
        return str(value)
    return value


def _answer(path: str, most: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    asked, told = sys.stdin.buffer, sys.stdout.buffer
    parsed = Parsed(path)
    first = next((place for place, (_, _, has_cells) in enumerate(parsed.sheets()) if has_cells), None)
    if first is not None:
        parsed.sheet(first)  # laid out before anybody asks
    with suppress(EOFError, BrokenPipeError):
        while True:
            verb, *about = pickle.load(asked)
            answer: Any = getattr(parsed, verb)(*about)
            pickle.dump(answer, told, pickle.HIGHEST_PROTOCOL)
            told.flush()


if __name__ == "__main__":
    _answer(sys.argv[1], int(sys.argv[2]))
