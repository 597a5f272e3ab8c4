"""Reading cells: what is withheld because its group is small leaves here without numbers, for every screen and export."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zhengyou.analytics import protecting
from zhengyou.analytics.dimensions import DIMENSIONS
from zhengyou.analytics.models import Cell
from zhengyou.analytics.numbers import Numbers
from zhengyou.analytics.readings import Reading
from zhengyou.census.models import Round
from zhengyou.scoping import Scope


def current_round() -> Round | None:
    """The round that figures are kept for: the latest by its as-of date."""
    return Round.objects.across_all(because="rounds are the same for everyone").last()


def figures(scope: Scope, round_: Round, paths: Iterable[str]) -> dict[str, dict[str, Reading]]:
    """{path: {indicator: whole cell}} of these paths, in two queries at most. Paths of which nothing is counted have none."""
    found: dict[str, dict[str, Reading]] = {path: {} for path in paths}
    cells = list(Cell.objects.within(scope).filter(round=round_, path__in=list(found), dimension=""))
    for _cell, one in _readings(cells):
        found[one.path][one.indicator] = one
    return found


def split(scope: Scope, round_: Round, path: str, indicator: str, dimension: str) -> list[Reading]:
    """The cells of one figure by the values of a dimension, in the order of its list, the unknown last; one query.

    A figure of small groups has no dimensions (see indicators.declaring): two tables that cross would give each other away.
    """
    rows = Cell.objects.within(scope).filter(
        round=round_, path=path, dimension=dimension, indicator=indicator
    )
    return in_order((one for _cell, one in _readings(list(rows))), dimension)


def in_order(readings: Iterable[Reading], dimension: str) -> list[Reading]:
    """By the dimension's list, the unknown last."""
    order = {value: place for place, value in enumerate(DIMENSIONS[dimension].values())}
    return sorted(readings, key=lambda one: (not one.value, order.get(one.value, len(order)), one.value))


def trend(scope: Scope, path: str, *, but: Round | None = None) -> dict[str, list[tuple[Round, Reading]]]:
    """{indicator: [(round, cell), ...]} of one path over all rounds, oldest first.

    but: a round that the caller has read already and wants left out.
    """
    found: dict[str, list[tuple[Round, Reading]]] = {}
    rows = (
        Cell.objects.within(scope)
        .filter(path=path, dimension="")
        .select_related("round")
        .order_by("round__as_of", "round_id")
    )
    if but is not None:
        rows = rows.exclude(round=but)
    for cell, one in _readings(list(rows)):
        found.setdefault(one.indicator, []).append((cell.round, one))
    return found


def _readings(cells: Sequence[Cell]) -> list[tuple[Cell, Reading]]:
    """Each cell with what may be shown of it."""
    hidden = _hidden([cell for cell in cells if cell.indicator in protecting.protected()])
    return [
        (
            cell,
            Reading(
                path=cell.path,
                indicator=cell.indicator,
                dimension=cell.dimension,
                value=cell.value,
                numbers=None if cell.pk in hidden else numbers_of(cell),
                computed_at=cell.computed_at,
            ),
        )
        for cell in cells
    ]


def numbers_of(cell: Cell) -> Numbers:
    """The numbers themselves; of a protected figure nobody may see them who has not asked `figures`."""
    return Numbers(cell.numerator, cell.denominator, cell.unknown, cell.left_out)


def _hidden(cells: Sequence[Cell]) -> set[int]:
    """The keys of those of these cells that are withheld; one query, whatever their number."""
    if not cells:
        return set()
    rows = Cell.objects.across_all(because="what is withheld is decided for everybody alike").filter(
        round__in={cell.round_id for cell in cells},
        path__in=protecting.relatives(cell.path for cell in cells),
        indicator__in=sorted(protecting.protected()),
        dimension="",
    )
    rounds: dict[int, dict[protecting.Key, Numbers]] = {}
    for round_, path, indicator, *numbers in rows.values_list(
        "round_id", "path", "indicator", *Numbers._fields
    ):
        rounds.setdefault(round_, {})[path, indicator] = Numbers(*numbers)
    hidden = {round_: protecting.hidden(figures) for round_, figures in rounds.items()}
    return {
        cell.pk for cell in cells if cell.dimension or (cell.path, cell.indicator) in hidden[cell.round_id]
    }
