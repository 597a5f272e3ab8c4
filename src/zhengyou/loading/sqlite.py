"""One prepared statement, run for each row without a word in between."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from zhengyou.loading.columns import quoted


def insert(
    connection: BaseDatabaseWrapper,
    table: str,
    names: Sequence[str],
    rows: Iterable[tuple[Any, ...]],
    *,
    skip_held: bool,
) -> None:
    """Rows with values in the order of the names."""
    places = ", ".join(["%s"] * len(names))
    text = f"INSERT INTO {quoted([table], connection)} ({quoted(names, connection)}) VALUES ({places})"
    with connection.cursor() as cursor:
        cursor.executemany(text + (" ON CONFLICT DO NOTHING" if skip_held else ""), rows)


def update(
    connection: BaseDatabaseWrapper, table: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Rows with new values in the order of the names and the row's number last."""
    set_to = ", ".join(f"{quoted([name], connection)} = %s" for name in names)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {quoted([table], connection)} SET {set_to} WHERE id = %s", rows)


def reserve(connection: BaseDatabaseWrapper, table: str, count: int) -> Sequence[int]:
    """The numbers after the last one ever given: SQLite has one writer, and this transaction is it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    last = found[0] if found else 0
    return range(last + 1, last + count + 1)
