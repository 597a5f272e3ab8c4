"""Reads a large workbook in a second process: the parser lays it out while this one looks through its archive.

Whatever goes wrong over there, memory running out or a kill, the work is done here as for a small workbook: the same rows,
the same sentence for what cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from zhengyou import companion
from zhengyou.companion import Companion, Gone
from zhengyou.workbooks import parsing
from zhengyou.workbooks.cells import Cell
from zhengyou.workbooks.parsing import Facts, Parsed, Range

WORTH_IT_FROM: Final = 4 * 1024 * 1024
"""Bytes of a packed workbook; a smaller one is read before another process has begun."""
MEMORY: Final = 900 * 1024 * 1024
HEAD: Final = 300
"""Rows that are kept: the head of a sheet is looked at again and again."""
AT_ONCE: Final = 500


def begin(path: Path) -> Apart | None:
    """Starts to read where that pays; None for a small workbook and where there is no second processor or no process."""
    if not companion.pays() or path.stat().st_size < WORTH_IT_FROM:
        return None
    try:
        return Apart(path)
    except Gone:
        return None


class Apart:
    """The sheets of one workbook, as `parsing.Parsed` gives them. To be closed, which ends the other process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.companion = Companion("-I", parsing.__file__, str(path), str(MEMORY))
        self._here: Parsed | None = None
        self._heads: dict[int, list[list[Cell]]] = {}

    def sheets(self) -> list[Facts]:
        """All of them, in order."""
        return [*self._ask("sheets")]

    def height(self, index: int) -> int:
        """How many rows a sheet has at most."""
        return int(self._ask("height", index))

    def merged(self, index: int) -> list[Range]:
        """Merged ranges."""
        return [*self._ask("merged", index)]

    def rows(self, index: int) -> Iterator[list[Cell]]:
        """Every row of a sheet. While some are used here, the next ones are made ready over there (`parsing.Answers`)."""
        if index not in self._heads:
            self._heads[index] = self._ask("some_rows", index, 0, HEAD)
        yield from self._heads[index]
        done = len(self._heads[index])
        more = done == HEAD
        while more:
            some = self._ask("some_rows", index, done, AT_ONCE)
            done += len(some)
            more = len(some) == AT_ONCE
            yield from some

    def close(self) -> None:
        """Ends the other process."""
        if self._here is not None:
            self._here.close()
        self.companion.end()

    def _ask(self, verb: str, *about: Any) -> Any:
        """The answer of the other process, or of the parser here when it is gone."""
        if self._here is None:
            try:
                self.companion.say((verb, *about))
                return self.companion.take()
            except Gone:
                self.companion.end()
                self._here = Parsed(str(self.path))
        return getattr(self._here, verb)(*about)
