"""Kinds whose rows are judged one by one: rolls and lists of organisations, each of which refers to others."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any

from zhengyou.census.importing.blocks import Block
from zhengyou.census.importing.outcome import Outcome
from zhengyou.census.importing.records import Records, chunks, columns_of
from zhengyou.census.importing.rows import Row
from zhengyou.census.importing.session import WHERE, Session, Told, where_of
from zhengyou.census.importing.task import Task
from zhengyou.census.rules.places import Places, Where
from zhengyou.changes.actions import Ledger


class RowSession(Session):
    """The stages with rows in place of blocks."""

    def __init__(self, task: Task, places: Places) -> None:
        super().__init__(task, places)
        self.all: list[Row] = []

    def where(self, row: Row) -> Where:
        """What the row says about its place."""
        return where_of(row.values.get(key) for key in WHERE)

    def find_place(self, row: Row) -> None:
        """Settles the row's place, or refuses it."""
        found = self.resolve(self.where(row))
        row.place = found.place
        row.findings.extend(found.findings)

    def check(self, block: Block) -> None:
        """Each row by itself and among the rows before it."""
        for row in block.rows():
            self.check_row(row)
            self.all.append(row)

    @property
    def taken(self) -> int:
        """How many rows can be taken, as far as is known."""
        return sum(not row.refused() for row in self.all)

    def match(self) -> None:
        """Finds what is held for each row, and what it refers to; refuses what cannot be."""
        self.match_rows(self.all)

    def compare(self, told: Told) -> None:
        """Settles outcome and changes of each row."""
        self.compare_rows(self.all, told)

    def count(self, outcome: Outcome) -> None:
        """Tells what came of the rows."""
        for row in self.all:
            outcome.take(
                row.sheet,
                row.letters,
                [row.number],
                ["refused" if row.refused() else row.outcome],
                {0: row.findings},
            )

    def rows(self) -> Iterator[Row]:
        """The rows that can be taken."""
        return (row for row in self.all if not row.refused())

    def write(self, ledger: Ledger, told: Told) -> None:
        """Writes what the rows change."""
        self.write_rows(list(self.rows()), ledger, told)

    @abstractmethod
    def check_row(self, row: Row) -> None:
        """Finds what is wrong with a row by itself and among the rows before it."""

    @abstractmethod
    def match_rows(self, rows: Sequence[Row]) -> None:
        """Finds what is held for each row, and what it refers to; refuses what cannot be."""

    @abstractmethod
    def compare_rows(self, rows: Sequence[Row], told: Told) -> None:
        """Settles outcome and changes of each row."""

    @abstractmethod
    def write_rows(self, rows: Sequence[Row], ledger: Ledger, told: Told) -> None:
        """Writes what the rows change."""


def compare(records: Records[Any], rows: Sequence[Row], told: Told = lambda _: None) -> None:
    """Sets changes and outcome of rows that have facts; one query for a chunk of rows."""
    done = 0
    for some in chunks([row for row in rows if not row.refused()]):
        known = [row for row in some if row.held is not None]
        differing = records.differing([row.held for row in known if row.held is not None], columns_of(known))
        for place, row in enumerate(known):
            row.changes = differing.get(place, {})
            row.outcome = "updated" if row.changes else "unchanged"
        for row in some:
            if row.held is None:
                row.outcome = "created"
        done += len(some)
        told(done)
