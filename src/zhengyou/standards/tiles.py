"""The schematic map: one tile a place, no boundaries."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, sqrt
from pathlib import Path

from zhengyou.standards import tables
from zhengyou.standards.editions import chosen


@dataclass(frozen=True, slots=True)
class Tile:
    """Column and row count from 0 at the north-west. `name` is the short name, "" where laid out by rule."""

    code: str
    name: str
    col: int
    row: int


@dataclass(frozen=True, slots=True)
class Tiles:
    tiles: tuple[Tile, ...]

    def get(self, code: str) -> Tile | None:
        return next((tile for tile in self.tiles if tile.code == code), None)


@cache
def load_tiles(edition: str | None = None, *, root: Path | None = None) -> Tiles:
    """The cities of the province; StandardError when two tiles share a place on the map."""
    rows = list(tables.read(chosen("tiles", edition, root).folder / "tiles.csv", "code,name,col,row"))
    tables.refuse_repeats([(row, row.text("code")) for row in rows], "code")
    tables.refuse_repeats([(row, f"{row.whole('col')},{row.whole('row')}") for row in rows], "row")
    return Tiles(
        tuple(Tile(row.text("code"), row.text("name"), row.whole("col"), row.whole("row")) for row in rows)
    )


def lay_out(codes: Sequence[str], columns: int = 0) -> tuple[Tile, ...]:
    """Tiles for places without a drawn map: line by line in code order, `columns` wide or nearly square."""
    width = columns or max(1, ceil(sqrt(len(codes))))
    return tuple(Tile(code, "", place % width, place // width) for place, code in enumerate(sorted(codes)))
