"""Searches 12,000 and 120,000 units for duplicates that were put there on purpose: seconds, memory, how many were found.

    python -m benchmarks.duplicates [--units 12000 120000] [--runs 3]

Each size runs in a process of its own, so that memory is its own. The ledger is that of `census_workbook`'s seed; two units in
a hundred get a second record with the slips of real ledgers (no code, a digit wrong, the name short, a character lost, the
telephone kept or not). Whatever else is listed counts as wrong, though a person might say that it looks alike.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from typing import Any, Final

from benchmarks.machine import report

SEED: Final = 20260630
SHARE: Final = 50  # one unit in so many is entered twice
_FAMILY: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗"
_GIVEN: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉梅建国志文斌"
_BRAND: Final = "中豫宛洛嵩黄淮颍卧龙金汇恒通瑞丰盛泰安康远达宏信诚和兴隆天地人合"
_TRADE: Final = (
    "食品",
    "机械",
    "纺织",
    "建材",
    "化工",
    "电子",
    "物流",
    "农业科技",
    "医药",
    "商贸",
    "包装",
    "餐饮管理",
)
_ROAD: Final = ("建设路", "人民路", "中州路", "工业路", "仲景路", "独山大道", "文化路", "滨河路")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, nargs="+", default=[12_000, 120_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--step", choices=("fill", "search"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        json.dump(fill(asked.units[0]) if asked.step == "fill" else search(), sys.stdout)
        return
    report("duplicates", {str(units): several(units, asked.runs) for units in asked.units})


def several(units: int, runs: int) -> dict[str, Any]:
    """Medians of seconds and of the most memory over separate processes; what was found is the same each time."""
    found = [once(units) for _ in range(runs)]
    steps = {name: statistics.median(one["seconds"][name] for one in found) for name in found[0]["seconds"]}
    told = {name: found[0][name] for name in ("units", "entered_twice", "found", "listed", "wrong", "recall")}
    return {
        **told,
        "seconds": steps,
        "megabytes": statistics.median(one["megabytes"] for one in found),
        "runs": runs,
    }


def once(units: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="zhengyou-duplicates-") as folder:
        environment = {name: text for name, text in os.environ.items() if not name.startswith("ZHENGYOU_")}
        environment |= {"ZHENGYOU_DATA": folder, "DJANGO_SETTINGS_MODULE": "zhengyou.config.settings"}
        environment.pop("DATABASE_URL", None)
        subprocess.run([sys.executable, "-m", "django", "migrate", "-v", "0"], env=environment, check=True)
        twice = {tuple(pair) for pair in step("fill", units, environment)}
        found = step("search", units, environment)
        listed = {tuple(pair) for pair in found.pop("pairs")}
        return found | {
            "entered_twice": len(twice),
            "found": len(listed & twice),
            "listed": len(listed),
            "wrong": len(listed - twice),
            "recall": round(len(listed & twice) / len(twice), 4),
        }


def step(name: str, units: int, environment: dict[str, str]) -> Any:
    """One step in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.duplicates", "--step", name, "--units", str(units)]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def search() -> dict[str, Any]:
    """Reads, compares and keeps, as `zhengyou census duplicates` does."""
    import django  # noqa: PLC0415 - the settings come with the environment

    django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from zhengyou.census import batch  # noqa: PLC0415
    from zhengyou.census.actions import duplicates  # noqa: PLC0415
    from zhengyou.census.models import Unit  # noqa: PLC0415
    from zhengyou.organisations.models import Territory  # noqa: PLC0415
    from zhengyou.scoping import Scope  # noqa: PLC0415

    rows = Unit.objects.across_all(because="a benchmark")
    start = time.perf_counter()
    pairs = batch.alike(rows)
    compared = time.perf_counter()
    top = Territory.objects.across_all(because="a benchmark").get(level="province")
    duplicates.keep(territory=top, pairs=pairs, compared=rows.count(), by=Scope.operator(), at=timezone.now())
    kept = time.perf_counter()
    return {
        "units": rows.count(),
        "pairs": [(pair.first, pair.second) for pair in pairs],
        "seconds": {"compare": round(compared - start, 2), "keep": round(kept - compared, 2)},
        "megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def fill(units: int) -> list[tuple[int, int]]:
    """Units and their second records; [(id, id of the second record)]."""
    import django  # noqa: PLC0415

    django.setup()
    from zhengyou.census.models import Unit  # noqa: PLC0415
    from zhengyou.encryption import blind_index  # noqa: PLC0415
    from zhengyou.organisations.actions import setting_up  # noqa: PLC0415
    from zhengyou.organisations.models import Territory  # noqa: PLC0415
    from zhengyou.standards.rules.credit_code import ALPHABET, check_digit  # noqa: PLC0415

    setting_up.load_divisions()
    pick = random.Random(SEED)
    names = dict(Territory.objects.across_all(because="a benchmark").values_list("path", "name"))
    towns = list(
        Territory.objects.across_all(because="a benchmark").filter(level="township").order_by("code")
    )
    rows: list[Unit] = []
    twice: set[tuple[int, int]] = set()

    def person() -> str:
        return pick.choice(_FAMILY) + "".join(pick.choices(_GIVEN, k=pick.choice((1, 2, 2))))

    def phone() -> str:
        return f"13{pick.randrange(10**9):09d}"

    def made(**facts: Any) -> Unit:
        number = facts.pop("number")
        one = Unit(pk=len(rows) + 1, org_kind="enterprise", reg_status="normal", **facts)
        one.phone_number_index = blind_index(number, purpose="phone_number_index") if number else ""
        rows.append(one)
        return one

    for number in range(units):
        town = pick.choice(towns)
        city = names.get(town.path[:8], "")
        brand = "".join(pick.choices(_BRAND, k=pick.choice((2, 2, 3))))
        name = f"{city.removesuffix('市')}{brand}{pick.choice(_TRADE)}有限公司"
        first17 = f"91{town.code[:6]}MA{''.join(pick.choices(ALPHABET, k=7))}"
        owner, dial = person(), phone()
        address = f"{names[town.path]}{pick.choice(_ROAD)}{pick.randrange(1, 400)}号"
        facts = {
            "territory": town,
            "path": town.path,
            "owner_name": owner,
            "op_address": address,
            "number": dial,
        }
        one = made(name=name, uscc=first17 + check_digit(first17), **facts)
        if number % SHARE == 0:
            twice.add((one.pk, made(**slipped(pick, one, facts)).pk))
    Unit.objects.across_all(because="a benchmark").bulk_create(rows, batch_size=2000)
    return sorted(twice)


def slipped(pick: random.Random, one: Any, facts: dict[str, Any]) -> dict[str, Any]:
    """The same unit as another clerk wrote it down."""
    second = {**facts, "name": one.name, "uscc": ""}
    how = pick.randrange(6)
    if how == 0:  # one character of the code
        at = pick.randrange(8, 17)
        second["uscc"] = (
            one.uscc[:at]
            + pick.choice([sign for sign in "3467" if sign != one.uscc[at]])
            + one.uscc[at + 1 :]
        )
    elif how == 1:
        second["name"] = one.name.replace("有限公司", "公司")
    elif how == 2:  # without the place in front
        second["name"] = one.name[2:]
    elif how == 3:  # a character lost
        second["name"] = one.name[:3] + one.name[4:]
    elif how == 4:  # a character wrong
        second["name"] = one.name[:3] + pick.choice(_BRAND) + one.name[4:]
    if how != 0 and pick.random() < 0.3:
        second["number"] = ""
    if how != 0 and pick.random() < 0.2:
        second["owner_name"] = ""
    if pick.random() < 0.3:
        second["op_address"] = ""
    return second


if __name__ == "__main__":
    main()
