"""Triggers by which every committed write changes the stamp of its tables, however it is made: ORM, bulk load, by hand.

They run in the transaction of the write, so that a stamp is never seen without what it tells of, nor the other way round, and is
rolled back with it. The numbers are random: one that was rolled back, or that an older backup held, does not come again.

Every table of ours is watched unless it is named here with the reason; a page that answers from what was kept may read watched
tables only (tests/guards/test_freshness.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.apps import apps
from django.db import connections, models

PEOPLE: Final = "people"
"""Who holds which role where: what the identity of a request hangs on."""
FACTS: Final = "facts"
"""Everything else that pages show."""

MODULUS: Final = 2**52
NAME: Final = "zhengyou_stamp"

_PEOPLE: Final = frozenset(
    {
        "accounts.User",
        "mfa.Authenticator",
        "organisations.Territory",
        "organisations.PartyOrganisation",
        "organisations.Body",
        "organisations.Appointment",
    }
)
UNWATCHED: Final = {
    "accounts.Slip": "shown once to whoever issues it",
    "audit.Event": "the log has pages of its own",
    "audit.Seal": "sums over the log",
    "census.ImportIssue": "shown on the pages of one import only, and written by the hundred thousand",
    "census.SeenAgain": "read when an import is undone",
    "changes.Change": "history has pages of its own, and every write of a fact adds to it",
    "changes.Outbox": "work for the machine",
    "jobs.PeriodicRun": "work for the machine",
    "jobs.WorkerBeat": "a sign of life every few seconds",
    "web.Stamp": "the stamps themselves",
}
_ONLY: Final = {"jobs.Job": ("state", "title", "shown_at")}  # not the signs of life of work that is going on


def watched() -> dict[str, str]:
    """{table: what its writes are about}, of all models that pages may show."""
    found = {}
    for model in apps.get_models():
        label = model._meta.label
        if label in _PEOPLE:
            found[model._meta.db_table] = PEOPLE
        elif model.__module__.startswith("zhengyou.") and label not in UNWATCHED:
            found[model._meta.db_table] = FACTS
    return found


def remove(using: str, **_kwargs: Any) -> None:
    """Before migrations: tables are about to be renamed and made anew, which triggers would be in the way of."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP FUNCTION IF EXISTS {NAME}() CASCADE")
            return
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND substr(name, 1, %s) = %s",
            [len(NAME), NAME],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")


def install(using: str, **_kwargs: Any) -> None:
    """After migrations: watches every table that is there, and counts the migration as a write."""
    connection = connections[using]
    held = set(connection.introspection.table_names())
    if "web_stamp" not in held:
        return
    with connection.cursor() as cursor:
        postgresql = connection.vendor == "postgresql"
        if postgresql:
            cursor.execute(_FUNCTION)
        for model in apps.get_models():
            table = model._meta.db_table
            about = watched().get(table)
            if about and table in held:
                for statement in (_on_postgresql if postgresql else _on_sqlite)(
                    table, about, _columns(model)
                ):
                    cursor.execute(statement)
        for about, row in _ROWS.items():
            cursor.execute(*((_BEGUN, [about]) if postgresql else (_SETTLED, [row, about])))
            cursor.execute(_WRITE_POSTGRESQL % f"'{about}'" if postgresql else _WRITE_SQLITE % row)


def settle() -> int:
    """On PostgreSQL, adds the rows of ended transactions to the settled ones; returns how many there were. No state changes.

    A row that another transaction is about to add is not seen and stays for the next time.
    """
    connection = connections["default"]
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM web_stamp WHERE series <> 0)")
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_FOLD)
        return int(cursor.fetchone()[0])


_FOLD: Final = f"""
    WITH gone AS (DELETE FROM web_stamp WHERE series <> 0 RETURNING about, number),
    added AS (
        INSERT INTO web_stamp (about, series, number)
        SELECT about, 0, (sum(number) % {MODULUS})::bigint FROM gone GROUP BY about
        ON CONFLICT (about, series) DO UPDATE SET number = (web_stamp.number + EXCLUDED.number) % {MODULUS}
    )
    SELECT count(*) FROM gone"""


def _columns(model: type[models.Model]) -> Sequence[str]:
    return [str(model._meta.get_field(name).column) for name in _ONLY.get(model._meta.label, ())]  # type: ignore[union-attr]


# A second write of a transaction changes its number again: what is read in between may be told from what is read after.
_WRITE_POSTGRESQL: Final = f"""
    INSERT INTO web_stamp (about, series, number)
    VALUES (%s, pg_current_xact_id()::text::bigint, floor(random() * {MODULUS})::bigint)
    ON CONFLICT (about, series) DO UPDATE SET number = EXCLUDED.number"""
# SQLite has one writer at a time and runs a trigger for each row: the cheapest statement there is.
_WRITE_SQLITE: Final = f"UPDATE web_stamp SET number = random() & {MODULUS - 1} WHERE id = %s"
_ROWS: Final = {PEOPLE: 1, FACTS: 2}
_SETTLED: Final = (
    "INSERT INTO web_stamp (id, about, series, number) VALUES (%s, %s, 0, 0) ON CONFLICT DO NOTHING"
)
_BEGUN: Final = "INSERT INTO web_stamp (about, series, number) VALUES (%s, 0, 0) ON CONFLICT DO NOTHING"
_FUNCTION: Final = (
    f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN {_WRITE_POSTGRESQL % 'TG_ARGV[0]'}; RETURN NULL; END $$"
)


def _on_postgresql(table: str, about: str, columns: Sequence[str]) -> list[str]:
    of = f" OF {', '.join(columns)}" if columns else ""
    return [
        f"CREATE OR REPLACE TRIGGER {NAME} AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE{of} ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {NAME}('{about}')"
    ]


def _on_sqlite(table: str, about: str, columns: Sequence[str]) -> list[str]:
    events = {"insert": "", "delete": "", "update": f" OF {', '.join(columns)}" if columns else ""}
    write = _WRITE_SQLITE % _ROWS[about]
    return [
        f"CREATE TRIGGER IF NOT EXISTS {NAME}_{table}_{event} AFTER {event.upper()}{of} ON {table} BEGIN {write}; END"
        for event, of in events.items()
    ]
