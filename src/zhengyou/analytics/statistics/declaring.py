"""What an official table is declared of: heads as printed, lines that count, facts that may be missing, identities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
    from ibis.expr.types import BooleanValue, IntegerValue, StringValue


@dataclass(frozen=True, slots=True)
class Head:
    """One printed head: where it begins among the heads, how many rows and columns it spans, its words.

    joined: an empty head that hangs open from the one above it, as the official form draws what is part of another.
    """

    row: int
    column: int
    rows: int
    columns: int
    text: str = ""
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Units:
    """A line that counts units. Conditions are three-valued: NULL says that a fact which decides is missing."""

    where: BooleanValue


@dataclass(frozen=True, slots=True)
class Sum:
    """A line that adds up a number of each unit. amount: what is known of it; complete: whether that is all of it."""

    where: BooleanValue
    amount: IntegerValue
    complete: BooleanValue


@dataclass(frozen=True, slots=True)
class Distinct:
    """A line that counts what several units may share, each once in every column: branches, persons."""

    where: BooleanValue
    identity: StringValue


@dataclass(frozen=True, slots=True)
class Underivable:
    """A line or column that the census holds no facts for. It stays "—"; nothing is invented."""

    why: StrOrPromise


Line = Units | Sum | Distinct | Underivable


@dataclass(frozen=True, slots=True)
class Row:
    """A printed row. words: its head in full, with what it is part of; basis: the facts that it is counted from."""

    number: int
    key: str
    words: str
    line: Line
    basis: StrOrPromise
    unit: Literal["个", "人"] = "个"


@dataclass(frozen=True, slots=True)
class Column:
    """A printed column, by its official letter."""

    letter: str
    key: str
    words: str
    where: BooleanValue | Underivable
    basis: StrOrPromise


@dataclass(frozen=True, slots=True)
class Lack:
    """A missing fact: of how many units of the table, and which. fields: where it is filled in, `unit.form`."""

    key: str
    words: StrOrPromise
    where: BooleanValue
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Apart:
    """Units that the table leaves out, and why; or that may belong and cannot be placed."""

    key: str
    words: StrOrPromise
    where: BooleanValue


@dataclass(frozen=True, slots=True)
class Term:
    """One side of an identity: numbers of the table added up, or a figure of the overview.

    lines: keys of rows, printed or hidden; none given: the row that is being checked. columns: letters; none given: the
    column that is being checked. unsettled: hidden lines of units that cannot be placed, added in the checked column.
    figure: (indicator, part) of the overview instead.
    """

    words: StrOrPromise
    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    unsettled: tuple[str, ...] = ()
    figure: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """An identity between numbers of the table, checked in each of the columns, or in each of the rows.

    broken: the units that can break it, of the table's base; None where no unit can be named.
    """

    key: str
    sentence: StrOrPromise
    left: Term
    right: Term
    compare: Literal["=", "<="] = "="
    columns: tuple[str, ...] = ("A",)
    rows: tuple[str, ...] = ("units",)
    broken: BooleanValue | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One official table. ordinal: its number as printed. base: the units that it is about, for certain.

    populations: those that anything of the table speaks of, '' for units of unknown kind; no others are read.
    """

    number: str
    ordinal: str
    title: str
    measure: str
    populations: tuple[str, ...]
    base: BooleanValue
    column_heads: tuple[Head, ...]
    row_heads: tuple[Head, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    apart: tuple[Apart, ...]
    lacks: tuple[Lack, ...]
    checks: tuple[Check, ...]
    hidden: Mapping[str, Line] = field(default_factory=dict)
    notes: tuple[StrOrPromise, ...] = ()

    @property
    def lines(self) -> dict[str, Line]:
        """All lines by key: those printed, and those that only the identities need."""
        return {row.key: row.line for row in self.rows} | dict(self.hidden)

    def row(self, key: str) -> Row | None:
        """The printed row with this key."""
        return next((row for row in self.rows if row.key == key), None)

    def column(self, letter: str) -> Column | None:
        """The column with this letter."""
        return next((column for column in self.columns if column.letter == letter), None)

    @property
    def head_rows(self) -> int:
        """How many rows the column heads take."""
        return max(head.row + head.rows for head in self.column_heads)

    @property
    def head_columns(self) -> int:
        """How many columns the row heads take."""
        return max(head.column + head.columns for head in self.row_heads)
