"""Deriving official statistics tables, and keeping them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction

from zhengyou.analytics import queries
from zhengyou.analytics.models import StatisticsTable
from zhengyou.analytics.statistics import TABLES
from zhengyou.analytics.statistics.derived import Derived
from zhengyou.audit import actions as audit
from zhengyou.changes import queries as changes
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope

JOB: Final = "statistics.derive"


@transaction.atomic
def derive(number: str, territory: Territory, *, by: Scope, as_of: date, at: datetime) -> Derived:
    """Counts one table of one territory, as far as the scope reaches, from the facts as they stand now."""
    from zhengyou.analytics.statistics import reading  # noqa: PLC0415 - expressions, which pages without a table never make

    last_change = changes.latest()
    counted = reading.count(number, by, territory.path)
    return Derived(number, counted, _figures(number, territory, by), as_of, at, last_change)


@transaction.atomic
def keep(number: str, territory: Territory, *, by: Scope, as_of: date, at: datetime) -> StatisticsTable:
    """Derives the table and keeps it with its date."""
    derived = derive(number, territory, by=by, as_of=as_of, at=at)
    kept = StatisticsTable(
        territory=territory,
        number=number,
        as_of=as_of,
        content=derived.content(),
        derived_at=at,
        last_change=derived.last_change,
        user_id=by.user_id,
        actor=by.label[:120],
    )
    kept.save()
    audit.record(
        "statistics.kept",
        by=by,
        at=at,
        subject_kind="statistics",
        subject_id=kept.pk,
        subject=f"{number} {territory}",
        path=territory.path,
        detail={"as_of": as_of.isoformat()},
    )
    return kept


def _figures(number: str, territory: Territory, by: Scope) -> dict[str, dict[str, int]]:
    """The overview's figures that the identities compare with."""
    round_ = queries.current_round()
    wanted = {
        term.figure[0] for check in TABLES[number].checks for term in (check.left, check.right) if term.figure
    }
    if round_ is None:
        return {}
    cells = queries.figures(by, round_, [territory.path])[territory.path]
    return {
        key: {
            "numerator": numbers.numerator,
            "denominator": numbers.denominator,
            "short": numbers.denominator - numbers.numerator,
        }
        for key in sorted(wanted)
        if (cell := cells.get(key)) and (numbers := cell.numbers)
    }
