"""How much work it is to follow one changed unit or member: milliseconds, queries, whatever else the database holds.

    python -m benchmarks.refresh [--leaf 2000] [--others 0 --others 200000] [--runs 20]

SQLite in a folder of its own, or the empty database that DATABASE_URL names. Fixed seed. One township holds `leaf` units and as
many members; the others stand in all townships of the province. Each run changes another unit (whether it has an organisation,
its condition), or another member, as a correction does, and follows the outbox: facts derived, cells moved up four levels.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from datetime import UTC, date, datetime
from typing import Any, Final

from benchmarks.machine import report
from benchmarks.rounds import in_a_process

SEED: Final = 20261123
WHY: Final = "the benchmark fills and reads its own database"
AT: Final = datetime(2026, 11, 23, tzinfo=UTC)
PLACE: Final = "411302001"
SOME: Final = 50_000
SECTIONS: Final = {
    "A": 4,
    "C": 20,
    "E": 8,
    "F": 25,
    "G": 4,
    "H": 6,
    "I": 4,
    "K": 4,
    "L": 8,
    "M": 4,
    "O": 4,
    "R": 2,
    "": 7,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leaf", type=int, default=2000)
    parser.add_argument("--others", type=int, action="append")
    parser.add_argument("--runs", type=int, default=20)
    given = parser.parse_args()
    found: dict[str, Any] = {}
    for others in given.others or [0, 200_000]:
        with tempfile.TemporaryDirectory(prefix="zhengyou-refresh-") as folder:
            found[f"{given.leaf} and {others}"] = in_a_process(
                measure, folder, given.leaf, others, given.runs
            )
    report("refresh", found)


def measure(folder: str, leaf: int, others: int, runs: int) -> dict[str, Any]:
    """Milliseconds of one refresh: median, slowest; and queries."""
    os.environ["ZHENGYOU_DATA"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhengyou.config.settings"
    import django  # noqa: PLC0415 - settings read the environment

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "postgresql":
        call_command("flush", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    fill(leaf, others)
    from zhengyou.analytics.actions.following import follow  # noqa: PLC0415

    follow(at=AT)  # the round's first count
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    told = {"unit": times("unit", runs), "member": times("member", runs)}
    return {"database": connection.vendor, "ms": told}


def times(kind: str, runs: int) -> dict[str, Any]:
    """Changes one subject after another and follows each."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from zhengyou.analytics.actions.following import follow  # noqa: PLC0415

    taken, cpu = [], []
    change(kind, 0)
    with CaptureQueriesContext(connection) as asked:
        follow(at=AT)
    for number in range(1, runs + 1):
        change(kind, number)
        start, worked = time.perf_counter(), time.process_time()
        assert follow(at=AT) == 1
        taken.append((time.perf_counter() - start) * 1000)
        cpu.append((time.process_time() - worked) * 1000)
    return {
        "median": round(statistics.median(taken), 1),
        "slowest": round(max(taken), 1),
        "of which in this process": round(statistics.median(cpu), 1),
        "queries": len(asked),
    }


def change(kind: str, number: int) -> None:
    """What a correction writes, without its form."""
    from zhengyou.census.models import Member, Unit  # noqa: PLC0415
    from zhengyou.changes.actions import Ledger, Origin  # noqa: PLC0415
    from zhengyou.scoping import Scope  # noqa: PLC0415

    if kind == "unit":
        row: Any = Unit.objects.across_all(because=WHY).filter(territory__code=PLACE).order_by("pk")[number]
        row.has_org = not row.has_org
        row.condition = "good" if row.condition == "fair" else "fair"
        place = row.path
    else:
        row = Member.objects.across_all(because=WHY).filter(unit__isnull=True).order_by("pk")[number]
        row.out_of_contact = not row.out_of_contact
        place = row.place
    row.save()
    ledger = Ledger(Origin(by=Scope.operator(), at=AT, source="benchmark"))
    ledger.touched(kind, row.pk, path=place)
    ledger.write()


def fill(leaf: int, others: int) -> None:
    """The province's places, units here and elsewhere with their facts, members of one committee here."""
    from zhengyou import loading  # noqa: PLC0415
    from zhengyou.census.models import Member, Round, Unit  # noqa: PLC0415
    from zhengyou.coverage.actions import deriving  # noqa: PLC0415
    from zhengyou.organisations.actions import setting_up  # noqa: PLC0415
    from zhengyou.organisations.models import PartyOrganisation, Territory  # noqa: PLC0415

    setting_up.load_divisions()
    Round(code="2026-4", as_of=date(2026, 11, 20), opened_at=AT).save()
    rows = Territory.objects.across_all(because=WHY).filter(level="township").order_by("code")
    places = list(rows.values_list("pk", "path", "code"))
    here = next((pk, path) for pk, path, code in places if code == PLACE)
    pick = random.Random(SEED)
    stand = [here] * leaf + [pick.choice(places)[:2] for _ in range(others)]
    for start in range(0, len(stand), SOME):
        some = stand[start : start + SOME]
        columns: dict[str, Any] = {
            "territory_id": [pk for pk, _path in some],
            "path": [path for _pk, path in some],
            "name": [f"单位{start + n}" for n in range(len(some))],
        }
        loading.insert(Unit, {**facts(pick, len(some)), **columns})
    deriving.everything()
    branch = PartyOrganisation(
        name="机关党支部",
        level="branch",
        territory_id=here[0],
        place=here[1],
        path="0000",
        valid_from=AT.date(),
    )
    branch.save()
    loading.insert(
        Member,
        {
            "name": [f"党员{n}" for n in range(leaf)],
            "out_of_contact": [pick.choice([True, False, None]) for _ in range(leaf)],
            "relation": pick.choices(["here", "elsewhere", ""], k=leaf),
        },
        constants={"branch_id": branch.pk, "place": here[1], "category": "full"},
    )


def facts(pick: random.Random, count: int) -> dict[str, list[Any]]:
    """What coverage and the dimensions are derived from, skewed as it is in life."""

    def some(*values: Any, weights: list[int] | None = None) -> list[Any]:
        return pick.choices(values, weights=weights, k=count)

    return {
        "org_kind": some("enterprise", "individual", "association", "law_firm", weights=[70, 20, 5, 5]),
        "reg_status": some("normal", "suspended", "", weights=[90, 6, 4]),
        "industry_code": some(*SECTIONS, weights=list(SECTIONS.values())),
        "size_class": some("large", "medium", "small", "micro", "", weights=[1, 4, 30, 55, 10]),
        "condition": some("good", "fair", "difficult", "", weights=[30, 40, 15, 15]),
        "located_in": some("park", "building", "other", "", weights=[25, 15, 40, 20]),
        "members_formal": some(0, 1, 3, 8, None, weights=[40, 25, 15, 10, 10]),
        "has_org": some(True, False, None, weights=[40, 50, 10]),
        "above_scale": some(True, False, None, weights=[10, 80, 10]),
        "instructor": some(True, False, None),
        "union": some(True, False, None),
        "league": some(True, False, None),
    }


if __name__ == "__main__":
    main()
