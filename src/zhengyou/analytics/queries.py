"""Reading cells."""

from __future__ import annotations

from collections.abc import Iterable

from zhengyou.analytics.models import Cell
from zhengyou.census.models import Round
from zhengyou.scoping import Scope


def current_round() -> Round | None:
    """The round that figures are kept for: the latest by its as-of date."""
    return Round.objects.across_all(because="rounds are the same for everyone").last()


def figures(scope: Scope, round_: Round, paths: Iterable[str]) -> dict[str, dict[str, Cell]]:
    """{path: {indicator: cell}} of these paths, one query. Paths without units have no cells."""
    found: dict[str, dict[str, Cell]] = {path: {} for path in paths}
    for cell in Cell.objects.within(scope).filter(round=round_, path__in=list(found)):
        found[cell.path][cell.indicator] = cell
    return found


def trend(scope: Scope, path: str) -> dict[str, list[tuple[Round, Cell]]]:
    """{indicator: [(round, cell), ...]} of one path over all rounds, oldest first."""
    found: dict[str, list[tuple[Round, Cell]]] = {}
    rows = (
        Cell.objects.within(scope)
        .filter(path=path)
        .select_related("round")
        .order_by("round__as_of", "round_id")
    )
    for cell in rows:
        found.setdefault(cell.indicator, []).append((cell.round, cell))
    return found
