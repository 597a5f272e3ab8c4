"""What the pages and files of the official statistics tables show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from zhengyou.analytics.statistics import certainty
from zhengyou.analytics.statistics.certainty import Certainty
from zhengyou.analytics.statistics.checks import Finding, Sides
from zhengyou.analytics.statistics.declaring import Check, Column, Head, Row, Table, Underivable
from zhengyou.analytics.statistics.derived import Derived
from zhengyou.coverage.models import UnitCoverage
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope, below
from zhengyou.scoping.prefix import ancestors

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue

LARGE = 20_000
"""Units; a table over more is derived in the background (benchmarks/statistics.py)."""
NOT_DERIVED = "—"


@dataclass(frozen=True, slots=True)
class Entry:
    """One number of the table. value: None where none can be said; url: the units behind it, '' for none."""

    value: int | None
    unknown: int
    url: str
    certainty: Certainty = Certainty.SAID


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the heads that begin in it, its entries, and how many units could not be judged in it."""

    row: Row
    heads: tuple[Head, ...]
    entries: tuple[Entry, ...]
    unknown: int | None
    unknown_url: str


@dataclass(frozen=True, slots=True)
class Named:
    """Units counted beside the table, with their list."""

    words: str
    number: int
    url: str


@dataclass(frozen=True, slots=True)
class Broken:
    """One place where an identity does not hold."""

    where: str
    left: int
    right: int
    url: str


@dataclass(frozen=True, slots=True)
class Checked:
    """An identity as the page shows it. holds: None where there was nothing to compare with."""

    finding: Finding
    sentence: str
    broken: tuple[Broken, ...]

    @property
    def holds(self) -> bool | None:
        return self.finding.holds


@dataclass(frozen=True, slots=True)
class Shown:
    """A derived table as the page shows it."""

    derived: Derived
    head_rows: tuple[tuple[Head, ...], ...]
    lines: tuple[Line, ...]
    unknown: tuple[Entry, ...]
    apart: tuple[Named, ...]
    lacks: tuple[Named, ...]
    checks: tuple[Checked, ...]

    @property
    def table(self) -> Table:
        return self.derived.table

    @property
    def stub(self) -> range:
        """The columns of the row heads."""
        return range(self.table.head_columns)

    @property
    def uncertain(self) -> bool:
        """Whether there is a number beside which units could not be judged."""
        return any(entry.unknown for line in self.lines for entry in line.entries)

    @property
    def broken(self) -> int:
        """How many identities do not hold."""
        return sum(one.holds is False for one in self.checks)

    @property
    def open_checks(self) -> list[Checked]:
        """Those that do not hold, or could not be looked at."""
        return [one for one in self.checks if not one.holds]

    @property
    def held_checks(self) -> list[Checked]:
        """Those that hold."""
        return [one for one in self.checks if one.holds]


def trail(scope: Scope, territory: Territory) -> list[tuple[str, str]]:
    """(name, address of its tables) of the places above, from the scope's own place downwards."""
    paths = [path for path in ancestors(territory.path)[:-1] if path.startswith(scope.path)]
    above = Territory.objects.within(scope).filter(path__in=paths).order_by("path")
    return [(place.name, reverse("reports:statistics_of", args=[place.code])) for place in above]


def is_large(scope: Scope, territory: Territory) -> bool:
    """Whether deriving takes so long that it is work for the background."""
    rows = UnitCoverage.objects.within(scope).filter(below("path", territory.path)).order_by()
    return rows[: LARGE + 1].count() > LARGE


def shown(derived: Derived, territory: Territory) -> Shown:
    """The grid with its lists."""
    table = derived.table
    return Shown(
        derived,
        tuple(_heads_of(table.column_heads, number) for number in range(table.head_rows)),
        tuple(_line(derived, territory, row) for row in table.rows),
        tuple(_unknown(derived, territory, "units", column) for column in table.columns),
        _named(
            derived.counted.apart, {one.key: str(one.words) for one in table.apart}, table, territory, "apart"
        ),
        _named(
            derived.counted.lacks, {one.key: str(one.words) for one in table.lacks}, table, territory, "lack"
        ),
        tuple(_checked(finding, table, territory) for finding in derived.findings()),
    )


def _heads_of(heads: tuple[Head, ...], row: int) -> tuple[Head, ...]:
    return tuple(head for head in heads if head.row == row)


def _address(table: Table, territory: Territory, **asked: str) -> str:
    return f"{reverse('reports:statistics_units', args=[table.number, territory.code])}?{urlencode(asked)}"


def _line(derived: Derived, territory: Territory, row: Row) -> Line:
    table = derived.table
    total = _unknown(derived, territory, row.key, table.columns[0])
    derivable = not isinstance(row.line, Underivable)
    return Line(
        row,
        _heads_of(table.row_heads, row.number - 1),
        tuple(_entry(derived, territory, row, column) for column in table.columns),
        total.value if derivable else None,
        total.url,
    )


def _entry(derived: Derived, territory: Territory, row: Row, column: Column) -> Entry:
    table, counted = derived.table, derived.counted
    said = certainty.of(counted, row.key, column.letter)
    value = certainty.value(counted, row.key, column.letter)
    url = _address(table, territory, row=row.key, column=column.letter) if value else ""
    return Entry(value, counted.unknown.get((row.key, column.letter), 0), url, said)


def _unknown(derived: Derived, territory: Territory, line: str, column: Column) -> Entry:
    """How many units could not be judged, as an entry of its own."""
    number = derived.counted.unknown.get((line, column.letter))
    asked = {"row": line, "column": column.letter, "part": "unknown"}
    return Entry(number, 0, _address(derived.table, territory, **asked) if number else "")


def _named(
    counts: dict[str, int], words: dict[str, str], table: Table, territory: Territory, asked: str
) -> tuple[Named, ...]:
    return tuple(
        Named(words[key], number, _address(table, territory, **{asked: key}))
        for key, number in counts.items()
        if number and key in words
    )


def _checked(finding: Finding, table: Table, territory: Territory) -> Checked:
    check = finding.check
    broken = tuple(
        Broken(_where(table, check, one), one.left, one.right, _blamed(table, territory, check, one.column))
        for one in finding.broken
    )
    return Checked(finding, str(check.sentence), broken)


def _where(table: Table, check: Check, sides: Sides) -> str:
    """An identity between rows was looked at in a column, one between columns in a row."""
    row = table.row(sides.line)
    if check.left.lines or row is None:
        return _("%(column)s栏") % {"column": sides.column}
    return _("第%(row)s行") % {"row": row.number}


def _blamed(table: Table, territory: Territory, check: Check, column: str) -> str:
    if check.broken is None:
        return ""
    return _address(table, territory, check=check.key, column=column)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which units are asked for: behind a number, lacking a fact, left apart, or breaking an identity.

    official: the words are the form's own, Chinese in every language.
    """

    words: str
    official: bool
    rows: QuerySet[UnitCoverage]


def behind(table: Table, territory: Territory, scope: Scope, asked: dict[str, str]) -> Asked | None:
    """The units that the address asks for, by the facts of today; None for what the table does not have."""
    from zhengyou.analytics.statistics import reading  # noqa: PLC0415 - expressions, which pages without a table never make

    for words, where in _conditions(table, asked):
        if where is None:
            return None
        rows = reading.units(table.number, where, scope, territory.path).select_related("unit__organisation")
        return Asked(words, bool(asked.get("row")), rows.order_by("path", "unit__name", "pk"))
    return None


def _conditions(table: Table, asked: dict[str, str]) -> Iterator[tuple[str, BooleanValue | None]]:
    from zhengyou.analytics.statistics import counting  # noqa: PLC0415 - expressions, which pages without a table never make

    column = table.column(asked.get("column", ""))
    row = table.row(asked.get("row", ""))
    if row and column:
        unknown = asked.get("part") == "unknown"
        words = f"{row.number}. {row.words} · {column.letter} {column.words}"
        yield (
            _("说不清是否计入：%(what)s") % {"what": words} if unknown else words,
            counting.behind(table, row.key, column.letter, unknown=unknown),
        )
    for lack in table.lacks:
        if lack.key == asked.get("lack"):
            yield _("缺：%(what)s") % {"what": lack.words}, table.base & lack.where
    for apart in table.apart:
        if apart.key == asked.get("apart"):
            yield str(apart.words), apart.where
    for check in table.checks:
        if check.key == asked.get("check") and column:
            yield (
                _("核对不成立：%(what)s") % {"what": check.sentence},
                counting.breaking(table, check, column.letter),
            )
