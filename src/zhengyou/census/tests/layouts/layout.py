"""What a layout is: how its file is made, and exactly what an import of it must give."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

Facts = Mapping[str, Any]

_PLACE = re.compile(r"(?:(?P<sheet>.*)!)?(?P<column>[A-Z]+|-)(?P<row>\d+) (?P<code>\w+)")


@dataclass(frozen=True)
class Expected:
    """What must come of an import.

    taken: by name, the facts of each row that is accepted, in the shape of `census show` (a name alone takes its
    usual facts: the place of the import, the day of the round). refused, doubts: "C5 code_rounded", with "Sheet!" in
    front where there are several sheets, "-5" for a row as a whole. mapping: by sheet, the field of each column in order,
    "-" for none. notes: a part of each sentence about sheets and the file.
    """

    taken: Mapping[str, Facts]
    mapping: Mapping[str, str]
    refused: Sequence[str] = ()
    doubts: Sequence[str] = ()
    notes: Sequence[str] = ()

    @property
    def refused_rows(self) -> int:
        """How many rows are refused, whatever the number of their faults."""
        places = [place_of(one) for one in self.refused]
        return len({(sheet, row) for sheet, row, _, _ in places})


def place_of(text: str) -> tuple[str, int, str | None, str]:
    """(sheet, row, column, code) of "Sheet!C5 code"."""
    match = _PLACE.fullmatch(text)
    assert match, text
    column = match["column"]
    return match["sheet"] or "", int(match["row"]), None if column == "-" else column, match["code"]


@dataclass(frozen=True)
class Layout:
    """A workbook that an office could send. returns: whether some of its rows go back."""

    key: str
    file: str
    make: Callable[[Path], Expected]
    kind: str = "units"
    territory: str = "411302"
    sent_by: str = field(default="", compare=False)
    returns: bool = True


LAYOUTS: Final[dict[str, Layout]] = {}


def layout(
    file: str, *, kind: str = "units", territory: str = "411302", returns: bool = True
) -> Callable[[Callable[[Path], Expected]], Callable[[Path], Expected]]:
    """Registers a maker: it writes the file to the path it is given and says what is expected of it."""

    def register(make: Callable[[Path], Expected]) -> Callable[[Path], Expected]:
        assert make.__name__ not in LAYOUTS, make.__name__
        LAYOUTS[make.__name__] = Layout(
            make.__name__, file, make, kind, territory, make.__doc__ or "", returns
        )
        return make

    return register
