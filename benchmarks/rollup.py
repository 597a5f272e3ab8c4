"""The full build: seconds from Parquet and from the database, memory of all processes, beside what plain counting takes.

    python -m benchmarks.rollup --organisations 1600000 --members 26 --parquet [--runs 5] [--engine duckdb]
    scripts/with-postgres.sh python -m benchmarks.rollup --organisations 1600000 --members 26 --database [--runs 5]

The province is that of benchmarks.generate, same seed, made anew in a folder of its own (`--folder` keeps it for the next time)
or in the empty database that DATABASE_URL names; without one in SQLite. Every run is a process of its own. `cpu` are seconds of
one core that this process took: what the same work takes where nobody else is at work is about half of it on two cores.

From Parquet: all indicators and dimensions counted, summed up to every territory, nothing written. Beside it the floor: DuckDB
reads the same columns once and counts by place what is known. From the database: facts to Parquet, counted, summed, all cells
written anew in one transaction. Beside it the same counts by the database's own GROUP BY.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.machine import report
from benchmarks.memory import Peak

FLOOR_THREADS = 2


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--organisations", type=int, default=1_600_000)
    parser.add_argument(
        "--members", type=float, default=26, help="of a branch on average; 26 makes 20 million"
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--engine", default="duckdb", choices=("duckdb", "spark"))
    parser.add_argument(
        "--folder", type=Path, help="keeps the Parquet files of the province here, or takes them"
    )
    parser.add_argument("--parquet", action="store_true", help="measure from Parquet")
    parser.add_argument("--database", action="store_true", help="measure from the database")
    parser.add_argument("--step", choices=tuple(STEPS), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        json.dump(STEPS[given.step](given), sys.stdout)
        return
    if not (given.parquet or given.database):
        parser.error("name what is measured: --parquet, --database, or both")
    found: dict[str, Any] = {"organisations": given.organisations, "members": given.members}
    with tempfile.TemporaryDirectory(prefix="zhengyou-rollup-") as folder:
        os.environ.setdefault("ZHENGYOU_DATA", folder)
        given.folder = given.folder or Path(folder) / "facts"
        if given.parquet:
            if not (given.folder / "members.parquet").exists():
                generate(given, "--parquet", str(given.folder))
            found["from parquet"] = several(given, "parquet", "floor")
        if given.database:
            generate(given, "--database", os.environ.get("DATABASE_URL", "sqlite"))
            found["from the database"] = several(given, "database", "group_by")
    report("rollup", found | {"engine": given.engine})


def generate(given: argparse.Namespace, *where: str) -> None:
    how = ("--organisations", str(given.organisations), "--members", str(given.members))
    subprocess.run([sys.executable, "-m", "benchmarks.generate", *how, *where], check=True)


def several(given: argparse.Namespace, *steps: str) -> dict[str, Any]:
    """Each step in turn, `runs` times, so that what else goes on falls on all alike; medians."""
    taken: dict[str, list[dict[str, Any]]] = {step: [] for step in steps}
    for _ in range(given.runs):
        for step in steps:
            taken[step].append(once(given, step))
    return {step: median(some) for step, some in taken.items()}


def median(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Of every number; all runs beside the whole."""
    names = [name for name in runs[0] if isinstance(runs[0][name], int | float)]
    middle = {name: round(statistics.median(run[name] for run in runs), 2) for name in names}
    return middle | {"all": [round(run["seconds"], 2) for run in runs]}


def once(given: argparse.Namespace, step: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.rollup", "--step", step, "--engine", given.engine]
    command += ["--folder", str(given.folder)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@contextmanager
def measured(told: dict[str, Any], *others: int) -> Iterator[None]:
    """Seconds and megabytes of this process and those below it, and of other processes with those below them."""
    peaks = [Peak(process) for process in (os.getpid(), *others)]
    with ExitStack() as watching:
        for peak in peaks:
            watching.enter_context(peak)
        start, busy = time.perf_counter(), time.process_time()
        yield
        told |= {"seconds": time.perf_counter() - start, "cpu": time.process_time() - busy}
    told["megabytes"] = peaks[0].megabytes
    if others:
        told["megabytes of the database server"] = peaks[1].megabytes


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengyou.config.settings")
    import django  # noqa: PLC0415 - reads the environment

    django.setup()


def from_parquet(given: argparse.Namespace) -> dict[str, Any]:
    """Counts and sums, as a build does between its reading and its writing."""
    set_up()
    from zhengyou.analytics import parquet, summing  # noqa: PLC0415 - after django.setup()
    from zhengyou.analytics.actions import building  # noqa: PLC0415
    from zhengyou.analytics.facts import FACTS  # noqa: PLC0415

    files = {key: parquet.path_of(facts, given.folder) for key, facts in FACTS.items()}
    told: dict[str, Any] = {"cells": 0}
    with measured(told), tempfile.TemporaryDirectory(prefix="zhengyou-spill-") as spill:
        for question, counted in building.count(files, engine=given.engine, spill=Path(spill)).items():
            for _indicator, cells in summing.cells(counted, question.keys):
                told["cells"] += cells.num_rows
    return told


def floor(given: argparse.Namespace) -> dict[str, Any]:
    """DuckDB by hand: each column of each table read once, what is known counted by place."""
    set_up()
    import duckdb  # noqa: PLC0415 - beside the others

    from zhengyou.analytics import parquet  # noqa: PLC0415 - after django.setup()
    from zhengyou.analytics.facts import FACTS, PATH  # noqa: PLC0415

    told: dict[str, Any] = {"rows": 0}
    with measured(told), duckdb.connect(config={"threads": FLOOR_THREADS}) as connection:
        for facts in FACTS.values():
            known = ", ".join(f'count("{name}")' for name in facts.columns if name != PATH)
            text = f'SELECT "{PATH}", count(*), {known} FROM read_parquet($file) GROUP BY 1'
            file = str(parquet.path_of(facts, given.folder))
            told["rows"] += sum(row[1] for row in connection.execute(text, {"file": file}).fetchall())
    return told


def from_database(given: argparse.Namespace) -> dict[str, Any]:
    """A whole build; seconds of its parts."""
    set_up()
    from django.utils import timezone  # noqa: PLC0415 - after django.setup()

    from zhengyou.analytics import queries  # noqa: PLC0415
    from zhengyou.analytics.actions import building  # noqa: PLC0415

    round_ = queries.current_round()
    assert round_
    first: dict[int, float] = {}
    told: dict[str, Any] = {}
    with measured(told, *server()):
        start = time.perf_counter()
        told["cells"] = building.build(
            round_,
            at=timezone.now(),
            engine=given.engine,
            tell=lambda step, _steps, _words: first.setdefault(step, time.perf_counter()),
        )
        end = time.perf_counter()
    told |= {"reading": first[2] - start, "counting": first[3] - first[2], "writing": end - first[3]}
    return told


def group_by(_given: argparse.Namespace) -> dict[str, Any]:
    """The same counts by the database itself, by place; nothing summed up, nothing written."""
    set_up()
    from django.db import connection  # noqa: PLC0415 - after django.setup()

    from zhengyou.analytics.actions import building  # noqa: PLC0415
    from zhengyou.analytics.compiling import counting, dialect_of, statement  # noqa: PLC0415
    from zhengyou.analytics.facts import FACTS  # noqa: PLC0415

    told: dict[str, Any] = {"rows": 0}
    quoted = connection.ops.quote_name
    with measured(told, *server()), connection.cursor() as cursor:
        for question in building.questions():
            facts = FACTS[question.facts]
            columns = ", ".join(
                f"{quoted(attribute)} AS {quoted(name)}"
                for name, (_dtype, attribute) in facts.columns.items()
            )
            inner = f"SELECT {columns} FROM {quoted(facts.model._meta.db_table)}"
            expression = counting(question.facts, question.keys, question.by)
            text = statement(expression, dialect_of(connection.vendor))
            cursor.execute(f"WITH {quoted(facts.key)} AS ({inner}) {text}")
            told["rows"] += len(cursor.fetchall())
    return told


def server() -> list[int]:
    """The server's first process, when it is one on this machine; its pages that processes share count for each of them."""
    from django.db import connection  # noqa: PLC0415 - after django.setup()

    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        status = Path(f"/proc/{cursor.fetchone()[0]}/status")
    if not status.exists():
        return []
    return [int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("PPid:")]


STEPS = {"parquet": from_parquet, "floor": floor, "database": from_database, "group_by": group_by}


if __name__ == "__main__":
    main()
