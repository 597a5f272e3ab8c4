"""Where the demonstration's townships lie: made up around the rough middle of each county."""

from __future__ import annotations

import math
from collections.abc import Sequence

from zhengyou.coverage.actions.locating import Spot

# Degrees east and north, rounded to a tenth; only the townships' places around them are made up.
MIDDLES = {
    "411302": (112.6, 33.0), "411303": (112.4, 33.0), "411321": (112.4, 33.5), "411322": (113.0, 33.3),
    "411323": (111.5, 33.3), "411324": (112.2, 33.0), "411325": (111.8, 33.1), "411326": (111.5, 33.1),
    "411327": (112.9, 33.1), "411328": (112.8, 32.7), "411329": (112.4, 32.5), "411330": (113.4, 32.4),
    "411381": (112.1, 32.7),
}  # fmt: skip
SOURCE = "演示数据，不是实际位置"
_STEP = 0.035  # degrees between neighbours, some three to four kilometres
_TURN = math.pi * (3 - math.sqrt(5))  # the golden angle spreads them evenly


def spots(county: str, names: Sequence[str]) -> list[Spot]:
    """A place for each township of a county, spread in a spiral about its middle, the first in it."""
    east, north = MIDDLES[county]
    return [
        Spot(
            line=number + 1,
            name=name,
            east=round(east + _STEP * math.sqrt(number) * math.cos(number * _TURN), 4),
            north=round(north + _STEP * math.sqrt(number) * math.sin(number * _TURN), 4),
        )
        for number, name in enumerate(names)
    ]
