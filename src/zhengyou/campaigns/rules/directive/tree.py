"""What a directive is read into. Offsets are characters of the source text; `source[start:end]` is what they name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A text as read. `asides`: what the file itself sets apart from the running text, such as footnotes.

    `rows` are the lines that are rows of a table, (start, end); their cells are parted by tabs.
    """

    text: str
    asides: tuple[Region, ...] = ()
    rows: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the source and what it is.

    Kinds of the running text: title, salutation, opening, number, heading, text, closing. Furniture: page_number,
    running_head, contents, metadata, masthead, subtitle, repeated_title, attachment, signature, date, copies, footnote, rule.
    `id` is the part or point it belongs to, '' for none.
    """

    kind: str
    start: int
    end: int
    id: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """Something that is asked. `text` is source[start:end], without a page number or running head inside.

    `duty` are the words that ask, each once; () when the sentence asks by its verb alone (加强…).
    """

    id: str
    text: str
    duty: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Point:
    """`number` is the mark as printed, without 、; deeper marks stand in the text."""

    id: str
    number: str
    heading: str | None
    text: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """`text` is the part's own, without its points'; `number` is '' where nothing is numbered."""

    id: str
    number: str
    heading: str
    text: str
    points: tuple[Point, ...]
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Directive:
    """`regions` cover every character that is not blank exactly once, in order. `notes` are for the person who reviews."""

    title: str
    salutation: str | None
    opening: str | None
    opening_clauses: tuple[Clause, ...]
    parts: tuple[Part, ...]
    closing: str | None
    closing_clauses: tuple[Clause, ...]
    regions: tuple[Region, ...]
    notes: tuple[str, ...] = ()

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """All clauses in the order of the text."""
        found = [*self.opening_clauses, *self.closing_clauses]
        for part in self.parts:
            found += part.clauses
            for point in part.points:
                found += point.clauses
        return tuple(sorted(found, key=lambda clause: clause.start))
