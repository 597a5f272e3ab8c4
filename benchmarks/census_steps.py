"""One measured step of `benchmarks.census_import`, in a process of its own: python -m benchmarks.census_steps VERB FOLDER FILE

Prints {"seconds": wall time of the step alone, "processor": seconds that this process and those it started computed,
"megabytes": the process at its largest, ...}.
"""

# ruff: noqa: PLC0415 - models can be imported only once the settings are there, and no step pays for another's modules

from __future__ import annotations

import json
import os
import resource
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

ROUND = "R"
LEAD = 3  # rows above the data
FIELDS = {
    **{1: "name", 2: "uscc", 6: "op_address", 9: "industry_code", 11: "revenue", 12: "assets", 13: "tax"},
    **{14: "employees", 15: "owner_name", 16: "contact_phone", 17: "members_total_in", 18: "members_formal"},
}
"""Columns of the workbook, from 0, that hold a field of a unit as it stands."""
STAND_FOR = {"path": 5, "territory": 5, "organisation": 22}
"""Columns whose text an index of plain rows has in place of a path or of another table's number."""


def lines(file: Path) -> list[list[Any]]:
    """The data rows as the parser gives them."""
    import python_calamine

    with closing(python_calamine.load_workbook(str(file))) as book:
        return list(book.get_sheet_by_index(0).iter_rows())[LEAD:]


def read(file: Path) -> Callable[[], dict[str, Any]]:
    """The workbook read from the first to the last cell, nothing kept."""
    import python_calamine

    def run() -> dict[str, Any]:
        with closing(python_calamine.load_workbook(str(file))) as book:
            return {"rows": sum(1 for row in book.get_sheet_by_index(0).iter_rows() if row) - LEAD}

    return run


def copy(file: Path) -> Callable[[], dict[str, Any]]:
    """Its rows as they are into a table without any index or rule: COPY, or executemany on SQLite."""
    return _written(file, [])


def index(file: Path) -> Callable[[], dict[str, Any]]:
    """The same into a table with a primary key and the indexes of the unit table that plain rows can fill."""
    return _written(file, indexes())


def indexes() -> list[tuple[list[str], str]]:
    """(columns, condition) of each index that lists, scope and matching of units need, by the model itself.

    The condition is "" but for indexes over what not every unit has: codes, organisations. Left out is what has no column in
    the workbook (instructors, merged units, blind indexes) and what units only seen again, changes and sightings are found by.
    """
    from django.db import models

    from zhengyou.census.models import Unit

    meta = Unit._meta
    place = {name: f"c{column}" for column, name in FIELDS.items()} | {"id": "id"}
    place |= {name: f"c{column}" for name, column in STAND_FOR.items()}
    unique = [one for one in meta.constraints if isinstance(one, models.UniqueConstraint)]
    keys = [one for one in meta.concrete_fields if isinstance(one, models.ForeignKey) and one.db_index]
    over = [
        *((list(one.fields), one.condition is not None) for one in (*meta.indexes, *unique)),
        *(([one.name], False) for one in keys),
    ]
    found = [([place[name] for name in names], some) for names, some in over if place.keys() >= set(names)]
    return [(names, f"{names[0]} <> ''" if some else "") for names, some in found]


def _written(file: Path, wanted: list[tuple[list[str], str]]) -> Callable[[], dict[str, Any]]:
    rows = lines(file)
    names = [f"c{number}" for number in range(len(rows[0]))]
    told = {"rows": len(rows), **({"indexes": 1 + len(wanted)} if wanted else {})}
    listed = ", ".join(names)
    made = [
        f"CREATE INDEX plain_{number} ON plain ({', '.join(over)})"
        + (f" WHERE {condition}" if condition else "")
        for number, (over, condition) in enumerate(wanted)
    ]
    if address := os.environ.get("DATABASE_URL"):
        import psycopg

        key = "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, " if wanted else ""
        connection = psycopg.connect(address)
        connection.execute("DROP TABLE IF EXISTS plain")
        for text in (f"CREATE TABLE plain ({key}{', '.join(f'{name} text' for name in names)})", *made):
            connection.execute(text)
        connection.commit()

        def run() -> dict[str, Any]:
            with connection, connection.cursor().copy(f"COPY plain ({listed}) FROM STDIN") as target:
                for row in rows:
                    target.write_row(row)
            return told

        return run
    path = file.with_suffix(".plain")
    path.unlink(missing_ok=True)
    held = sqlite3.connect(path, isolation_level=None)
    held.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536")
    for text in (f"CREATE TABLE plain ({'id integer PRIMARY KEY, ' if wanted else ''}{listed})", *made):
        held.execute(text)

    def run_sqlite() -> dict[str, Any]:
        held.execute("BEGIN IMMEDIATE")
        held.executemany(f"INSERT INTO plain ({listed}) VALUES ({', '.join('?' * len(names))})", rows)
        held.execute("COMMIT")
        return told

    return run_sqlite


def encrypt(file: Path) -> Callable[[], dict[str, Any]]:
    """Its personal texts encrypted as they rest in the database, without their indexes."""
    from zhengyou.encryption import encrypt_all

    personal = _personal(file)
    return lambda: {"texts": sum(len(encrypt_all(texts)) for _, texts in personal)}


def seal(file: Path) -> Callable[[], dict[str, Any]]:
    """Its personal texts encrypted, with the blind indexes that they are found by."""
    from zhengyou.encryption import encrypt_all

    personal = _personal(file)

    def run() -> dict[str, Any]:
        found = [(len(encrypt_all(texts)), len(field.indexes(texts))) for field, texts in personal]
        return {"texts": sum(count for count, _ in found), "indexes": sum(count for _, count in found)}

    return run


def _personal(file: Path) -> list[tuple[Any, list[str]]]:
    """(field, its texts) of each field of a unit that rests encrypted and has a column: the telephones.

    Names of owners and secretaries rest as they are; the organisations' telephones have no column.
    """
    from zhengyou.census.models import Unit
    from zhengyou.encryption import EncryptedTextField

    fields = {one.name: one for one in Unit._meta.concrete_fields if isinstance(one, EncryptedTextField)}
    rows = lines(file)
    return [
        (fields[name], [row[column] for row in rows]) for column, name in FIELDS.items() if name in fields
    ]


def import_(file: Path) -> Callable[[], dict[str, Any]]:
    """The whole import."""
    from django.utils import timezone

    from zhengyou.census.actions import imports
    from zhengyou.census.importing.task import Task
    from zhengyou.census.queries import imports as queries
    from zhengyou.scoping import Scope

    by = Scope.operator()
    task = Task("units", file, file.name, province(), queries.round_named(ROUND), by, timezone.now())

    def run() -> dict[str, Any]:
        _, outcome = imports.import_now(task=task)
        names = ("read", "created", "updated", "unchanged", "refused")
        return {**{name: getattr(outcome, name) for name in names}, "warnings": len(outcome.warnings)}

    return run


def peer(file: Path) -> Callable[[], dict[str, Any]]:
    """django-import-export with a plain resource for the same columns: no rules, places, changes or encryption."""
    import tablib
    from import_export import fields, resources, widgets

    from zhengyou.census.models import Unit

    place = province()
    named = {
        column: name for column, name in FIELDS.items() if name != "contact_phone"
    }  # nothing is encrypted

    class Resource(resources.ModelResource):
        territory_id = fields.Field(
            attribute="territory_id", column_name="territory_id", widget=widgets.IntegerWidget()
        )

        class Meta:
            model = Unit
            import_id_fields = ("uscc",)
            fields = (*named.values(), "territory_id", "path")

        def get_queryset(self) -> Any:
            return Unit.objects.across_all(because="a benchmark in a database of its own")

    data = tablib.Dataset(headers=[*named.values(), "territory_id", "path"])
    for row in lines(file):
        if len(row[2]) == 18 and row[1]:
            numbers = {
                column: row[column] if isinstance(row[column], float) else None
                for column in (11, 12, 13, 14, 17, 18)
            }
            data.append([*(numbers.get(column, row[column]) for column in named), place.pk, place.path])

    def run() -> dict[str, Any]:
        result = Resource().import_data(data, raise_errors=True, use_transactions=True)
        return {"written": result.totals["new"] + result.totals["update"]}

    return run


def province() -> Any:
    """The place of the import."""
    from zhengyou.organisations.models import Territory

    return Territory.objects.across_all(because="public data").get(code="410000")


def empty(_: Path) -> Callable[[], dict[str, Any]]:
    """A database with places and a round, and nothing else."""
    from datetime import date

    from django.core.management import call_command
    from django.utils import timezone

    from zhengyou.census.actions import rounds
    from zhengyou.organisations.actions import setting_up
    from zhengyou.scoping import Scope

    def run() -> dict[str, Any]:
        call_command("migrate", verbosity=0)
        call_command("flush", verbosity=0, interactive=False)
        setting_up.load_divisions()
        rounds.open_round(code=ROUND, as_of=date(2026, 6, 30), by=Scope.operator(), at=timezone.now())
        return {}

    return run


VERBS = {
    **{"read": read, "copy": copy, "index": index, "encrypt": encrypt, "seal": seal},
    **{"import": import_, "peer": peer, "empty": empty},
}
PLAIN = {"read"}  # need no settings


def computed() -> float:
    """Seconds that this process and the ended ones among those it started computed."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def main(verb: str, folder: Path, file: str) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "zhengyou.config.settings",
        "ZHENGYOU_DATA": str(folder / "data"),
    }
    if verb not in PLAIN:
        import django

        django.setup()
    run = VERBS[verb](folder.parent / file)
    start, busy = time.perf_counter(), computed()
    told = run()
    seconds, processor = time.perf_counter() - start, computed() - busy
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    json.dump({"seconds": seconds, "processor": processor, "megabytes": megabytes, **told}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
