"""Formulas that failed in an ods workbook; the parser gives such cells as empty, or as 0."""

import zipfile
import zlib
from pathlib import Path
from xml.parsers import expat

from zhengyou.workbooks.cells import FAILED

Failures = dict[tuple[int, int], str]

_MARK = b'calcext:value-type="error"'
_PIECE = 1024 * 1024
CELLS = {"table:table-cell", "table:covered-table-cell"}
_MOST_REPEATED = 1_000
MOST_KEPT = 200_000


def failures(path: Path) -> dict[str, Failures]:
    """Sheet -> (row, column), both from 0 -> #DIV/0! and the like; {} where no formula failed."""
    try:
        with zipfile.ZipFile(path) as archive:
            walk = Walk()
            if _mentioned(archive):
                walk.through(archive)
            return walk.found
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, expat.ExpatError):
        return {}  # the parser says what is wrong with the file


def _mentioned(archive: zipfile.ZipFile) -> bool:
    tail = b""
    with archive.open("content.xml") as part:
        while piece := part.read(_PIECE):
            if _MARK in tail + piece:
                return True
            tail = piece[-len(_MARK) :]
    return False


class Walk:
    """Counts rows and columns along the content, and keeps what failed cells show."""

    def __init__(self) -> None:
        self.found: dict[str, Failures] = {}
        self.sheet = ""
        self.row = self.column = 0
        self.rows = self.columns = 1
        self.shown: str | None = None

    def through(self, archive: zipfile.ZipFile) -> None:
        """Reads the content. Raises what zipfile and expat raise for a damaged one."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        with archive.open("content.xml") as part:
            while piece := part.read(_PIECE):
                parser.Parse(piece)

    def begin(self, name: str, said: dict[str, str]) -> None:
        """An element begins."""
        if name == "table:table":
            self.sheet, self.row = said.get("table:name", ""), 0
        elif name == "table:table-row":
            self.rows, self.column = times(said.get("table:number-rows-repeated")), 0
        elif name in CELLS:
            self.columns = times(said.get("table:number-columns-repeated"))
            self.shown = "" if said.get("calcext:value-type") == "error" else None

    def _text(self, text: str) -> None:
        if self.shown is not None:
            self.shown += text

    def _end(self, name: str) -> None:
        if name == "table:table-row":
            self.row += self.rows
        elif name in CELLS:
            if self.shown is not None:
                self._keep(self.shown if self.shown in FAILED else "#VALUE!")  # Err:502 and the like
            self.column += self.columns
            self.shown = None

    def _keep(self, text: str) -> None:
        here = self.found.setdefault(self.sheet, {})
        for row in range(self.row, self.row + min(self.rows, _MOST_REPEATED)):
            for column in range(self.column, self.column + min(self.columns, _MOST_REPEATED)):
                if len(here) < MOST_KEPT:
                    here[row, column] = text


def times(said: str | None) -> int:
    return int(said) if said and said.isdecimal() else 1
