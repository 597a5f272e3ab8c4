"""The content of an implementation document as a plain value: what is checked, compared, kept as an edition and laid out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Measure:
    """A task of the level. leads, assists, informed: names of bodies; gone: those that lead and are closed."""

    task: int
    title: str
    leads: tuple[str, ...] = ()
    assists: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    starts_on: date | None = None
    due_on: date | None = None
    done_when: str = ""
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One demand and its answer. clauses: ids, that under which it stands first, then those that ask the same.

    key: the clause's id inside its directive. excused: why this level need not answer.
    """

    clauses: tuple[int, ...]
    directive: int
    key: str
    asked: str
    text: str = ""
    excused: str = ""
    measures: tuple[Measure, ...] = ()

    @property
    def id(self) -> int:
        return self.clauses[0]

    @property
    def answered(self) -> bool:
        return bool(self.text.strip() or self.excused.strip())


@dataclass(frozen=True, slots=True)
class Point:
    """number as printed; heading: '' where the directive gives none."""

    heading: str
    items: tuple[Item, ...]
    number: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a directive with its own demands, then those of its points. kind: opening, part or closing."""

    directive: int
    kind: str
    number: str
    heading: str
    items: tuple[Item, ...] = ()
    points: tuple[Point, ...] = ()

    def all_items(self) -> Iterator[Item]:
        yield from self.items
        for point in self.points:
            yield from point.items


@dataclass(frozen=True, slots=True)
class Content:
    """directives: {id: title} as pairs, the leading one first. loose: the level's measures that answer no clause."""

    title: str
    issuer: str
    number: str = ""
    addressees: str = ""
    dated: date | None = None
    opening: str = ""
    closing: str = ""
    directives: tuple[tuple[int, str], ...] = ()
    parts: tuple[Part, ...] = ()
    loose: tuple[Measure, ...] = ()

    def items(self) -> Iterator[Item]:
        """All demands in the order of the document."""
        for part in self.parts:
            yield from part.all_items()


def to_json(content: Content) -> dict[str, Any]:
    """As an edition keeps it: dates as text, tuples as lists."""
    return _plain(asdict(content))  # type: ignore[no-any-return]


def from_json(kept: Mapping[str, Any]) -> Content:
    """An edition's content again. Raises KeyError or TypeError where it was not written by to_json."""
    facts = dict(kept)
    return Content(
        **facts
        | {
            "dated": _day(facts["dated"]),
            "directives": tuple((one, title) for one, title in facts["directives"]),
            "parts": tuple(_part(one) for one in facts["parts"]),
            "loose": tuple(_measure(one) for one in facts["loose"]),
        }
    )


def _part(facts: Mapping[str, Any]) -> Part:
    points = tuple(Point(one["heading"], _items(one["items"]), one["number"]) for one in facts["points"])
    return Part(**{**facts, "items": _items(facts["items"]), "points": points})


def _items(rows: list[Mapping[str, Any]]) -> tuple[Item, ...]:
    return tuple(
        Item(
            **{
                **row,
                "clauses": tuple(row["clauses"]),
                "measures": tuple(_measure(one) for one in row["measures"]),
            }
        )
        for row in rows
    )


def _measure(facts: Mapping[str, Any]) -> Measure:
    days = {name: _day(facts[name]) for name in ("starts_on", "due_on")}
    names = {name: tuple(facts[name]) for name in ("leads", "assists", "informed", "gone")}
    return Measure(**{**facts, **days, **names})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
