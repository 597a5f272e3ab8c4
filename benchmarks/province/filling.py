"""Fills Parquet files or a database with a province, step by step, saying how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from benchmarks.province import database as tables
from benchmarks.province import files as parquet
from benchmarks.province import people
from benchmarks.province.places import places
from benchmarks.province.tables import open_province
from zhengyou.analytics.actions import cells
from zhengyou.census.models import Unit
from zhengyou.organisations.actions.reminding import remind_of_elections
from zhengyou.organisations.models import Territory

_BECAUSE = "a made-up province for measuring, nobody's data"


class Say(Protocol):
    """Told what is being done; a passing line is written over by the next."""

    def __call__(self, line: str, *, passing: bool = False) -> None: ...


@dataclass(frozen=True, slots=True)
class Shape:
    """How large, and how it is drawn."""

    units: int
    seed: int
    members: float
    covered: float


def files(shape: Shape, folder: Path, *, say: Say) -> None:
    """Writes the fact tables as Parquet files into a folder. One thread: the same seed gives the same bytes."""
    held = places(shape.units, seed=shape.seed)
    with open_province(held, seed=shape.seed, members=shape.members, covered=shape.covered) as province:
        for key in parquet.VIEWS:
            with _step(say, f"{key}.parquet") as done:
                done(parquet.write(province, key, folder))


def database(shape: Shape, *, say: Say) -> None:
    """Sets up and fills the database of the settings. Raises SystemExit where units stand in it already."""
    with _step(say, "setting up"):
        call_command("setup", verbosity=0)
    if Unit.objects.across_all(because=_BECAUSE).exists():
        raise SystemExit("The database holds units already. Name an empty one: nothing was changed.")
    at = timezone.now()
    territories = {row.code: (row.pk, row.path) for row in Territory.objects.across_all(because=_BECAUSE)}
    held = places(shape.units, seed=shape.seed, territories=territories)
    with open_province(
        held, seed=shape.seed, members=shape.members, covered=shape.covered, threads=2
    ) as province:
        constants = {
            "organisations": {"term_years": 3, "valid_from": at.date()},
            "links": {"valid_from": at.date()},
        }
        for view in tables.VIEWS:
            with _step(say, view) as done:
                passing = _passing(say, view)
                done(tables.load(province, view, told=passing, **constants.get(view, {})))
    with _step(say, "rounds and what they saw"), transaction.atomic():
        current = people.rounds(at)
    with _step(say, "statistics of the tables"):
        tables.settle()
    with _step(say, "cells") as done:
        done(cells.build(current, at=at))
    with _step(say, "reminders, and what PostgreSQL tidies"):
        remind_of_elections(at=at)  # the worker's first hour
        tables.tidy()
    for name, place in people.accounts(at).items():
        say(f"account {name} ({place}), password {people.PASSWORD}")


def _passing(say: Say, what: str) -> Callable[[int], None]:
    return lambda rows: say(f"{what}: {rows:,}", passing=True)


@contextmanager
def _step(say: Say, what: str) -> Iterator[Callable[[int], None]]:
    started = time.perf_counter()
    rows: list[int] = []
    yield rows.append
    counted = f" {rows[0]:,} rows," if rows else ""
    say(f"{what}:{counted} {time.perf_counter() - started:.1f} s")
