"""The province in the product's own database: COPY on PostgreSQL, the product's bulk insert on SQLite."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import duckdb
import pyarrow as pa
from django.db import connection, models, transaction
from pyarrow import csv

from benchmarks.province.tables import BATCH
from zhengyou import loading
from zhengyou.census.models import Member, Unit
from zhengyou.coverage.models import UnitCoverage
from zhengyou.loading import columns as shaping
from zhengyou.organisations.models import OrganisationLink, PartyOrganisation

VIEWS: Final[dict[str, type[models.Model]]] = {  # in this order: each refers to those before
    "organisations": PartyOrganisation,
    "links": OrganisationLink,
    "units": Unit,
    "coverage": UnitCoverage,
    "members": Member,
}
Told = Callable[[int], None]


def load(province: duckdb.DuckDBPyConnection, view: str, *, told: Told, **constants: Any) -> int:
    """Writes the rows of a view into the empty table of its model; returns how many.

    constants: what every row holds of the attributes that the view does not tell; the others hold the model's defaults.
    told: called after each batch with the number of rows so far.
    """
    model = VIEWS[view]
    held = [row[0] for row in province.execute(f"DESCRIBE {view}").fetchall()]
    named = [name for name in shaping.fields(model) if name in held]
    fixed = {**shaping.defaults(model, [*named, *constants]), **constants}
    wanted = ", ".join(map(connection.ops.quote_name, named))
    batches = province.sql(f"SELECT {wanted} FROM {view}").to_arrow_reader(BATCH)
    write = _copied if connection.vendor == "postgresql" else _inserted
    rows = 0
    with transaction.atomic():
        for count in write(model, named, fixed, batches):
            rows += count
            told(rows)
    return rows


def _inserted(
    model: type[models.Model], names: Sequence[str], fixed: dict[str, Any], batches: pa.RecordBatchReader
) -> Iterator[int]:
    for batch in batches:
        columns = {name: batch.column(name).to_pylist() for name in names}
        loading.insert(model, columns, constants=fixed)
        yield batch.num_rows


def _copied(
    model: type[models.Model], names: Sequence[str], fixed: dict[str, Any], batches: pa.RecordBatchReader
) -> Iterator[int]:
    """CSV as COPY reads it: an unknown value is empty, an empty text is two quotation marks."""
    same = shaping.shaped(model, {name: [value] for name, value in fixed.items()}, connection)
    columns = [str(shaping.fields(model)[name].column) for name in names] + list(same)
    listed = ", ".join(map(connection.ops.quote_name, columns))
    options = csv.WriteOptions(include_header=False, quoting_style="all_valid")
    with _undisturbed(model), connection.cursor() as cursor:
        text = f"COPY {connection.ops.quote_name(model._meta.db_table)} ({listed}) FROM STDIN (FORMAT csv)"
        with cursor.copy(text) as copy:
            for batch in batches:
                whole = list(batch.columns)
                for (value,) in same.values():
                    kept = None if value is None else str(value)
                    whole.append(pa.array([kept], pa.string()).take(pa.array([0] * batch.num_rows)))
                sink = io.BytesIO()
                csv.write_csv(pa.record_batch(whole, names=columns), sink, options)
                copy.write(sink.getvalue())
                yield batch.num_rows


@contextmanager
def _undisturbed(model: type[models.Model]) -> Iterator[None]:
    """Without foreign keys looked up row by row, and with indexes made once at the end."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid = %s::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)",
            [table],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute("SET LOCAL session_replication_role = origin")


def settle() -> None:
    """Numbers go on after those given, and the planner knows what stands in the tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for model in VIEWS.values():
                table = connection.ops.quote_name(model._meta.db_table)
                if model is not UnitCoverage:
                    cursor.execute(
                        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
                        f" WHERE EXISTS (SELECT FROM {table})"
                    )
        cursor.execute("ANALYZE")


def tidy() -> None:
    """What PostgreSQL would do in its own time after so many rows, while somebody measures: done before."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
