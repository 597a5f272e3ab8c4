"""An import of a province's ledger beside what it cannot do without, and beside a plain import of the same file.

    python -m benchmarks.census_import [--rows 120000] [--runs 3] [--database sqlite|postgres|both]

Every step is measured in a process of its own, `runs` times in turn; medians stand in the table. Two floors are shown:

- the bare floor: reading the workbook + writing its plain rows to a table without key or index + encrypting its telephones;
- the floor: reading the workbook + writing the same rows to a table with a primary key and the indexes of the unit table that
  plain rows can fill (`census_steps.indexes`) + encrypting the telephones with their blind indexes.

The target is read against the floor: the import, read, validated, compared, applied with change rows, outbox, encryption and
error report, takes at most 2.5 times as long, and at most 400 MB. Rows that can be listed, held to a scope and found again cannot
do without those indexes, personal texts not without the blind ones, and the plain imports that the target was set beside were
measured with indexes too. Organisations, changes and sightings of a round are the import's own and in neither floor.

Memory is that of all processes of a step together, sampled. On a busy machine read the seconds that the processes computed
rather than the wall's; those of PostgreSQL's server are not among them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks import census_workbook
from benchmarks.machine import report
from benchmarks.memory import Peak

PROJECT: Final = Path(__file__).parents[1]
TARGET: Final = 2.5
MOST_MEGABYTES: Final = 400
BARE: Final = ("reading", "plain rows", "encrypting")
FLOOR: Final = ("reading", "plain rows, indexes", "encrypting, indexes")
IMPORTS: Final = ("first time", "again unchanged", "again, 5 % changed")
PEER: Final = "django-import-export"
PEER_ROWS: Final = 6000


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=120_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)  # of a run that was begun already
    given = parser.parse_args()
    if given.folder:
        json.dump(measure(given.folder, given.rows, given.runs), sys.stdout)
        return
    folder = Path(tempfile.mkdtemp(prefix="zhengyou-census-import-"))
    try:
        census_workbook.write(folder / "first.xlsx", given.rows)
        census_workbook.write(folder / "changed.xlsx", given.rows, changed=True)
        census_workbook.write(folder / "peer.xlsx", min(PEER_ROWS, given.rows))
        wanted = ("sqlite", "postgres") if given.database == "both" else (given.database,)
        found = {database: on(database, folder, given.rows, given.runs) for database in wanted}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for database, figures in found.items():
        show(database, figures)
    report("census_import", {"rows": given.rows, "runs": given.runs, "databases": found})


def on(database: str, folder: Path, rows: int, runs: int) -> dict[str, Any]:
    """The figures on one database; PostgreSQL in a cluster of its own."""
    own = folder / database
    own.mkdir()
    command = [
        sys.executable,
        "-m",
        "benchmarks.census_import",
        f"--rows={rows}",
        f"--runs={runs}",
        f"--folder={own}",
    ]
    if database == "postgres":
        command = [str(PROJECT / "scripts" / "with-postgres.sh"), *command]
    environment = {
        name: text for name, text in os.environ.items() if not name.startswith(("ZHENGYOU_", "DATABASE_"))
    }
    told = subprocess.run(
        command, env=environment, check=True, stdout=subprocess.PIPE, text=True, cwd=PROJECT
    ).stdout
    found: dict[str, Any] = json.loads(told)
    return found


def measure(folder: Path, rows: int, runs: int) -> dict[str, Any]:
    """Every step in turn, `runs` times, each time in an empty database."""
    taken: dict[str, list[dict[str, Any]]] = {name: [] for name in (*BARE, *FLOOR, *IMPORTS, PEER)}
    for _ in range(runs):
        steps: list[tuple[str, str, str]] = [
            ("reading", "read", "first.xlsx"),
            ("plain rows", "copy", "first.xlsx"),
            ("encrypting", "encrypt", "first.xlsx"),
            ("plain rows, indexes", "index", "first.xlsx"),
            ("encrypting, indexes", "seal", "first.xlsx"),
            ("first time", "import", "first.xlsx"),
            ("again unchanged", "import", "first.xlsx"),
            ("again, 5 % changed", "import", "changed.xlsx"),
        ]
        step("empty", "", folder)
        for name, verb, file in steps:
            taken[name].append(step(verb, file, folder))
        step("empty", "", folder)
        taken[PEER].append(step("peer", "peer.xlsx", folder))
    found = {name: summary(some) for name, some in taken.items()}
    floors = {"floor": together(found, FLOOR), "bare floor": together(found, BARE)}
    for name in IMPORTS:
        for floor, least in floors.items():
            for measure_ in ("seconds", "processor"):
                found[name][f"{measure_}, times the {floor}"] = round(
                    found[name][measure_] / least[measure_], 2
                )
    peer_rows = min(PEER_ROWS, rows)
    found[PEER] |= {
        "rows": peer_rows,
        f"seconds for {rows} rows, extrapolated": round(found[PEER]["seconds"] * rows / peer_rows),
    }
    return {**floors, "steps": found}


def together(found: dict[str, dict[str, Any]], names: Sequence[str]) -> dict[str, float]:
    """The seconds of some steps, by the wall's clock and by the processor's."""
    return {each: round(sum(found[name][each] for name in names), 2) for each in ("seconds", "processor")}


def step(verb: str, file: str, folder: Path) -> dict[str, Any]:
    """One step in a process of its own: {"seconds", "megabytes", and what it says of itself}."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.census_steps", verb, str(folder), file]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as process,
        Peak(process.pid) as peak,
    ):
        told, _ = process.communicate()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    found: dict[str, Any] = json.loads(told)
    return {**found, "megabytes": max(found["megabytes"], peak.megabytes)}


def summary(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Medians of time and peak memory; what a step says of itself is the same in every run."""
    seconds = [run["seconds"] for run in runs]
    return {
        **runs[0],
        "seconds": round(statistics.median(seconds), 2),
        "processor": round(statistics.median(run["processor"] for run in runs), 2),
        "all": [round(one, 2) for one in seconds],
        "megabytes": max(run["megabytes"] for run in runs),
    }


def show(database: str, found: dict[str, Any]) -> None:
    """The table, on standard error."""
    lines = [
        f"{database}: {floor} ({' + '.join(names)}) {found[floor]['seconds']:.2f} s,"
        f" processor {found[floor]['processor']:.2f} s"
        for floor, names in (("floor", FLOOR), ("bare floor", BARE))
    ]
    for name, one in found["steps"].items():
        line = (
            f"  {name:22}{one['seconds']:8.2f} s, processor {one['processor']:7.2f} s {one['megabytes']:6} MB"
        )
        if name in IMPORTS:
            times, computed = one["seconds, times the floor"], one["processor, times the floor"]
            line += f"{times:7.2f} x the floor: {_verdict(times <= TARGET)} {TARGET} x, processor {computed:.2f} x,"
            line += f" {one['seconds, times the bare floor']:.2f} x the bare one,"
            line += f" {_verdict(one['megabytes'] <= MOST_MEGABYTES)} {MOST_MEGABYTES} MB"
        if name == PEER:
            line += "  " + ", ".join(f"{key}: {value}" for key, value in one.items() if "rows" in key)
        lines.append(line)
    sys.stderr.write("\n".join(lines) + "\n")


def _verdict(within: bool) -> str:
    return "within" if within else "beyond"


if __name__ == "__main__":
    main()
