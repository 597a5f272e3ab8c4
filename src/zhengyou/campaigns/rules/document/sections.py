"""The document's demands as a page shows them: part by part, with the headings of their points between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zhengyou.campaigns.rules.document.content import Content, Item, Part
from zhengyou.campaigns.rules.document.layout import part_heading


@dataclass(frozen=True, slots=True)
class Row:
    """A demand; heading: that of its point, where the point begins, else ''."""

    item: Item
    heading: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part. place: 1 for the first; heading: with the number as printed; open: how many are not answered yet."""

    place: int
    heading: str
    rows: tuple[Row, ...]

    @property
    def open(self) -> int:
        return sum(not row.item.answered for row in self.rows)


def sections(content: Content) -> list[Section]:
    """All parts in order."""
    return [
        Section(place, " ".join(filter(None, (part.number, part_heading(part)))), tuple(_rows(part)))
        for place, part in enumerate(content.parts, start=1)
    ]


def _rows(part: Part) -> Iterator[Row]:
    for item in part.items:
        yield Row(item, "")
    for point in part.points:
        heading = " ".join(filter(None, (point.number, point.heading)))
        for place, item in enumerate(point.items):
            yield Row(item, "" if place else heading)
