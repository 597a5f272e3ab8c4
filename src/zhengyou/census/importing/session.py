"""What every kind of workbook does with its rows, stage by stage."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, Final

from django.db import models

from zhengyou.census.importing import targets
from zhengyou.census.importing.blocks import Block
from zhengyou.census.importing.outcome import Outcome
from zhengyou.census.importing.readers import reader_for
from zhengyou.census.importing.rows import Row
from zhengyou.census.importing.task import Task
from zhengyou.census.rules.findings import ERASE
from zhengyou.census.rules.places import Place, Places, Resolution, Where
from zhengyou.census.rules.words import Reader
from zhengyou.changes.actions import Ledger

Told = Callable[[int], None]

WHERE: Final = ("city", "county", "township", "street_community", "op_address")
_DIGITS = re.compile(r"\d+")
_MOST_ADDRESSES: Final = 20_000


class Session(ABC):
    """One import of one kind. The stages are called in this order: check for each block, then match, compare and write.

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
        self.blocks: list[Block] = []
        self._resolved: dict[tuple[str, ...], Resolution] = {}
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

    def resolve(self, where: Where) -> Resolution:
        """The place that a row names."""
        return next(self.resolve_all([[text] for text in where]))

    def resolve_all(self, columns: Sequence[Sequence[str]]) -> Iterator[Resolution]:
        """The place that each of many rows names. columns: what they say, in the order of WHERE.

        Digits in an address (house numbers) tell no place: no place bears any.
        """
        *above, addresses = columns
        if self.places.without_digits:
            addresses = [_DIGITS.sub("0", text) for text in addresses]
        for said in zip(*above, addresses, strict=True):
            yield self._resolved.get(said) or self._resolve(Where._make(said))

    def _resolve(self, where: Where) -> Resolution:
        if len(self._resolved) > _MOST_ADDRESSES:
            self._resolved.clear()
        found = self._resolved[where] = self.places.resolve(where, self.limit)
        return found

    @property
    def taken(self) -> int:
        """How many rows can be taken, as far as is known."""
        return sum(len(block) - len(block.refused) for block in self.blocks)

    @abstractmethod
    def check(self, block: Block) -> None:
        """Finds what is wrong with rows by themselves and among the rows before them."""

    @abstractmethod
    def match(self) -> None:
        """Finds what is held for each row, and what it refers to; refuses what cannot be."""

    @abstractmethod
    def compare(self, told: Told) -> None:
        """Settles outcome and changes of each row."""

    @abstractmethod
    def count(self, outcome: Outcome) -> None:
        """Tells what came of the rows."""

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """The rows that can be taken, one at a time, with what they change: for a preview."""

    @abstractmethod
    def write(self, ledger: Ledger, told: Told) -> None:
        """Writes what the rows change."""


def where_of(values: Any) -> Where:
    """What values in the order of WHERE say about a place."""
    return Where(*(value if isinstance(value, str) else "" for value in values))


def blank_of(column: Any) -> Any:
    """What a column holds when nothing is known: '' for text, None for everything else."""
    return "" if isinstance(column, models.CharField | models.TextField) else None


def value_for(value: Any, column: Any) -> Any:
    """A value of a row as the column holds it; 清空 becomes the unknown value."""
    return blank_of(column) if value is ERASE else value
