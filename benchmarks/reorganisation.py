"""How long it takes to reorganise a subtree of a given size among many units, cells included, and whether readers wait.

    python -m benchmarks.reorganisation [--organisations 120000] [--units 1000] [--members 5] [--runs 5]

SQLite in a folder of its own, or the empty database that DATABASE_URL names. Fixed seed (benchmarks.generate). The county whose
number of units comes nearest is moved to another city and taken back; the township with most units of it goes up in another
one and is taken back. Each is done `runs` times. Meanwhile another connection reads, as a page does, a county that stays: the
slowest of its reads stands beside the slowest while nothing else happens.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import uuid4

from benchmarks.machine import report
from benchmarks.rounds import in_a_process

SEED: Final = 20261123
WHY: Final = "the benchmark reads its own database"
AT: Final = datetime(2026, 11, 23, tzinfo=UTC)
ON: Final = date(2026, 11, 1)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--organisations", type=int, default=120_000)
    parser.add_argument("--units", type=int, default=1000)
    parser.add_argument("--members", type=float, default=5)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="zhengyou-reorganisation-") as folder:
        found = in_a_process(measure, folder, given.organisations, given.units, given.members, given.runs)
    report("reorganisation", found)


def measure(folder: str, organisations: int, units: int, members: float, runs: int) -> dict[str, Any]:
    """Fills the database, then measures each kind."""
    os.environ["ZHENGYOU_DATA"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhengyou.config.settings"
    import django  # noqa: PLC0415 - settings read the environment

    django.setup()
    from django.db import connection  # noqa: PLC0415

    from benchmarks.province import filling  # noqa: PLC0415

    filling.database(filling.Shape(organisations, SEED, members, 0.6), say=lambda _said, **_more: None)
    county, held = _nearest(units)
    calm = _Reader(county)
    with calm:
        time.sleep(2)
    told: dict[str, Any] = {
        "database": connection.vendor,
        "units in all": organisations,
        "units in the subtree": held,
        "slowest read while nothing happens, ms": calm.slowest(),
    }
    for name, wanted in (("move of the county", _move(county)), ("merger of a township", _merge(county))):
        told[name] = _times(wanted, county, runs)
    return told


def _nearest(units: int) -> tuple[Any, int]:
    """The county whose number of units comes nearest, with that number."""
    from django.db.models import Count  # noqa: PLC0415
    from django.db.models.functions import Substr  # noqa: PLC0415

    from zhengyou.census.models import Unit  # noqa: PLC0415
    from zhengyou.organisations.models import Territory  # noqa: PLC0415

    rows = Unit.objects.across_all(because=WHY).order_by()
    counted = dict(rows.annotate(county=Substr("path", 1, 12)).values_list("county").annotate(n=Count("pk")))
    counties = Territory.objects.across_all(because=WHY).filter(level="county", path__in=counted)
    found = min(counties, key=lambda place: (abs(counted[place.path] - units), place.code))
    return found, counted[found.path]


def _move(county: Any) -> Callable[[], Any]:
    from zhengyou.organisations.models import Territory  # noqa: PLC0415
    from zhengyou.organisations.rules.reorganising import Plan  # noqa: PLC0415

    cities = Territory.objects.across_all(because=WHY).filter(level="city", code__endswith="00")
    other = cities.exclude(pk=county.parent_id).order_by("code")[0]
    return lambda: Plan("territory", "move", county.pk, ON, target=other.pk)


def _merge(county: Any) -> Callable[[], Any]:
    from django.db.models import Count  # noqa: PLC0415

    from zhengyou.census.models import Unit  # noqa: PLC0415
    from zhengyou.organisations.models import Appointment  # noqa: PLC0415
    from zhengyou.organisations.rules.reorganising import Plan  # noqa: PLC0415

    rows = Unit.objects.across_all(because=WHY).order_by().filter(territory__parent=county)
    [first, second] = [
        pk for pk, _n in rows.values_list("territory").annotate(n=Count("pk")).order_by("-n")[:2]
    ]
    held = Appointment.objects.across_all(because=WHY).filter(territory=first)
    return lambda: Plan(
        "territory",
        "merge",
        first,
        ON,
        target=second,
        appointments=dict.fromkeys((one.pk for one in held), "over"),
    )


def _times(wanted: Callable[[], Any], county: Any, runs: int) -> dict[str, Any]:
    """Previews, carries out, takes back; seconds of each, and the slowest read meanwhile."""
    from zhengyou.organisations.actions import previewing, reorganising, reversing  # noqa: PLC0415
    from zhengyou.scoping import Scope  # noqa: PLC0415

    by, taken = Scope.operator(), {"preview": [], "carry out": [], "take back": []}  # type: ignore[var-annotated]
    reader = _Reader(county)
    with reader:
        for _run in range(runs):
            plan = wanted()
            taken["preview"].append(_seconds(lambda plan=plan: previewing.preview(plan=plan, by=by, at=AT)))
            done: list[Any] = []
            taken["carry out"].append(
                _seconds(
                    lambda plan=plan, done=done: done.append(
                        reorganising.carry_out(plan=plan, key=uuid4(), by=by, at=AT)
                    )
                )
            )
            taken["take back"].append(
                _seconds(lambda done=done: reversing.reverse(reorganisation=done[0], by=by, at=AT))
            )
    told = {name: {"median": round(statistics.median(some), 3), "all": some} for name, some in taken.items()}
    return told | {"slowest read meanwhile, ms": reader.slowest(), "reads meanwhile": len(reader.taken)}


def _seconds(run: Callable[[], Any]) -> float:
    start = time.perf_counter()
    run()
    return round(time.perf_counter() - start, 3)


class _Reader:
    """Another connection that reads one page of units and the figures of a city, over and over."""

    def __init__(self, county: Any) -> None:
        from zhengyou.organisations.models import Territory  # noqa: PLC0415

        others = Territory.objects.across_all(because=WHY).filter(level="county").exclude(pk=county.pk)
        self._path = others.exclude(parent=county.parent).order_by("-code")[0].path
        self.taken: list[float] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._read)

    def __enter__(self) -> _Reader:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def slowest(self) -> float:
        return round(max(self.taken) * 1000, 1)

    def _read(self) -> None:
        from django.db import connection  # noqa: PLC0415

        from zhengyou.analytics.models import Cell  # noqa: PLC0415
        from zhengyou.census.models import Unit  # noqa: PLC0415
        from zhengyou.scoping import below  # noqa: PLC0415

        while not self._over.is_set():
            start = time.perf_counter()
            list(
                Unit.objects.across_all(because=WHY)
                .filter(below("path", self._path))
                .order_by("path", "name")[:50]
            )
            list(Cell.objects.across_all(because=WHY).filter(path=self._path[:8], dimension=""))
            self.taken.append(time.perf_counter() - start)
            time.sleep(0.02)
        connection.close()


if __name__ == "__main__":
    main()
