"""What an import is asked to do, apart from any record of it: a trial run has none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.utils import timezone

from zhengyou.census.importing.reading import Chosen, Units
from zhengyou.census.importing.remembering import NOTHING_KEPT, Kept
from zhengyou.census.models import Round
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope
from zhengyou.workbooks.mapping import Mapping as ColumnMapping

Progress = Callable[[str, int, int | None], None]  # stage, rows done, rows in all


def silent(_stage: str, _done: int, _total: int | None) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Task:
    """One workbook on its way in.

    kind: units, organisations or members. territory: the limit; rows of other places are refused. chosen, units,
    headings: decisions about columns by (sheet, letter), about their units of measure, about heading rows by sheet.
    kept: what the office decided before. confirmed: the whole mapping, when a person has confirmed it on screen.
    """

    kind: str
    file: Path
    file_name: str
    territory: Territory
    round: Round
    by: Scope
    at: datetime
    chosen: Chosen = field(default_factory=dict)
    entered_by: str = "import"
    units: Units = field(default_factory=dict)
    headings: Mapping[str, int] = field(default_factory=dict)
    kept: Kept = NOTHING_KEPT
    confirmed: ColumnMapping | None = None

    @property
    def today(self) -> date:
        """The day of the import."""
        return timezone.localdate(self.at)

    @property
    def since(self) -> date:
        """The day from which new organisations count: the round's as-of date, not later than today."""
        return min(self.round.as_of, self.today)
