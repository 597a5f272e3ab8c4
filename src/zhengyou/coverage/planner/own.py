"""Units in which an organisation of their own is due. Each is proposed as it is; there is nothing to choose."""

from __future__ import annotations

import numpy as np

from zhengyou.coverage.planner.county import County, Level


def units_of_their_own(county: County) -> tuple[int, ...]:
    """Indices of the units in which one is due."""
    return tuple(int(one) for one in np.flatnonzero(county.level != Level.NONE))
