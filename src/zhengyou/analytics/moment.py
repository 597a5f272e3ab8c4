"""Reading everything as of one moment, while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Model


@contextmanager
def one_moment(*, still: type[Model] | None = None) -> Iterator[None]:
    """One transaction in which everything read is of the same moment. SQLite has one writer; on PostgreSQL nobody waits.

    still: a table that nobody may write before the transaction ends, and on whose writers it waits before the moment comes.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                if still is not None:  # LOCK alone may stand before the moment: it reads nothing
                    cursor.execute(f"LOCK TABLE {still._meta.db_table} IN SHARE MODE")
        yield
