"""What freezing the figures of a date would do, for whoever has to be sure: it is never taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from zhengyou.analytics.actions import freezing
from zhengyou.analytics.models import Cell, Snapshot
from zhengyou.analytics.queries import current_round
from zhengyou.census.models import Round
from zhengyou.organisations.lifecycle import ReorganisationState
from zhengyou.organisations.models import Reorganisation
from zhengyou.scoping import Scope
from zhengyou.web.errors import Refused

_ALL = "a snapshot freezes every figure, and binds everybody"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would be frozen as things stand. binding: the reorganisations that could not be taken back afterwards."""

    round: Round
    places: int
    figures: int
    binding: int


def foreseen(*, day: date, title: str, note: str, by: Scope, at: datetime) -> Foreseen:
    """Four counts; nothing is written. Raises what `freezing.start` raises, and Refused where there is no round."""
    freezing.require(day=day, title=title, note=note, by=by, at=at)
    round_ = current_round()
    if round_ is None:
        raise Refused(_("还没有开启过摸底，没有数字可以定格。"))
    last = Snapshot.objects.across_all(because=_ALL).order_by("-reorganised").first()
    later = Reorganisation.objects.across_all(because=_ALL).filter(
        state=ReorganisationState.DONE, pk__gt=last.reorganised if last else 0
    )
    return Foreseen(
        round=round_,
        places=freezing.standing(round_, at).count(),
        figures=Cell.objects.across_all(because=_ALL).filter(round=round_).count(),
        binding=later.count(),
    )
