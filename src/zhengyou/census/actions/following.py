"""What of the census stands where an organisation stands (settings.ORGANISATION_FOLLOWERS names these functions)."""

from __future__ import annotations

from collections.abc import Mapping

from zhengyou.census.lifecycle import TransferState
from zhengyou.census.models import Member, Transfer
from zhengyou.changes.actions import Ledger

_BECAUSE = "members stand where their branch stands, whoever may see them"


def organisations_moved(places: Mapping[int, str], *, ledger: Ledger) -> None:
    """Members of these organisations, off the roll too, and the offices that may see them, go to the new place.

    places: {organisation: territory path it has now}. No fact of a member changes, so there is no change row; the
    outbox has them derived anew.
    """
    rows = Member.objects.across_all(because=_BECAUSE)
    for organisation, place in places.items():
        moved = list(rows.filter(branch=organisation).exclude(place=place).values_list("pk", flat=True))
        rows.filter(branch=organisation).update(place=place)
        waiting = Transfer.objects.across_all(because=_BECAUSE).filter(state=TransferState.PROPOSED)
        waiting.filter(from_branch=organisation).update(from_place=place)
        waiting.filter(to_branch=organisation).update(to_place=place)
        for member in moved:
            ledger.touched("member", member, path=place)
