"""What of the census stands where an organisation stands (settings.ORGANISATION_FOLLOWERS names these functions)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from zhengyou.census.actions.duplicates import common
from zhengyou.census.lifecycle import TransferState
from zhengyou.census.models import Likeness, Member, Merge, Transfer
from zhengyou.changes.actions import Ledger
from zhengyou.organisations.actions.moving import at_each
from zhengyou.organisations.models import PathMove
from zhengyou.scoping import below

_PAIRS = "a pair stands at the place above both its units, whoever may see them"
_BECAUSE = "members stand where their branch stands, whoever may see them"


def organisations_moved(places: Mapping[int, str], *, ledger: Ledger) -> None:
    """Members of these organisations, off the roll too, and the offices that may see them, go to the new place.

    places: {organisation: territory path it has now}. No fact of a member changes, so there is no change row; the
    outbox has them derived anew.
    """
    rows = Member.objects.across_all(because=_BECAUSE)
    for place, organisations in at_each(places).items():
        strayed = rows.filter(branch__in=organisations).exclude(place=place).order_by()
        moved = list(strayed.values_list("pk", "place"))
        rows.filter(branch__in=organisations).update(place=place)
        waiting = Transfer.objects.across_all(because=_BECAUSE).filter(state=TransferState.PROPOSED)
        waiting.filter(from_branch__in=organisations).update(from_place=place)
        waiting.filter(to_branch__in=organisations).update(to_place=place)
        for member, before in moved:
            ledger.touched("member", member, path=place, previous_path=before)


def places_moved(moves: Sequence[PathMove], *, at: datetime, back: Any = None) -> None:  # noqa: ARG001 - the same both ways
    """Pairs of units are read by the deepest place above both, which is another one when one of the two was moved."""
    for move in moves:
        if move.tree != "territory":
            continue
        for model, one, two in ((Likeness, "first", "second"), (Merge, "kept", "removed")):
            _settle_pairs(model, one, two, move)


def _settle_pairs(model: type[Likeness | Merge], one: str, two: str, move: PathMove) -> None:
    either = _moved(one, move) | _moved(two, move)
    rows = model.objects.across_all(because=_PAIRS).filter(either).order_by()
    wrong: dict[str, list[int]] = {}
    for pk, path, first, second in rows.values_list("pk", "path", f"{one}__path", f"{two}__path"):
        if path != (above := common(first, second)):
            wrong.setdefault(above, []).append(pk)
    for above, ids in wrong.items():
        model.objects.across_all(because=_PAIRS).filter(pk__in=ids).update(path=above)


def _moved(unit: str, move: PathMove) -> Q:
    """The condition for one of the two units: it stands where the move has led."""
    field = f"{unit}__path"
    return below(field, move.new) if move.extent == PathMove.Extent.SUBTREE else Q(**{field: move.new})
