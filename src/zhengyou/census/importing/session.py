"""What every kind of workbook does with its rows, stage by stage."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.db import models

from zhengyou.census.importing import targets
from zhengyou.census.importing.readers import reader_for
from zhengyou.census.importing.records import Ledgers
from zhengyou.census.importing.rows import Row
from zhengyou.census.importing.task import Task
from zhengyou.census.rules.findings import ERASE
from zhengyou.census.rules.places import Place, Places, Resolution, Where
from zhengyou.census.rules.words import Reader

Told = Callable[[int], None]


class Session(ABC):
    """One import of one kind. The stages are called in this order: check for each row, then match, compare and write.

    `check` needs no database. `match` and `compare` read; `write` writes, all in the caller's transaction.
    """

    kind: ClassVar[str]
    model: ClassVar[type[models.Model]]
    attributes: ClassVar[dict[str, str]] = {}  # field key -> attribute, where they differ

    def __init__(self, task: Task, places: Places) -> None:
        self.task = task
        self.places = places
        self.today = task.today
        self.limit: Place = places.by_path[task.territory.path]
        self.batch_id: int | None = None  # known once the batch is written
        self._resolved: dict[Where, Resolution] = {}
        self._readers: dict[tuple[str, str | None], Reader] = {}

    def reader(self, key: str, heading_unit: str | None) -> Reader:
        """The reader of a field for a unit of measure in its heading."""
        place = (key, heading_unit)
        if place not in self._readers:
            one = targets.fields(self.kind)[key]
            self._readers[place] = reader_for(
                one, column=self.column(key), kind=self.kind, today=self.today, heading_unit=heading_unit
            )
        return self._readers[place]

    def column(self, key: str) -> Any:
        """The model's column for a field, None when it is only looked up."""
        name = self.attributes.get(key, key)
        found = {one.name: one for one in self.model._meta.get_fields() if isinstance(one, models.Field)}
        return found.get(name)

    def where(self, row: Row) -> Where:
        """What the row says about its place."""
        said = row.values
        texts = (said.get(key) for key in ("city", "county", "township", "street_community", "op_address"))
        return Where(*(text if isinstance(text, str) else "" for text in texts))

    def find_place(self, row: Row) -> None:
        """Settles the row's place, or refuses it."""
        where = self.where(row)
        found = self._resolved.get(where)
        if found is None:
            found = self.places.resolve(where, self.limit)
            if not where.address:  # addresses differ from row to row
                self._resolved[where] = found
        row.place = found.place
        row.findings.extend(found.findings)

    @abstractmethod
    def check(self, row: Row) -> None:
        """Finds what is wrong with a row by itself and among the rows before it."""

    @abstractmethod
    def match(self, rows: Sequence[Row]) -> None:
        """Finds what is held for each row, and what it refers to; refuses what cannot be."""

    @abstractmethod
    def compare(self, rows: Sequence[Row], told: Told) -> None:
        """Settles outcome and changes of each row."""

    @abstractmethod
    def write(self, rows: Sequence[Row], ledgers: Ledgers, told: Told) -> None:
        """Writes what the rows change."""


def blank_of(column: Any) -> Any:
    """What a column holds when nothing is known: '' for text, None for everything else."""
    return "" if isinstance(column, models.CharField | models.TextField) else None


def value_for(value: Any, column: Any) -> Any:
    """A value of a row as the column holds it; 清空 becomes the unknown value."""
    return blank_of(column) if value is ERASE else value
