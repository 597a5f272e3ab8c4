"""Merged ranges of an ods workbook; the parser does not tell them."""

import zipfile
import zlib
from pathlib import Path
from xml.parsers import expat

from zhengyou.workbooks.open_failures import CELLS, MOST_KEPT, Walk, times

Range = tuple[int, int, int, int]
"""Top, left, bottom, right, from 0, both ends included."""
_ROWS, _COLUMNS = "table:number-rows-spanned", "table:number-columns-spanned"


def merges(path: Path) -> dict[str, list[Range]]:
    """Sheet -> its merged ranges; {} where none is."""
    walk = _Walk()
    try:
        with zipfile.ZipFile(path) as archive:
            walk.through(archive)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, expat.ExpatError):
        return {}  # the parser says what is wrong with the file
    return walk.merged


class _Walk(Walk):
    """Keeps the cells that span others."""

    def __init__(self) -> None:
        super().__init__()
        self.merged: dict[str, list[Range]] = {}

    def begin(self, name: str, said: dict[str, str]) -> None:
        super().begin(name, said)
        if name not in CELLS or not (_ROWS in said or _COLUMNS in said):
            return
        down, across = times(said.get(_ROWS)), times(said.get(_COLUMNS))
        here = self.merged.setdefault(self.sheet, [])
        if (down > 1 or across > 1) and len(here) < MOST_KEPT:
            here.append((self.row, self.column, self.row + down - 1, self.column + across - 1))
