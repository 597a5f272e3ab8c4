"""Places of GB/T 2260 and below, and the functional zones that an office may add."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from zhengyou.standards import tables
from zhengyou.standards.editions import chosen
from zhengyou.standards.rules.text import fold

COLUMNS = "code,name,level,also,parent,kind,valid_from,valid_to,source"
LEVELS = ("province", "city", "county", "township")
KINDS = {
    "province": ["province"],
    "city": ["prefecture_city", "province_run_city"],
    "county": ["district", "county", "county_city", "zone"],
    "township": ["street", "town", "township"],
}
STREET = ("街道办事处", "街道办", "办事处", "办")  # how else a street is called
ENDINGS = ("回族乡", "街道办事处", "街道", "乡", "镇", "回族区", "省", "市", "区", "县")


@dataclass(frozen=True, slots=True)
class Division:
    """One place. `also` are levels it counts as besides its own: 济源 is run as a city and is county-level.

    `code` has 6 digits, townships 9. `valid_from` None: older than the records; `valid_to` None: still there.
    """

    code: str
    name: str
    level: str
    also: tuple[str, ...]
    parent: str
    kind: str
    valid_from: date | None
    valid_to: date | None
    source: str

    @property
    def short_name(self) -> str:
        """The name without its ending (郑州), the whole name where one character would remain (杞县)."""
        for ending in ENDINGS:
            if self.name.endswith(ending):
                rest = self.name.removesuffix(ending)
                return rest if len(rest) > 1 else self.name
        return self.name

    def stands_at(self, level: str) -> bool:
        return self.level == level or level in self.also


@dataclass(frozen=True, slots=True)
class Divisions:
    """`all`: parents before children, codes in order. `zones` are only offered to offices, not in `all`."""

    all: tuple[Division, ...]
    zones: tuple[Division, ...]
    _by_code: Mapping[str, Division]
    _children: Mapping[str, tuple[Division, ...]]
    _by_name: Mapping[tuple[str, str], tuple[str, ...]]

    def get(self, code: str) -> Division | None:
        return self._by_code.get(code)

    def children(self, code: str) -> tuple[Division, ...]:
        """The places directly below, in code order."""
        return self._children.get(code, ())

    @property
    def cities(self) -> tuple[Division, ...]:
        return self.at("city")

    @property
    def counties(self) -> tuple[Division, ...]:
        """With 济源, which is a city here and county-level in the codes."""
        return self.at("county")

    @property
    def townships(self) -> tuple[Division, ...]:
        return self.at("township")

    def at(self, level: str) -> tuple[Division, ...]:
        return tuple(place for place in self.all if place.stands_at(level))

    def find(self, text: str, parent: str = "", level: str = "") -> Division | None:
        """The place that a code or name means, else None.

        `parent` limits the search to places directly below it, `level` to one level. Full names win over old
        and short ones (aliases.csv); a name that fits two places means neither. 济源 is found below itself,
        because tables name it in the column of cities and in that of counties.
        """
        plain = fold(text)
        streets = [plain.removesuffix(ending) + "街道" for ending in STREET if plain.endswith(ending)]
        for name in (plain, *streets):
            found = self._known(name, parent, level)
            if found is not None:
                return found
        above = self._by_code.get(parent)
        doubles = above is not None and above.also and plain in (fold(above.name), fold(above.short_name))
        return above if doubles else None

    def _known(self, plain: str, parent: str, level: str) -> Division | None:
        if plain in self._by_code:
            codes: tuple[str, ...] = (plain,)
        else:
            codes = self._by_name.get((parent or level, plain), ())
        places = [self._by_code[code] for code in codes]
        fitting = [
            place
            for place in places
            if (not parent or place.parent == parent) and (not level or place.stands_at(level))
        ]
        return fitting[0] if len(fitting) == 1 else None


@cache
def load_divisions(edition: str | None = None, *, root: Path | None = None) -> Divisions:
    """Places of one province and its zones; StandardError for a place whose parent does not stand above."""
    folder = chosen("divisions", edition, root).folder
    places: dict[str, Division] = {}
    children: dict[str, list[Division]] = {}
    for row in tables.read(folder / "divisions.csv", COLUMNS):
        place = _division(row)
        if place.code in places:
            raise row.wrong("code", f"expected each code once, {place.code} stands above already")
        above = places.get(place.parent)
        height = LEVELS.index(place.level)
        if height and (above is None or LEVELS.index(above.level) >= height):
            raise row.wrong("parent", "expected the code of a higher place that stands above")
        places[place.code] = place
        children.setdefault(place.parent, []).append(place)
    zones = tuple(_division(row) for row in tables.read(folder / "zones.csv", COLUMNS))
    names = _names(places, folder / "aliases.csv")
    return Divisions(
        tuple(places.values()),
        zones,
        MappingProxyType(places),
        MappingProxyType({above: tuple(sorted(some, key=_code)) for above, some in children.items()}),
        MappingProxyType(names),
    )


def _code(place: Division) -> str:
    return place.code


def _division(row: tables.Row) -> Division:
    code, level = row.text("code"), row.text("level", LEVELS)
    if not code.isdecimal() or len(code) != (9 if level == "township" else 6):
        raise row.wrong("code", "expected six digits, or nine for a township")
    return Division(
        code=code,
        name=row.text("name"),
        level=level,
        also=row.parts("also"),
        parent=row.maybe("parent"),
        kind=row.text("kind", KINDS[level]),
        valid_from=row.maybe_day("valid_from"),
        valid_to=row.maybe_day("valid_to"),
        source=row.text("source"),
    )


def _names(places: Mapping[str, Division], aliases: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    """(parent, level or "", folded name) -> codes; a weaker name counts only where no stronger one stands."""
    other_names = tables.read(aliases, "alias,code,kind,source")
    kinds: list[list[tuple[str, Division]]] = [
        [(place.name, place) for place in places.values()],
        [(row.text("alias"), _aliased(row, places)) for row in other_names],
        [(place.short_name, place) for place in places.values()],
    ]
    names: dict[tuple[str, str], tuple[str, ...]] = {}
    for kind in kinds:
        found: dict[tuple[str, str], set[str]] = {}
        for name, place in kind:
            for within in (place.parent, place.level, *place.also, ""):
                found.setdefault((within, fold(name)), set()).add(place.code)
        for key, codes in found.items():
            names.setdefault(key, tuple(sorted(codes)))
    return names


def _aliased(row: tables.Row, places: Mapping[str, Division]) -> Division:
    if row.text("code") not in places:
        raise row.wrong("code", "expected the code of a place in divisions.csv")
    return places[row.text("code")]
