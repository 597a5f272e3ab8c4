"""Inserting, numbering and updating many rows of one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from types import ModuleType
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

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
    varying = shaping.shaped(model, columns, connection)
    same = _same(model, columns, constants or {})
    with transaction.atomic(savepoint=False):
        _dialect().insert(connection, model._meta.db_table, varying, same, skip_held=skip_held)


def noted_once(*models: Model, rows: int) -> AbstractContextManager[None]:
    """Within it tables are noted as written once, not with each of the many statements that write so many rows of theirs.

    In the caller's transaction, which has to be rolled back when anything is raised.
    """
    if connection.vendor == "postgresql":  # notes each statement once by itself
        return nullcontext()
    return sqlite.noted_once(connection, [model._meta.db_table for model in models], rows)


def insert_beside(
    model: Model, rows: QuerySet[Any], columns: Mapping[str, str], *, constants: Mapping[str, Any]
) -> None:
    """Writes a new row for each of some rows of another table, without their coming here.

    columns: attribute of the new row -> attribute of the other one that it repeats. constants: as for `insert`.
    """
    source, given = rows.values_list(*columns.values()).query.sql_with_params()
    same = _same(model, columns, constants)
    known = shaping.fields(model)
    named = [*(str(known[name].column) for name in columns), *same]
    text = (
        f"INSERT INTO {shaping.quoted([model._meta.db_table], connection)} ({shaping.quoted(named, connection)})"
        f" SELECT other.*{', %s' * len(same)} FROM ({source}) other"
    )
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(text, [*same.values(), *given])


def _same(model: Model, named: Iterable[str], constants: Mapping[str, Any]) -> dict[str, Any]:
    """What every new row holds, by column: constants, and defaults where neither they nor columns name one."""
    fixed = {**shaping.defaults(model, [*named, *constants]), **constants}
    shaped = shaping.shaped(model, {name: [value] for name, value in fixed.items()}, connection)
    return {name: column[0] for name, column in shaped.items()}


def insert_rows(model: Model, rows: Sequence[Any]) -> None:
    """Writes unsaved objects of a model and gives each its number. What all have in common is written as a constant."""
    if not rows:
        return
    for row, number in zip(rows, reserve(model, len(rows)), strict=True):
        row.pk, row._state.adding, row._state.db = number, False, connection.alias
    columns: dict[str, Sequence[Any]] = {}
    constants: dict[str, Any] = {}
    for name in shaping.fields(model):
        column = [getattr(row, name) for row in rows]
        if all(value == column[0] for value in column):
            constants[name] = column[0]
        else:
            columns[name] = column
    if len(rows) == 1:
        columns["id"] = [constants.pop("id")]
    insert(model, columns, constants=constants)


def reserve(model: Model, count: int) -> Sequence[int]:
    """Numbers for so many new rows of a table, which nobody else gets. In the caller's transaction."""
    return _dialect().reserve(connection, model._meta.db_table, count) if count else []


def update(model: Model, ids: Sequence[int], columns: Mapping[str, Sequence[Any]]) -> None:
    """Sets columns of rows by their numbers. The caller has locked the rows and read what stands there."""
    if not ids or not columns:
        return
    varying = shaping.shaped(model, columns, connection)
    with transaction.atomic(savepoint=False):
        _dialect().update(connection, model._meta.db_table, ids, varying)


def refer_at_once() -> None:
    """From here to the end of the transaction every statement is held to the foreign keys, not the transaction as a whole.

    PostgreSQL then looks them up while this process makes the next rows ready, not at the end while nobody has anything to do.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _dialect() -> ModuleType:
    return postgres if connection.vendor == "postgresql" else sqlite
