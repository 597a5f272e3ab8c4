"""Counting a table on Django's own connection: the facts that a scope reaches, in the caller's transaction."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Expression

from zhengyou.analytics import compiling
from zhengyou.analytics.statistics import TABLES, adding, counting, official
from zhengyou.analytics.statistics.adding import Counted
from zhengyou.coverage.models import UnitCoverage
from zhengyou.scoping import Scope, below

_FACTS: Final = "<the facts>"


def count(number: str, scope: Scope, path: str) -> Counted:
    """The table's numbers at and below a territory path, as far as the scope reaches: three statements."""
    table = TABLES[number]
    counted = adding.combine(table, _rows(number, "grouped", scope, path))
    for row in _rows(number, "shared", scope, path):
        adding.with_shared(counted, row)
    for row in _rows(number, "beside", scope, path):
        adding.with_beside(counted, row)
    return counted


def units(number: str, where: BooleanValue, scope: Scope, path: str) -> QuerySet[UnitCoverage]:
    """The units of a condition over the judgements of a table."""
    facts, values = _facts(number, scope, path)
    found = RawSQL(_told(counting.listed(where)).replace(_FACTS, facts), values)
    return UnitCoverage.objects.within(scope).filter(below("path", path), pk__in=found)


@cache
def _text(number: str, what: str) -> str:
    expression: Expression = getattr(counting, what)(TABLES[number])
    return _told(expression)


def _told(expression: Expression) -> str:
    """The statement as the database takes it, but for the facts. Literals come from declarations, none from a person."""
    dialect = compiling.dialect_of(connection.vendor)
    judged = compiling.statement(official.judgements(), dialect).replace("%", "%%")
    asked = compiling.statement(expression, dialect).replace("%", "%%")
    columns = ", ".join(connection.ops.quote_name(name) for name in official.COLUMNS)
    return f"WITH {official.OFFICIAL} ({columns}) AS ({_FACTS}), {official.JUDGED} AS MATERIALIZED ({judged}) {asked}"


def _facts(number: str, scope: Scope, path: str) -> tuple[str, tuple[Any, ...]]:
    """The facts of the units that scope and path reach and the table may speak of, as SQL with its values."""
    rows = UnitCoverage.objects.within(scope).filter(
        below("path", path), population__in=TABLES[number].populations
    )
    wanted = [attribute for _type, attribute in official.COLUMNS.values()]
    return rows.order_by().values_list(*wanted).query.sql_with_params()


def _rows(number: str, what: str, scope: Scope, path: str) -> list[dict[str, Any]]:
    facts, values = _facts(number, scope, path)
    with connection.cursor() as cursor:
        cursor.execute(_text(number, what).replace(_FACTS, facts), values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
