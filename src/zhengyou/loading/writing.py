"""Inserting, numbering and updating many rows of one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from django.db import connection, transaction

from zhengyou.loading import columns as shaping
from zhengyou.loading import postgres, sqlite
from zhengyou.loading.columns import Model


def insert(
    model: Model,
    columns: Mapping[str, Sequence[Any]],
    *,
    constants: Mapping[str, Any] | None = None,
    skip_held: bool = False,
) -> None:
    """Writes new rows.

    columns: by attribute (`territory_id`), one value for each row, all of one length. constants: what is the same in every row.
    Columns that neither names take the model's default. skip_held: rows that a unique constraint forbids are left out.
    Raises IntegrityError, as the ORM does.
    """
    if not columns or not len(next(iter(columns.values()))):
        return
    fixed = {**shaping.defaults(model, [*columns, *(constants or {})]), **(constants or {})}
    made = shaping.rows(model, columns, fixed, connection)
    names = [shaping.fields(model)[name].column for name in (*columns, *fixed)]
    with transaction.atomic():
        _dialect().insert(connection, model._meta.db_table, names, made, skip_held=skip_held)


def reserve(model: Model, count: int) -> Sequence[int]:
    """Numbers for so many new rows of a table, which nobody else gets. In the caller's transaction."""
    return _dialect().reserve(connection, model._meta.db_table, count) if count else []


def update(model: Model, ids: Sequence[int], columns: Mapping[str, Sequence[Any]]) -> None:
    """Sets columns of rows by their numbers. The caller has locked the rows and read what stands there."""
    if not ids or not columns:
        return
    made = shaping.rows(model, {**columns, "id": ids}, {}, connection)
    names = [shaping.fields(model)[name].column for name in columns]
    with transaction.atomic():
        _dialect().update(connection, model._meta.db_table, names, made)


def _dialect() -> ModuleType:
    return postgres if connection.vendor == "postgresql" else sqlite
