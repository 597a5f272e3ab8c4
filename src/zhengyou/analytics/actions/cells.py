"""Brings cells up to the facts: what stands at a place is counted anew, the difference goes up the line of its ancestors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from zhengyou.analytics import tallying
from zhengyou.analytics.actions import building, carrying
from zhengyou.analytics.facts import FACTS
from zhengyou.analytics.models import Cell
from zhengyou.analytics.tallying import BATCH, BECAUSE, Key, Tally
from zhengyou.census.models import Round
from zhengyou.scoping.prefix import ancestors

SMALL: Final = 20_000  # rows of a fact table up to which the database is done before files are written


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
    """Counts all cells of the round anew, within the database while little is held. Returns how many cells.

    Raises EngineFailed.
    """
    facts = [table.model.objects.across_all(because=BECAUSE) for table in FACTS.values()]
    if any(rows.order_by()[SMALL:].exists() for rows in facts):
        return building.build(round_, at=at)
    held = Cell.objects.across_all(because=BECAUSE).filter(round=round_)
    held.delete()
    for key, table in FACTS.items():
        rows = table.model.objects.across_all(because=BECAUSE).order_by()
        refresh(round_, rows.values_list(table.path, flat=True).distinct(), at=at, facts=[key])
    return held.count()
