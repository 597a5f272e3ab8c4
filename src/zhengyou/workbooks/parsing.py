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
from select import select
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
        self.heights: dict[int, int] = {}
        self.merges: dict[int, list[Range]] = {}

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
        if index not in self.heights:
            self.sheet(index)
        return self.heights[index]

    def merged(self, index: int) -> list[Range]:
        """Merged ranges."""
        if index not in self.merges:
            self.sheet(index)
        return self.merges[index]

    def give_back(self) -> None:
        """Gives the memory of the sheet back; it is laid out again when somebody asks for its rows."""
        self.current = self.reading = None

    def close(self) -> None:
        """Gives all memory back."""
        self.give_back()
        self.workbook.close()

    def sheet(self, index: int) -> python_calamine.CalamineSheet:
        """The sheet, laid out."""
        if self.current is None or self.current[0] != index:
            self.give_back()  # before the next one is laid out
            found = self.workbook.get_sheet_by_index(index)
            self.heights[index] = found.end[0] + 1 if found.end else 0
            self.merges[index] = [(*start, *end) for start, end in found.merged_cell_ranges or []]
            self.current = (index, found)
        return self.current[1]


def _plain(value: _Raw) -> Cell:
    if type(value) is float:
        return int(value) if value.is_integer() else value
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, timedelta):
        return str(value)
    return value


class Answers:
    """What is sent for each question. While nobody asks, the rows after those asked for last are made ready.

    Ready rows take a quarter of a sheet's memory; the sheet is given back once they all are.
    """

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self._ready: dict[tuple[int, int, int], bytes] = {}  # by sheet, first row and number of rows
        self._next: tuple[int, int, int] | None = None

    def to(self, verb: str, *about: Any) -> bytes:
        """The answer, pickled."""
        if verb != "some_rows":
            return _pickled(getattr(self.parsed, verb)(*about))
        index, start, count = about
        if start == 0:
            return _pickled(self.parsed.some_rows(index, start, count))
        asked = (index, start, count)
        if asked not in self._ready:
            if any(sheet != index for sheet, _, _ in self._ready):
                self._ready.clear()
            self._next = asked
            self.make_ready()
        return self._ready[asked]

    @property
    def more(self) -> bool:
        """Whether there are rows to be made ready."""
        return self._next is not None

    def make_ready(self) -> None:
        """Makes the next rows ready."""
        assert self._next is not None
        index, start, count = self._next
        found = self.parsed.some_rows(index, start, count)
        self._ready[self._next] = _pickled(found)
        self._next = (index, start + count, count) if len(found) == count else None
        if self._next is None:
            self.parsed.give_back()


def _pickled(what: Any) -> bytes:
    return pickle.dumps(what, pickle.HIGHEST_PROTOCOL)


def _answer(path: str, most: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    asked, told = sys.stdin.buffer, sys.stdout.buffer
    parsed = Parsed(path)
    first = next((place for place, (_, _, has_cells) in enumerate(parsed.sheets()) if has_cells), None)
    if first is not None:
        parsed.sheet(first)  # laid out before anybody asks
    answers = Answers(parsed)
    with suppress(EOFError, BrokenPipeError):
        while True:
            while answers.more and not select([asked], [], [], 0)[0]:
                answers.make_ready()
            told.write(answers.to(*pickle.load(asked)))
            told.flush()


if __name__ == "__main__":
    _answer(sys.argv[1], int(sys.argv[2]))
