"""Cells follow a reorganisation: those of every round are restated on today's tree, in the transaction that moved the places.

A moved subtree takes its cells along, and its sum leaves the places above it then for those above it now. What stood directly
in a place that was merged is added to the taker's cells. Of a split the facts of earlier rounds do not tell who went where:
there the figures stay with the place that was split, and the present round is counted anew from the outbox.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from zhengyou.analytics.actions import carrying, cells, turns
from zhengyou.analytics.compiling import COUNTS
from zhengyou.analytics.models import Cell
from zhengyou.analytics.queries import current_round
from zhengyou.analytics.tallying import BECAUSE, Counts, Key
from zhengyou.census.models import Round
from zhengyou.organisations.models import PathMove
from zhengyou.scoping import below
from zhengyou.scoping.prefix import ancestors
from zhengyou.web.errors import Refused

Figures = list[tuple[Key, Counts]]
SUBTREE: Final = PathMove.Extent.SUBTREE


def follow(moves: Sequence[PathMove], *, at: datetime, back: Any = None) -> dict[str, list[Any]] | None:
    """What a reorganisation did to paths (settings.REORGANISATION_FOLLOWERS). back: what the way there returned, on the way back.

    Returns {number of a round: what was added to the taker}, by which a merger is taken back.
    """
    places = [move for move in moves if move.tree == "territory"]
    if not places:
        return None
    if back is not None:
        _go_back(places, back, at)
        return None
    kept = {}
    for move in places:
        if move.extent == SUBTREE:
            replant([(move.old, move.new)], at=at)
        elif move.extent == PathMove.Extent.REST:
            kept = _add_to(move.old, move.new, at)
    return kept


def replant(moves: Sequence[tuple[str, str]], *, at: datetime) -> None:
    """Subtrees that went from one path to another, free one: their cells of all rounds, and the sums above."""
    turns.take()
    for old, new in moves:
        for round_ in _rounds(old):
            top = _at(round_, old)
            moved = Concat(Value(new), Substr(F("path"), len(old) + 1))
            _cells(round_).filter(below("path", old)).update(path=moved)
            _carry(round_, top, ancestors(old)[:-1], ancestors(new)[:-1], at)


def _add_to(old: str, new: str, at: datetime) -> dict[str, list[Any]]:
    """What is left at `old` itself is added to `new`; {round: what was added}."""
    turns.take()
    kept = {}
    for round_ in _rounds(old):
        rest = _at(round_, old)
        _carry(round_, rest, ancestors(old), ancestors(new), at)
        kept[str(round_.pk)] = [[*key, *counts] for key, counts in rest]
    return kept


def _go_back(moves: Sequence[PathMove], kept: dict[str, list[Any]], at: datetime) -> None:
    """The way back: of a merger by what was added, of a split all that stands at the place that goes. Counts the present anew."""
    turns.take()
    now = current_round()
    for move in moves:
        if move.extent == SUBTREE:
            replant([(move.old, move.new)], at=at)
            continue
        for round_ in _rounds(move.old):
            if move.extent == PathMove.Extent.PART:
                _carry(round_, _at(round_, move.old), ancestors(move.old), ancestors(move.new), at)
            elif round_ != now:
                added = [((one[0], one[1], one[2]), tuple(one[3:])) for one in kept.get(str(round_.pk), ())]
                _carry(round_, added, ancestors(move.old), ancestors(move.new), at)
        if now is not None:
            cells.refresh(now, [move.old, move.new], at=at)


def _carry(round_: Round, figures: Figures, gone: Iterable[str], come: Iterable[str], at: datetime) -> None:
    """Takes figures from some places and adds them to others. The present round is counted anew where its cells were wrong.

    Raises Refused when the cells of an earlier round do not add up: nobody could tell what was right.
    """
    changes: dict[tuple[str, Key], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for sign, paths in ((-1, gone), (1, come)):
        for path in paths:
            for key, counts in figures:
                total = changes[path, key]
                for column, number in enumerate(counts):
                    total[column] += sign * number
    told: carrying.Moves = {one: tuple(counts) for one, counts in changes.items()}  # type: ignore[misc]
    try:
        with transaction.atomic():
            carrying.carry(round_.pk, told, at=at)
    except IntegrityError:
        if round_ != current_round():
            said = _("%(round)s的汇总数字前后不符，请先请系统管理员核对汇总（zhengyou rollup verify）。")
            raise Refused(said % {"round": round_.code}) from None
        cells.build(round_, at=at)


def _rounds(path: str) -> list[Round]:
    """The rounds that have cells at or below the path, oldest first."""
    rounds = Round.objects.across_all(because="rounds are the same for everyone")
    return [one for one in rounds.order_by("as_of", "pk") if _cells(one).filter(below("path", path)).exists()]


def _at(round_: Round, path: str) -> Figures:
    """The figures of the very path."""
    found: Figures = []
    for *key, one, two, three, four in (
        _cells(round_).filter(path=path).values_list("indicator", "dimension", "value", *COUNTS)
    ):
        found.append(((key[0], key[1], key[2]), (one, two, three, four)))
    return found


def _cells(round_: Round) -> Any:
    return Cell.objects.across_all(because=BECAUSE).filter(round=round_).order_by()
