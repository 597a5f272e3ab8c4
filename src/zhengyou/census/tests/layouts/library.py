"""All layouts: importing this module registers the makers of each family."""

from __future__ import annotations

from zhengyou.census.tests.layouts import (
    associations,
    counties,
    invented,
    parks,
    registers,
    rolls,
    stumbles,
    texts,
)
from zhengyou.census.tests.layouts.layout import LAYOUTS

__all__ = ["FAMILIES", "LAYOUTS"]

FAMILIES = (counties, texts, registers, parks, associations, rolls, stumbles, invented)
