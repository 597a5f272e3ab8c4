"""How long the official statistics tables take: one county as the page counts it, and the whole province as the job does.

    python -m benchmarks.statistics [--county 5000] [--province 120000] [--runs 5]

The units are those of benchmarks.generate, same seed, without members, in SQLite in a folder of its own or in the empty database
that DATABASE_URL names. For a table of `county` units a province is made so large that its largest county has about as many.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from typing import Any

from benchmarks.machine import medians, report
from benchmarks.rounds import in_a_process

FEWEST = 10_000


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--county", type=int, default=5000)
    parser.add_argument("--province", type=int, default=120_000)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="zhengyou-statistics-") as folder:
        environment = {**os.environ, "ZHENGYOU_DATA": folder}
        where = os.environ.get("DATABASE_URL", "sqlite")
        words = ["--organisations", str(max(given.province, FEWEST)), "--members", "0", "--database", where]
        subprocess.run([sys.executable, "-m", "benchmarks.generate", *words], check=True, env=environment)
        report("statistics", in_a_process(measure, folder, given.county, given.runs))


def measure(folder: str, county: int, runs: int) -> dict[str, Any]:
    """Seconds of each table for the county nearest in size, and for the province."""
    os.environ["ZHENGYOU_DATA"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhengyou.config.settings"
    import django  # noqa: PLC0415 - settings read the environment

    django.setup()
    from django.db import connection  # noqa: PLC0415
    from django.db.models import Count  # noqa: PLC0415
    from django.db.models.functions import Left  # noqa: PLC0415

    from zhengyou.analytics.statistics import reading  # noqa: PLC0415
    from zhengyou.coverage.models import UnitCoverage  # noqa: PLC0415
    from zhengyou.scoping import Scope  # noqa: PLC0415

    rows = UnitCoverage.objects.across_all(because="the benchmark reads its own database")
    counties = rows.order_by().values_list(Left("path", 12)).annotate(units=Count("pk"))
    path, units = min(counties, key=lambda one: abs(one[1] - county))
    places = {f"{units} units": path, f"{rows.count()} units": path[:4]}
    operator = Scope.operator()
    return {
        "database": connection.vendor,
        "seconds": {
            f"table {number}, {size}": medians(
                runs,
                lambda: None,
                {"count": lambda number=number, at=at: reading.count(number, operator, at)},
            )
            for number in ("27", "30")
            for size, at in places.items()
        },
    }


if __name__ == "__main__":
    main()
