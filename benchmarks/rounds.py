"""How long two rounds take to compare, and the pages on top of it: units with 5 % changes, 3 % missing, 1 % new, 0.5 % closed.

    python -m benchmarks.rounds [--units 12000 --units 120000] [--runs 3]

SQLite in a folder of its own, or the empty database that DATABASE_URL names. Fixed seed. The units stand in all townships of the
province; each has a creation with twenty facts and, on average, one older change besides.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, Final

from benchmarks.machine import report, seconds

SEED: Final = 20261123
CHANGED, MISSING, NEW, CLOSED = 0.05, 0.03, 0.01, 0.005
WHY: Final = "the benchmark fills and reads its own database"
AT: Final = {1: datetime(2026, 8, 20, tzinfo=UTC), 2: datetime(2026, 11, 20, tzinfo=UTC)}
SOME: Final = 20_000
CHANGING: Final = ("employees", "revenue", "owner_name")
WRITTEN: Final = ("subject_id", "field", "old", "new", "batch_id", "path")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, action="append")
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    found: dict[str, Any] = {}
    for count in given.units or [12_000, 120_000]:
        with tempfile.TemporaryDirectory(prefix="zhengyou-rounds-") as folder:
            found[str(count)] = in_a_process(measure, folder, count, given.runs)
    report("rounds", found)


def in_a_process(act: Any, *told: Any) -> Any:
    """A database is named once for a process."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        with os.fdopen(write, "w") as out:
            json.dump(act(*told), out)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return json.loads(text)


def measure(folder: str, count: int, runs: int) -> dict[str, Any]:
    """Seconds of each step in one database."""
    os.environ["ZHENGYOU_DATA"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhengyou.config.settings"
    import django  # noqa: PLC0415 - settings read the environment

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import setup_test_environment  # noqa: PLC0415

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    setup_test_environment()
    if connection.vendor == "postgresql":
        call_command("flush", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    held = fill(count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    steps = {
        "compare province": held["province"],
        "compare city": held["city"],
        "compare county": held["county"],
    }
    taken: dict[str, list[float]] = {}
    for _ in range(runs):
        for name, step in (*steps.items(), *held["pages"].items()):
            taken.setdefault(name, []).append(round(seconds(step), 3))
    return {
        "database": connection.vendor,
        "cells": held["cells"](),
        "seconds": {
            name: {"median": statistics.median(times), "all": times} for name, times in taken.items()
        },
    }


def fill(count: int) -> dict[str, Any]:
    """Territories, two rounds, units with their history; what is to be measured."""
    from django.test import Client  # noqa: PLC0415 - models can be imported only after django.setup()

    from zhengyou import loading  # noqa: PLC0415
    from zhengyou.accounts import notice  # noqa: PLC0415
    from zhengyou.accounts.models import User  # noqa: PLC0415
    from zhengyou.census.actions import comparing  # noqa: PLC0415
    from zhengyou.census.models import ComparisonCell, ImportBatch, Round, Sighting, Unit  # noqa: PLC0415
    from zhengyou.changes.models import Change  # noqa: PLC0415
    from zhengyou.organisations.actions import setting_up  # noqa: PLC0415
    from zhengyou.organisations.models import Appointment, Territory  # noqa: PLC0415
    from zhengyou.scoping import Scope  # noqa: PLC0415

    setting_up.load_divisions()
    places = {one.code: one for one in Territory.objects.across_all(because=WHY)}
    towns = [one for one in places.values() if one.level == "township"]
    rounds, batches = {}, {}
    for number, code in ((1, "2026-3"), (2, "2026-4")):
        rounds[number] = Round(code=code, as_of=AT[number].date(), opened_at=AT[number])
        rounds[number].save()
        batches[number] = ImportBatch(
            kind="units", territory=places["410000"], path=places["410000"].path, round=rounds[number],
            state="committed", file_name=f"{code}.xlsx", stored_as="x", sha256="0" * 64, actor="x",
            uploaded_at=AT[number], committed_at=AT[number], rows_read=count, refused=0,
        )  # fmt: skip
        batches[number].save()
    pick = random.Random(SEED)
    for first in range(1, count + 1, SOME):
        ids = range(first, min(first + SOME, count + 1))
        where = [pick.choice(towns) for _ in ids]
        fates = [pick.random() for _ in ids]
        new = [fate < NEW for fate in fates]
        closed = [NEW <= fate < NEW + CLOSED for fate in fates]
        loading.insert(
            Unit,
            {
                "id": ids,
                "name": [f"单位{number}" for number in ids],
                "territory_id": [one.pk for one in where],
                "path": [one.path for one in where],
                "employees": [pick.randint(1, 500) for _ in ids],
                "closed_on": [date(2026, 10, 1) if one else None for one in closed],
                "closing_reason": ["stopped" if one else "" for one in closed],
            },
            constants={"org_kind": "enterprise"},
        )
        seen = {
            1: [not one for one in new],
            2: [a or b < 1 - MISSING for a, b in zip(new, fates, strict=True)],
        }
        for number, flags in seen.items():
            kept = [(pk, place.path) for pk, place, flag in zip(ids, where, flags, strict=True) if flag]
            loading.insert(
                Sighting,
                {"unit_id": [pk for pk, _ in kept], "path": [path for _, path in kept]},
                constants={"round_id": rounds[number].pk, "batch_id": batches[number].pk},
            )
        history = words(
            pick, zip(ids, where, new, closed, strict=True), {key: one.pk for key, one in batches.items()}
        )
        loading.insert(
            Change,
            dict(zip(WRITTEN, zip(*history, strict=True), strict=True)),
            constants={
                "subject_kind": "unit",
                "at": datetime(2026, 10, 2, tzinfo=UTC),
                "source": "x",
                "actor": "x",
            },
        )

    def compare(code: str) -> None:
        held = comparing.of(earlier=rounds[1], later=rounds[2], territory=places[code], by=Scope.operator())
        comparing.count(comparison=held, at=AT[2])

    def client(role: str, code: str) -> Client:
        user = User.objects.create(
            username=role, name=role, created_at=AT[1], notice_version=notice.VERSION, notice_seen_at=AT[1]
        )
        place = places[code]
        Appointment(
            user=user, role=role, territory=place, place=place.path, valid_from=date(2000, 1, 1)
        ).save()
        browser = Client()
        browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return browser

    def get(browser: Client, url: str) -> None:
        assert browser.get(url).status_code == 200, url

    province, county = client("province_office", "410000"), client("county_office", "411302")
    missing = f"/rounds/{rounds[2].pk}/missing/"
    asked = "?earlier=2026-3&later=2026-4&place="
    return {
        "province": lambda: compare("410000"),
        "city": lambda: compare("411300"),
        "county": lambda: compare("411302"),
        "cells": lambda: ComparisonCell.objects.across_all(because=WHY).count(),
        "pages": {
            "page of the province's comparison": lambda: get(province, f"/rounds/compare/{asked}410000"),
            "page behind a number of it": lambda: get(
                province, f"/rounds/compare/units/{asked}410000&field=employees"
            ),
            "page of unchanged units": lambda: get(
                province, f"/rounds/compare/units/{asked}410000&kind=unchanged"
            ),
            "missing page of the province": lambda: get(province, missing),
            "missing page of a county": lambda: get(county, missing),
            "start page of a county": lambda: get(county, "/overview/"),
        },
    }


def words(pick: random.Random, units: Iterable[Any], batches: dict[int, int]) -> list[tuple[Any, ...]]:
    """Change rows (WRITTEN) of units, given as (number, place, new, closed)."""
    born = json.dumps({"name": "单位", **{f"field_{number}": "某个情况" for number in range(20)}})
    found: list[tuple[Any, ...]] = []
    for pk, place, new, closed in units:
        found.append((pk, "", "", born, batches[2 if new else 1], place.path))
        found.append((pk, "condition", "normal", "difficult", batches[1], place.path))
        if closed:
            found.append((pk, "closed_on", "", "2026-10-01", None, place.path))
            found.append((pk, "closing_reason", "", "stopped", None, place.path))
        elif pick.random() < CHANGED:
            found += [(pk, name, "1", "2", batches[2], place.path) for name in CHANGING]
    return found


if __name__ == "__main__":
    main()
