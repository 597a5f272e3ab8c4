"""Counts units into cells: the leaf territories in one grouped query, their ancestors by summing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q

from zhengyou.analytics.indicators import INDICATORS, Part
from zhengyou.analytics.models import Cell
from zhengyou.census.models import Round
from zhengyou.coverage.models import UnitCoverage
from zhengyou.scoping import below
from zhengyou.scoping.prefix import ancestors

_BECAUSE = "figures count every unit; who may read a cell is decided when it is read"
Counts = dict[str, int]


def build(round_: Round, *, at: datetime, under: str = "") -> int:
    """Counts all cells of the round at or below the path `under` ('' is everything) anew. Returns how many cells."""
    found = _counted(under)
    held = Cell.objects.across_all(because=_BECAUSE).filter(round=round_)
    (held.filter(below("path", under)) if under else held).delete()
    return _write(round_, found, at)


def refresh(round_: Round, leaves: Iterable[str], *, at: datetime) -> int:
    """Counts the cells of these leaf paths and of all their ancestors anew. Returns how many cells."""
    paths = {path for leaf in leaves for path in ancestors(leaf)}
    return _write(round_, {path: _range(path) for path in sorted(paths)}, at)


def differences(round_: Round, *, under: str = "") -> tuple[int, list[tuple[str, str]]]:
    """Compares the cells that are held with a count of all units; returns how many were compared and which differ.

    A difference is (path, indicator). A cell of a territory without units says nothing, whether it is held or not.
    """
    held = Cell.objects.across_all(because=_BECAUSE).filter(round=round_)
    if under:
        held = held.filter(below("path", under))
    kept = _telling(held)
    counted = _telling(_cells(round_, _counted(under), round_.opened_at))
    return len(kept | counted), sorted(key for key in kept | counted if kept.get(key) != counted.get(key))


def _telling(cells: Iterable[Cell]) -> dict[tuple[str, str], tuple[int, int, int, int]]:
    """{(path, indicator): numbers} of the cells that count at least one unit."""
    numbers = {
        (cell.path, cell.indicator): (cell.numerator, cell.denominator, cell.unknown, cell.left_out)
        for cell in cells
    }
    return {key: some for key, some in numbers.items() if any(some)}


def _counted(under: str) -> dict[str, Counts]:
    """{path: counts} at and below `under`, each level the sum of its leaves."""
    found: dict[str, Counts] = defaultdict(lambda: defaultdict(int))
    for leaf, counts in _by_leaf(under):
        for path in ancestors(leaf):
            if path.startswith(under):
                for name, number in counts.items():
                    found[path][name] += number
    return found


def _counters() -> dict[str, Count]:
    return {
        f"{key}__{name}": Count("pk", filter=condition)
        for key, indicator in INDICATORS.items()
        for name, condition in (
            ("numerator", indicator.part(Part.NUMERATOR)),
            ("denominator", indicator.denominator),
            ("unknown", indicator.part(Part.UNKNOWN)),
            ("left_out", indicator.part(Part.LEFT_OUT)),
        )
    }


def _by_leaf(under: str) -> Iterable[tuple[str, Counts]]:
    rows = UnitCoverage.objects.across_all(because=_BECAUSE)
    condition = below("path", under) if under else Q()
    counters = _counters()
    for path, *numbers in rows.filter(condition).order_by("path").values_list("path").annotate(**counters):
        yield path, dict(zip(counters, numbers, strict=True))


def _range(path: str) -> Counts:
    rows = UnitCoverage.objects.across_all(because=_BECAUSE).filter(below("path", path))
    counts: Counts = rows.aggregate(**_counters())
    return counts


def _cells(round_: Round, found: dict[str, Counts], at: datetime) -> list[Cell]:
    return [
        Cell(
            round=round_,
            path=path,
            indicator=key,
            numerator=counts[f"{key}__numerator"],
            denominator=counts[f"{key}__denominator"],
            unknown=counts[f"{key}__unknown"],
            left_out=counts[f"{key}__left_out"],
            computed_at=at,
        )
        for path, counts in found.items()
        for key in INDICATORS
    ]


def _write(round_: Round, found: dict[str, Counts], at: datetime) -> int:
    cells = _cells(round_, found, at)
    Cell.objects.across_all(because=_BECAUSE).bulk_create(
        cells,
        update_conflicts=True,
        unique_fields=["round", "path", "dimension", "indicator", "value"],
        update_fields=["numerator", "denominator", "unknown", "left_out", "computed_at"],
        batch_size=500,
    )
    return len(cells)
