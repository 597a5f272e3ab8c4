"""Brings cells up to the facts: what stands at a place is counted anew, the difference goes up the line of its ancestors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from zhengyou.analytics import tallying
from zhengyou.analytics.actions import carrying
from zhengyou.analytics.facts import FACTS
from zhengyou.analytics.models import Cell
from zhengyou.analytics.tallying import BATCH, BECAUSE, Key, Tally
from zhengyou.census.models import Round
from zhengyou.scoping import below
from zhengyou.scoping.prefix import ancestors

Difference = tuple[str, Key]


def refresh(
    round_: Round, leaves: Iterable[str], *, at: datetime, facts: Iterable[str] = tuple(FACTS)
) -> int:
    """Counts anew what stands directly at these paths, and moves their cells and those of all their ancestors.

    facts: the fact tables that changed there. Returns how many cells moved. The work does not depend on how much else is held:
    for a place one query a fact table, and its own cells. Raises IntegrityError when cells were wrong before.
    """
    paths = sorted(set(leaves))
    moved = 0
    for table in facts:
        for start in range(0, len(paths), BATCH):
            moved += _refresh(round_, table, paths[start : start + BATCH], at)
    return moved


def _refresh(round_: Round, facts: str, paths: Sequence[str], at: datetime) -> int:
    counted = tallying.standing_at(facts, paths)
    held = _standing_at(round_, facts, paths)
    moves: dict[tuple[str, Key], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for path in paths:
        line = ancestors(path)
        for key, added in _added(held.get(path, {}), counted.get(path, {})).items():
            for above in line:
                total = moves[above, key]
                for column, number in enumerate(added):
                    total[column] += number
    return carrying.carry(round_.pk, {one: tuple(counts) for one, counts in moves.items()}, at=at)  # type: ignore[misc]


def _added(held: Mapping[Key, Sequence[int]], counted: Tally) -> dict[Key, list[int]]:
    """{key: what the count is more or less than what is held}, where it is."""
    none = (0, 0, 0, 0)
    found = {}
    for key in {*held, *counted}:
        added = [new - old for old, new in zip(held.get(key, none), counted.get(key, none), strict=True)]
        if any(added):
            found[key] = added
    return found


def _standing_at(round_: Round, facts: str, paths: Sequence[str]) -> dict[str, dict[Key, list[int]]]:
    """What the cells hold for each of these very paths: the cells of the place less those of the places right below it."""
    below_of = carrying.children(round_.pk, paths)
    held: dict[str, dict[Key, list[int]]] = {path: {} for path in paths}
    for path, key, counts in _cells(round_, facts, paths):
        held[path][key] = list(counts)
    above_of = {child: path for path, some in below_of.items() for child in some}
    for child, key, counts in _cells(round_, facts, list(above_of)) if above_of else ():
        total = held[above_of[child]].setdefault(key, [0, 0, 0, 0])
        for column, number in enumerate(counts):
            total[column] -= number
    return held


def _cells(
    round_: Round, facts: str, paths: Sequence[str]
) -> Iterable[tuple[str, Key, tuple[int, int, int, int]]]:
    rows = Cell.objects.across_all(because=BECAUSE).filter(
        round=round_, path__in=paths, indicator__in=tallying.keys_of(facts)
    )
    for path, indicator, dimension, value, *counts in rows.values_list(
        "path", "indicator", "dimension", "value", "numerator", "denominator", "unknown", "left_out"
    ):
        yield path, (indicator, dimension, value), (counts[0], counts[1], counts[2], counts[3])


def build(round_: Round, *, at: datetime) -> int:
    """Counts all cells of the round anew within the database. Returns how many cells."""
    Cell.objects.across_all(because=BECAUSE).filter(round=round_).delete()
    for table in FACTS:
        paths = [path for path, _tally in tallying.everywhere(table)]
        refresh(round_, paths, at=at, facts=[table])
    return Cell.objects.across_all(because=BECAUSE).filter(round=round_).count()


def differences(round_: Round, *, under: str = "") -> tuple[int, list[Difference]]:
    """Compares the cells that are held with a count of all facts; returns how many were compared and which differ."""
    rows = Cell.objects.across_all(because=BECAUSE).filter(round=round_)
    if under:
        rows = rows.filter(below("path", under))
    held = {
        (path, (indicator, dimension, value)): tuple(counts)
        for path, indicator, dimension, value, *counts in rows.values_list(
            "path", "indicator", "dimension", "value", "numerator", "denominator", "unknown", "left_out"
        )
    }
    counted: dict[Difference, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for table in FACTS:
        for leaf, tally in tallying.everywhere(table):
            for path in ancestors(leaf):
                if path.startswith(under):
                    for key, counts in tally.items():
                        for column, number in enumerate(counts):
                            counted[path, key][column] += number
    keys = held.keys() | counted.keys()
    return len(keys), sorted(
        one for one in keys if held.get(one) != tuple(counted.get(one, ()))
    )
