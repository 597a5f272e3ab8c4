"""Held amounts that are compared with many others, of which few differ.

SQLite keeps amounts as floating numbers; to make a Decimal of each costs more than all the rest of a comparison, so they stay
numbers until one differs. PostgreSQL's driver gives Decimals by itself.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import ExpressionWrapper, F, FloatField

from zhengyou.loading.columns import Field


def unread(name: str) -> Any:
    """The column of an amount, for `values_list`, as the database's driver gives it."""
    return ExpressionWrapper(F(name), output_field=FloatField()) if connection.vendor == "sqlite" else F(name)


def same(held: float | Decimal | None, said: Any) -> bool:
    """Whether an amount as the driver gave it is the one that is said."""
    return held == (float(said) if isinstance(held, float) and isinstance(said, Decimal) else said)


def read(column: Field, held: float | Decimal | None) -> Decimal | None:
    """The amount that the driver gave, as the model would give it."""
    found: Any = held
    for convert in connection.ops.get_db_converters(column.cached_col) if isinstance(held, float) else ():
        found = convert(found, column.cached_col, connection)
    amount: Decimal | None = found
    return amount
