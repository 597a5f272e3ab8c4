"""Pairs of records as counties have them: the same unit entered twice, and two units that only look alike (cases.csv)."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from tests.world import World
from zhengyou.census.models import Unit
from zhengyou.standards.rules.credit_code import check_digit

FILE: Final = Path(__file__).with_name("cases.csv")
Facts = dict[str, str]


class Case(NamedTuple):
    """Two records; same: whether a person who knows both would say that they are one."""

    same: bool
    why: str
    first: Facts
    second: Facts


@cache
def cases() -> tuple[Case, ...]:
    """The sixty pairs. 411302001 and 411302002 are streets of one county, 411303001 lies beside it, 410100 is another city."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Case(row["same"] == "1", row["why"], _half(row, "_1"), _half(row, "_2"))
            for row in csv.DictReader(lines)
        )


def _half(row: Facts, ending: str) -> Facts:
    return {name.removesuffix(ending): text for name, text in row.items() if name.endswith(ending)}


def unit(world: World, facts: Facts) -> Unit:
    """Registers one record without ceremony."""
    rest = dict(facts)
    place = world.place[rest.pop("place")]
    made = Unit(territory=place, path=place.path, reg_status="normal", **rest)
    made.save()
    return made


def plant(world: World) -> dict[tuple[int, int], Case]:
    """The records of all cases; {(first, second): case}."""
    return {(unit(world, case.first).pk, unit(world, case.second).pk): case for case in cases()}


def code(number: int, prefix: str = "91411302MA") -> str:
    """A valid credit code, another one for each number."""
    first17 = f"{prefix}{number:07d}"
    return first17 + check_digit(first17)
