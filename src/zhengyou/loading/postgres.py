"""COPY, straight into the table or, where rows meet others, into a table that lasts as long as the statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import repeat
from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper

from zhengyou.loading.columns import quoted

_STAGED: Final = "zhengyou_staged"


def insert(
    connection: BaseDatabaseWrapper,
    table: str,
    columns: Mapping[str, Sequence[Any]],
    constants: Mapping[str, Any],
    *,
    skip_held: bool,
) -> None:
    """New rows. What is unknown in every row is not named: a column that nobody names holds NULL, and half a unit's do."""
    constants = {name: value for name, value in constants.items() if value is not None}
    names = [*columns, *constants]
    rows = zip(*columns.values(), *map(repeat, constants.values()), strict=False)
    if not skip_held:
        _copy(connection, table, names, rows)
        return
    target, listed = quoted([table], connection), quoted(names, connection)
    with _staged(connection, table, names, rows), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {target} ({listed}) SELECT {listed} FROM {_STAGED} ON CONFLICT DO NOTHING"
        )


def update(
    connection: BaseDatabaseWrapper, table: str, ids: Sequence[int], columns: Mapping[str, Sequence[Any]]
) -> None:
    """New values of rows by their numbers."""
    listed = [quoted([name], connection) for name in columns]
    set_to = ", ".join(f"{name} = {_STAGED}.{name}" for name in listed)
    target = quoted([table], connection)
    rows = zip(ids, *columns.values(), strict=True)
    with _staged(connection, table, ["id", *columns], rows), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {target} SET {set_to} FROM {_STAGED} WHERE {target}.id = {_STAGED}.id")


def reserve(connection: BaseDatabaseWrapper, table: str, count: int) -> Sequence[int]:
    """The next numbers of the table's sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [quoted([table], connection), count],
        )
        return [number for (number,) in cursor.fetchall()]


@contextmanager
def _staged(
    connection: BaseDatabaseWrapper, table: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> Iterator[None]:
    """The rows in a table of their own, with the types of the one they are meant for."""
    source, listed = quoted([table], connection), quoted(names, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE {_STAGED} ON COMMIT DROP AS SELECT {listed} FROM {source} WITH NO DATA"
        )
        _copy(connection, _STAGED, names, rows)
        yield
        cursor.execute(f"DROP TABLE {_STAGED}")


def _copy(
    connection: BaseDatabaseWrapper, table: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    text = f"COPY {quoted([table], connection)} ({quoted(names, connection)}) FROM STDIN"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(text) as copy:
        for row in rows:
            copy.write_row(row)
