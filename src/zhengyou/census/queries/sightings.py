"""Which rounds have seen a unit."""

from __future__ import annotations

from zhengyou.census.models import Round, Sighting, Unit
from zhengyou.scoping import Scope


def last_round(scope: Scope, unit: Unit) -> Round | None:
    """The latest round that has seen the unit, None when none has."""
    rows = Sighting.objects.within(scope).filter(unit=unit).select_related("round")
    seen = rows.order_by("-round__as_of", "-round_id").first()
    return seen.round if seen else None
