"""One prepared statement, run for each row without a word in between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, repeat
from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper

from zhengyou.loading.columns import quoted

_MANY: Final = 500  # rows from which two changes of the schema cost less than they save
_STAMPS: Final = "zhengyou_stamp_"  # how the names of those triggers begin


def insert(
    connection: BaseDatabaseWrapper,
    table: str,
    columns: Mapping[str, Sequence[Any]],
    constants: Mapping[str, Any],
    *,
    skip_held: bool,
) -> None:
    """New rows. What is unknown, empty or zero in every row stands in the statement: binding it for each row would cost as
    much as the row's own values."""
    written = {name: _BLANKS[repr(value)] for name, value in constants.items() if repr(value) in _BLANKS}
    bound = [name for name in constants if name not in written]
    names = quoted([*columns, *bound, *written], connection)
    places = "(" + ", ".join([*["%s"] * (len(columns) + len(bound)), *written.values()]) + ")"
    text = f"INSERT INTO {quoted([table], connection)} ({names}) VALUES "
    tail = " ON CONFLICT DO NOTHING" if skip_held else ""
    rows = list(zip(*columns.values(), *(repeat(constants[name]) for name in bound), strict=False))
    several = _ROWS if len(columns) + len(bound) <= _NARROW else 1
    whole = len(rows) - len(rows) % several if several > 1 else 0
    together = [[*chain.from_iterable(rows[at : at + several])] for at in range(0, whole, several)]
    several_text = text + ", ".join([places] * several) + tail
    _run(connection, table, {several_text: together, text + places + tail: rows[whole:]}, len(rows))


_NARROW: Final = 12
"""Columns of a row so short that to run a statement for it costs as much as to write it: several go into one."""
_ROWS: Final = 100
_BLANKS: Final = {"None": "NULL", "''": "''", "0": "0", "False": "0", "1": "1", "True": "1"}


def update(
    connection: BaseDatabaseWrapper, table: str, ids: Sequence[int], columns: Mapping[str, Sequence[Any]]
) -> None:
    """New values of rows by their numbers."""
    set_to = ", ".join(f"{quoted([name], connection)} = %s" for name in columns)
    rows = list(zip(*columns.values(), ids, strict=True))
    text = f"UPDATE {quoted([table], connection)} SET {set_to} WHERE id = %s"
    _run(connection, table, {text: rows}, len(rows))


def _run(
    connection: BaseDatabaseWrapper, table: str, lines: Mapping[str, Sequence[Sequence[Any]]], rows: int
) -> None:
    """Runs statements, each with all its lines of values. Many rows note that the table was written once, not row by row."""
    with noted_once(connection, [table], rows), connection.cursor() as cursor:
        for text, values in lines.items():
            if values:
                cursor.executemany(text, values)


@contextmanager
def noted_once(connection: BaseDatabaseWrapper, tables: Sequence[str], rows: int) -> Iterator[None]:
    """Tables without the triggers that note that they were written, in the caller's transaction, nobody else ever sees them so;
    at the end each runs once.

    With a trigger in force SQLite keeps a journal of each single statement, which takes three times as long as all the rest.
    """
    if rows < _MANY:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND substr(name, 1, %s) = %s"
            f" AND tbl_name IN ({', '.join(['%s'] * len(tables))})",
            [len(_STAMPS), _STAMPS, *tables],
        )
        held = cursor.fetchall()
        for name, _text in held:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _name, text in held:
            cursor.execute(text)
            cursor.execute(text[text.index(" BEGIN ") + len(" BEGIN ") : text.rindex(";")])


def reserve(connection: BaseDatabaseWrapper, table: str, count: int) -> Sequence[int]:
    """The numbers after the last one ever given: SQLite has one writer, and this transaction is it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    last = found[0] if found else 0
    return range(last + 1, last + count + 1)
