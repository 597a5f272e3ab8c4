"""How cost grows with the total: full build, following one change, the landing page; and the plot of it for docs/scale.md.

    python -m benchmarks.scale --organisations 10000 100000 1000000 5000000 [--members 2] [--runs 5]
    python -m benchmarks.scale --draw

The first measures on PostgreSQL in a cluster of its own, one province of benchmarks.generate after the other, writes the medians
into docs/scale.csv in place of what stands there for the same totals, and draws. The second only draws docs/pictures/scale.svg
from docs/scale.csv. `--members` are those of a branch in the database; the Parquet files have twenty, as full builds read them.

- full build: all indicators and dimensions from Parquet, counted and summed up to every territory (benchmarks.rollup);
- following one change: a unit of the township is changed, its facts are derived and its cells moved up;
- landing page: the township office's, every time made anew, and as it is kept; in one process, without the network.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

from benchmarks import scale_plot
from benchmarks.machine import machine

PROJECT: Final = Path(__file__).parents[1]
FIGURES: Final = PROJECT / "docs" / "scale.csv"
PICTURE: Final = PROJECT / "docs" / "pictures" / "scale.svg"
COLUMNS: Final = ("organisations", "what", "milliseconds", "measured_on", "machine")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--organisations", type=int, nargs="+")
    parser.add_argument("--members", type=float, default=2, help="of a branch in the database, on average")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--draw", action="store_true", help="only draw what was measured before")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)  # of a run that was begun already
    given = parser.parse_args()
    if given.folder:
        json.dump(measure(given.folder, given.organisations[0], given.members, given.runs), sys.stdout)
        return
    if not (given.organisations or given.draw):
        parser.error("name totals to measure, or --draw")
    for total in given.organisations or ():
        keep(total, on_postgresql(total, given))
    PICTURE.write_text(scale_plot.drawn(read()), encoding="utf-8")


def on_postgresql(total: int, given: argparse.Namespace) -> dict[str, float]:
    """{what: milliseconds} of one total."""
    folder = tempfile.mkdtemp(prefix="zhengyou-scale-")
    command = [str(PROJECT / "scripts" / "with-postgres.sh"), sys.executable, "-m", "benchmarks.scale"]
    command += [
        f"--folder={folder}",
        f"--organisations={total}",
        f"--members={given.members}",
        f"--runs={given.runs}",
    ]
    environment = {
        name: text for name, text in os.environ.items() if not name.startswith(("ZHENGYOU_", "DATABASE_"))
    }
    environment |= {"ZHENGYOU_DATA": folder, "DJANGO_SETTINGS_MODULE": "zhengyou.config.settings"}
    try:
        told = subprocess.run(
            command, env=environment, check=True, stdout=subprocess.PIPE, text=True, cwd=PROJECT
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    found: dict[str, float] = json.loads(told.stdout)
    return found


def measure(folder: Path, total: int, members: float, runs: int) -> dict[str, float]:
    """Fills the database of the environment and measures in it."""
    files = folder / "measured"
    generate = [sys.executable, "-m", "benchmarks.generate", f"--organisations={total}"]
    subprocess.run([*generate, f"--parquet={files}"], check=True, stdout=sys.stderr)
    subprocess.run(
        [*generate, f"--members={members}", f"--database={os.environ['DATABASE_URL']}"],
        check=True,
        stdout=sys.stderr,
    )
    build = [sys.executable, "-m", "benchmarks.rollup", "--step=parquet", f"--folder={files}"]
    builds = []
    for _ in range(runs):
        told = subprocess.run(build, check=True, stdout=subprocess.PIPE, text=True).stdout
        builds.append(json.loads(told)["seconds"] * 1000)
    import django  # noqa: PLC0415 - reads the environment

    django.setup()
    anew, kept = landing(runs * 10)
    found = {
        "full build from Parquet": statistics.median(builds),
        "following one change": following(runs * 4),
        "landing page made anew": anew,
        "landing page as kept": kept,
    }
    return {what: round(milliseconds, 2) for what, milliseconds in found.items()}


def middle(run: Callable[[], Any], runs: int, *, before: Callable[[], Any] = lambda: None) -> float:
    """The median of many runs in milliseconds; the first one warms up. before: done each time, not measured."""
    taken = []
    for _ in range(runs + 1):
        before()
        start = time.perf_counter()
        run()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken[1:])


def following(runs: int) -> float:
    """Follows changes of single units of the township; what it takes to write a change is not part of it."""
    from django.utils import timezone  # noqa: PLC0415 - after django.setup()

    from zhengyou.analytics.actions.following import follow  # noqa: PLC0415
    from zhengyou.census.models import Unit  # noqa: PLC0415
    from zhengyou.changes.actions import Ledger, Origin  # noqa: PLC0415
    from zhengyou.organisations.models import Appointment  # noqa: PLC0415
    from zhengyou.scoping import Scope  # noqa: PLC0415

    why, at = "the benchmark changes its own database", timezone.now()
    office = Appointment.objects.across_all(because=why).get(role="township_office")
    here = list(Unit.objects.across_all(because=why).filter(path=office.place).order_by("pk")[:100])
    numbers = iter(range(1_000_000))

    def change() -> None:
        unit = here[next(numbers) % len(here)]
        unit.condition = "good" if unit.condition == "fair" else "fair"
        unit.save()
        ledger = Ledger(Origin(by=Scope.operator(), at=at, source="benchmark"))
        ledger.touched("unit", unit.pk, path=unit.path)
        ledger.write()

    while follow(at=at):  # what the generator left
        continue
    return middle(lambda: follow(at=at), runs, before=change)


def landing(runs: int) -> tuple[float, float]:
    """The township office's landing page: made anew, and as it is kept."""
    from django.test import Client  # noqa: PLC0415 - after django.setup()

    from zhengyou.accounts.models import User  # noqa: PLC0415

    client = Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(User.objects.get(username="township"), backend=backend)
    numbers = iter(range(1_000_000))
    anew = middle(lambda: client.get(f"/overview/?asked={next(numbers)}"), runs)
    assert client.get("/overview/").status_code == 200
    return anew, middle(lambda: client.get("/overview/"), runs)


def read() -> list[dict[str, str]]:
    """What was measured, by total and by what."""
    if not FIGURES.exists():
        return []
    with FIGURES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def keep(total: int, found: dict[str, float]) -> None:
    """Puts the figures of one total in the place of older ones."""
    today = date.today().isoformat()
    rows = [row for row in read() if int(row["organisations"]) != total]
    for what, milliseconds in found.items():
        values = (str(total), what, str(milliseconds), today, machine())
        rows.append(dict(zip(COLUMNS, values, strict=True)))
    with FIGURES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: (row["what"], int(row["organisations"]))))


if __name__ == "__main__":
    main()
