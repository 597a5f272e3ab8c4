"""The text as it is shown: every character of the source, in lines, with what each stretch is. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Generic, TypeVar

from zhengyou.campaigns.rules.directive.mending import BODY, Span, Unasked, duty_places
from zhengyou.campaigns.rules.directive.tree import Region

_LINE = re.compile("[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|$)")
T = TypeVar("T")
RUNNING = BODY | {"number", "title", "salutation"}
_AT_A_PASSAGE = 0.7
"""From this share of a page on, a new page begins with a part or point."""


@dataclass(frozen=True, slots=True)
class Piece:
    """kind: of the region, '' for blanks between regions. asks: a word of duty."""

    text: str
    kind: str
    asks: bool


@dataclass(slots=True)
class Run:
    """Pieces of one clause, of one sentence that is none, or of neither. first, last: of its clause or sentence."""

    clause: str = ""
    free: Unasked | None = None
    first: bool = False
    last: bool = False
    pieces: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(slots=True)
class Line:
    """A line of the source with its end. kind: of what stands on it first; '' for a blank line. passage: begins on it."""

    kind: str = ""
    passage: str = ""
    runs: list[Run] = field(default_factory=list)

    @property
    def furniture(self) -> bool:
        """Nothing of the running text stands on it."""
        return self.kind not in RUNNING

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def pages(source: str, regions: Sequence[Region], clauses: Iterable[Span], size: int) -> list[Span]:
    """The source in stretches of about `size` characters, none of which ends inside a clause."""
    inside = list(clauses)
    found, begin, place = [], 0, 0
    last = ""
    for before, region in pairwise([Region("", 0, 0), *regions]):
        while place < len(inside) and inside[place][1] <= region.start:
            place += 1
        cut = _line_start(source, before.end, region.start)
        new_passage = region.id != last and region.kind in RUNNING
        enough = size * (_AT_A_PASSAGE if new_passage else 1)
        last = region.id if region.kind in RUNNING else last
        if cut - begin < enough or (place < len(inside) and inside[place][0] < cut):
            continue
        found.append((begin, cut))
        begin = cut
    return [*found, (begin, len(source))] if begin < len(source) or not found else found


def lines(
    source: str,
    regions: Sequence[Region],
    clauses: Sequence[tuple[int, int, str]],
    free: Sequence[Unasked],
    shown: Span,
) -> list[Line]:
    """The lines of source[shown]; their texts put together are just that.

    clauses: (start, end, key), in order, none overlapping. free: the sentences between them.
    """
    begin, end = shown
    kinds = _Layer([(one.start, one.end, one) for one in regions])
    asked = _Layer([(start, stop, key) for start, stop, key in clauses])
    others = _Layer([(one.start, one.end, one) for one in free])
    duty = _Layer(
        [(a, b, True) for start, stop, _key in clauses for a, b in duty_places(source, start, stop)]
    )
    layers = (kinds, asked, others, duty)
    edges = sorted({place for layer in layers for place in layer.edges if begin < place < end})
    found: list[Line] = []
    met: set[str] = set()
    for match in _LINE.finditer(source, begin, end):
        if match.end() == match.start():
            continue
        line = Line()
        inside = edges[bisect_right(edges, match.start()) : bisect_left(edges, match.end())]
        for place, stop in pairwise([match.start(), *inside, match.end()]):
            region = kinds.at(place)
            piece = Piece(source[place:stop], region.kind if region else "", bool(duty.at(place)))
            _put(line, piece, asked.run(place, stop) or others.run(place, stop))
            if region and not line.kind:
                line.kind = region.kind
            if region and region.kind in RUNNING and region.id and region.id not in met:
                met.add(region.id)
                line.passage = region.id
        found.append(line)
    return found


def _put(line: Line, piece: Piece, of: tuple[str | Unasked, bool, bool] | None) -> None:
    """Adds a piece to the run it belongs to. of: (clause or sentence, begins here, ends here)."""
    what, first, last = of or ("", False, False)
    clause, free = (what, None) if isinstance(what, str) else ("", what)
    if not line.runs or (line.runs[-1].clause, line.runs[-1].free) != (clause, free):
        line.runs.append(Run(clause, free, first=first))
    line.runs[-1].last = last
    line.runs[-1].pieces.append(piece)


def _line_start(source: str, before: int, start: int) -> int:
    """Behind the last new line between two regions; `start` itself when they stand on one line."""
    return max(source.rfind("\n", before, start) + 1, 0) or start


class _Layer(Generic[T]):
    """Stretches that do not overlap, asked for from left to right."""

    def __init__(self, stretches: Sequence[tuple[int, int, T]]) -> None:
        self._stretches = stretches
        self._next = 0
        self.edges = [place for start, end, _what in stretches for place in (start, end)]

    def at(self, place: int) -> T | None:
        """What stands there."""
        found = self._found(place)
        return found[2] if found else None

    def run(self, place: int, stop: int) -> tuple[T, bool, bool] | None:
        """What stands there, whether it begins at `place` and whether it ends at `stop`."""
        found = self._found(place)
        return (found[2], found[0] == place, found[1] == stop) if found else None

    def _found(self, place: int) -> tuple[int, int, T] | None:
        while self._next < len(self._stretches) and self._stretches[self._next][1] <= place:
            self._next += 1
        one = self._stretches[self._next] if self._next < len(self._stretches) else None
        return one if one and one[0] <= place else None
