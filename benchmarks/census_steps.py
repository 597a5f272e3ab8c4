"""One measured step of `benchmarks.census_import`, in a process of its own: python -m benchmarks.census_steps VERB FOLDER FILE

Prints {"seconds": wall time of the step alone, "processor": seconds that this process computed, "megabytes": the whole
process at its largest, ...}.
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
PERSONAL = 16  # column of the telephones
LEAD = 3  # rows above the data


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
    rows = lines(file)
    names = [f"c{number}" for number in range(len(rows[0]))]
    if address := os.environ.get("DATABASE_URL"):
        import psycopg

        connection = psycopg.connect(address)
        connection.execute("DROP TABLE IF EXISTS bare")
        connection.execute(f"CREATE TABLE bare ({', '.join(f'{name} text' for name in names)})")
        connection.commit()

        def run() -> dict[str, Any]:
            with connection, connection.cursor().copy("COPY bare FROM STDIN") as target:
                for row in rows:
                    target.write_row(row)
            return {"rows": len(rows)}

        return run
    path = file.with_suffix(".bare")
    path.unlink(missing_ok=True)
    held = sqlite3.connect(path, isolation_level=None)
    held.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536")
    held.execute(f"CREATE TABLE bare ({', '.join(names)})")

    def run_sqlite() -> dict[str, Any]:
        held.execute("BEGIN IMMEDIATE")
        held.executemany(f"INSERT INTO bare VALUES ({', '.join('?' * len(names))})", rows)
        held.execute("COMMIT")
        return {"rows": len(rows)}

    return run_sqlite


def encrypt(file: Path) -> Callable[[], dict[str, Any]]:
    """Its telephones encrypted as they rest in the database, without their indexes."""
    from zhengyou.encryption import encrypt_all

    texts = [row[PERSONAL] for row in lines(file)]
    return lambda: {"texts": len(encrypt_all(texts))}


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
        1: "name",
        2: "uscc",
        6: "op_address",
        9: "industry_code",
        11: "revenue",
        12: "assets",
        13: "tax",
    }
    named |= {14: "employees", 15: "owner_name", 17: "members_total_in", 18: "members_formal"}

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


VERBS = {"read": read, "copy": copy, "encrypt": encrypt, "import": import_, "peer": peer, "empty": empty}
PLAIN = {"read"}  # need no settings


def main(verb: str, folder: Path, file: str) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "zhengyou.config.settings",
        "ZHENGYOU_DATA": str(folder / "data"),
    }
    if verb not in PLAIN:
        import django

        django.setup()
    run = VERBS[verb](folder.parent / file)
    start, busy = time.perf_counter(), time.process_time()
    told = run()
    seconds, processor = time.perf_counter() - start, time.process_time() - busy
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    json.dump({"seconds": seconds, "processor": processor, "megabytes": megabytes, **told}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
