"""Reading cells."""

from __future__ import annotations

from collections.abc import Iterable

from zhengyou.analytics.dimensions import DIMENSIONS
from zhengyou.analytics.models import Cell
from zhengyou.census.models import Round
from zhengyou.scoping import Scope


def current_round() -> Round | None:
    """The round that figures are kept for: the latest by its as-of date."""
    return Round.objects.across_all(because="rounds are the same for everyone").last()


def figures(scope: Scope, round_: Round, paths: Iterable[str]) -> dict[str, dict[str, Cell]]:
    """{path: {indicator: whole cell}} of these paths, one query. Paths without units have no cells."""
    found: dict[str, dict[str, Cell]] = {path: {} for path in paths}
    for cell in Cell.objects.within(scope).filter(round=round_, path__in=list(found), dimension=""):
        found[cell.path][cell.indicator] = cell
    return found


def split(scope: Scope, round_: Round, path: str, indicator: str, dimension: str) -> list[Cell]:
    """The cells of one figure by the values of a dimension, in the order of its list, the unknown last; one query."""
    rows = Cell.objects.within(scope).filter(
        round=round_, path=path, dimension=dimension, indicator=indicator
    )
    order = {value: place for place, value in enumerate(DIMENSIONS[dimension].values())}
    return sorted(rows, key=lambda cell: (not cell.value, order.get(cell.value, len(order)), cell.value))


def trend(scope: Scope, path: str) -> dict[str, list[tuple[Round, Cell]]]:
    """{indicator: [(round, cell), ...]} of one path over all rounds, oldest first."""
    found: dict[str, list[tuple[Round, Cell]]] = {}
    rows = (
        Cell.objects.within(scope)
        .filter(path=path, dimension="")
        .select_related("round")
        .order_by("round__as_of", "round_id")
    )
    for cell in rows:
        found.setdefault(cell.indicator, []).append((cell.round, cell))
    return found
