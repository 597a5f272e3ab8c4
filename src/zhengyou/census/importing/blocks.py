"""A run of rows of one table on its way through the stages, by column: what a province sends is never held row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from zhengyou.census.importing.rows import Row
from zhengyou.census.rules.findings import ERASE, Finding, error, warning
from zhengyou.census.rules.places import Place

SIZE: Final = 2000

Result = Literal["created", "updated", "unchanged", "refused"]


@dataclass(slots=True, eq=False)
class Block:
    """Rows that stand below one another. A row is known by its place in the block, from 0.

    numbers: the sheet's own row numbers. values: by field key, one value for each row: None says nothing, ERASE is 清空.
    letters: column of each field. findings: by place, only of rows that have any. refused: places of rows that cannot be
    taken.
    What the stages add, one for each row: places, where it belongs. held: id of the record it belongs to, None for a new
    one. paths: where that record stands then. facts: by attribute, what is to be held then, None says nothing, ERASE makes
    unknown. results: created, updated, unchanged or refused. And by place, only of rows that have any: changes of facts,
    links to other records.
    """

    sheet: str
    letters: Mapping[str, str]
    numbers: list[int]
    values: dict[str, list[Any]]
    findings: dict[int, list[Finding]] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    places: list[Place | None] = field(default_factory=list)
    held: list[int | None] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    facts: dict[str, list[Any]] = field(default_factory=dict)
    changes: dict[int, dict[str, tuple[Any, Any]]] = field(default_factory=dict)
    links: dict[int, dict[str, Any]] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.numbers)

    def taken(self) -> list[int]:
        """Places of the rows that can be taken."""
        if not self.refused:
            return list(range(len(self)))
        return [place for place in range(len(self)) if place not in self.refused]

    def with_result(self, result: Result) -> list[int]:
        """Places of the rows of which this came."""
        return [place for place, came in enumerate(self.results) if came == result]

    def column(self, key: str) -> list[Any]:
        """The values of a field; a column of None when the table does not have it."""
        return self.values.get(key) or [None] * len(self)

    def said(self, key: str) -> list[Any]:
        """The values of a field, None also where a row erases it."""
        return [None if value is ERASE else value for value in self.column(key)]

    def find(self, place: int, *findings: Finding) -> None:
        """Something is wrong or doubtful about a row."""
        if not findings:
            return
        self.findings.setdefault(place, []).extend(findings)
        if any(finding.severity == "error" for finding in findings):
            self.refused.add(place)

    def refuse(self, place: int, code: str, message: str, key: str = "") -> None:
        """The row cannot be taken."""
        self.find(place, error(code, message, key))

    def warn(self, place: int, code: str, message: str, key: str = "") -> None:
        """The row is taken, a person should look at it."""
        self.find(place, warning(code, message, key))

    def values_of(self, place: int) -> dict[str, Any]:
        """What one row says, by field key."""
        return {key: value for key, column in self.values.items() if (value := column[place]) is not None}

    def facts_of(self, places: Sequence[int]) -> dict[str, list[Any]]:
        """The facts of some rows."""
        if len(places) == len(self):
            return self.facts
        return {name: [column[place] for place in places] for name, column in self.facts.items()}

    def row(self, place: int) -> Row:
        """One row by itself; what is found wrong with it later is not known here."""
        found = list(self.findings.get(place, ()))
        row = Row(self.sheet, self.numbers[place], self.values_of(place), self.letters, found)
        row.place = self.places[place] if self.places else None
        return row

    def settled_row(self, place: int) -> Row:
        """One row by itself after it was compared, with what it changes."""
        row = self.row(place)
        row.held, row.outcome = self.held[place], self.results[place]
        row.facts = {
            name: value
            for name, column in self.facts.items()
            if (value := column[place]) is not None and value is not ERASE
        }
        row.changes = self.changes.get(place, {})
        row.links = self.links.get(place, {})
        return row

    def let_go(self, *kept: str) -> None:
        """Gives back what the written rows said, but for some facts: the database needs the memory for what it writes."""
        self.values, self.changes, self.links = {}, {}, {}
        self.facts = {name: self.facts[name] for name in kept}

    def rows(self) -> Iterator[Row]:
        """Every row by itself."""
        return map(self.row, range(len(self)))
