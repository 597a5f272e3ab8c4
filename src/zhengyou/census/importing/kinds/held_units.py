"""The units of a territory by code and name, without their facts: one query."""

from __future__ import annotations

from typing import NamedTuple

from zhengyou.census.models import Unit
from zhengyou.census.rules.places import Place, Places, comparable
from zhengyou.census.rules.words import folded
from zhengyou.scoping import Scope, below


class Known(NamedTuple):
    """What finding a unit needs to know of it."""

    uscc: str
    path: str
    organisation: int | None
    closed: bool


class HeldUnits:
    """Look-up of held units within a scope and below a path."""

    def __init__(self, scope: Scope, path: str, places: Places) -> None:
        self.by_pk: dict[int, Known] = {}
        self.by_code: dict[str, int] = {}
        self._by_name: dict[str, tuple[int, ...]] = {}
        self._into: dict[int, int] = {}
        self._places = places
        rows = Unit.objects.within(scope).filter(below("path", path)).order_by("pk")
        for pk, uscc, name, at, organisation, closed, into in rows.values_list(
            "pk", "uscc", "name", "path", "organisation_id", "closed_on", "merged_into_id"
        ).iterator():
            place = places.by_path.get(at)
            path = place.path if place else at  # one text for all units of a place
            self.by_pk[pk] = Known(uscc, path, organisation, closed is not None)
            if uscc:
                self.by_code[uscc] = pk
            if into is not None:
                self._into[pk] = into
            key = folded(name)
            self._by_name[key] = (*self._by_name.get(key, ()), pk)

    def __len__(self) -> int:
        return len(self.by_pk)

    def namesakes(self, name: str, county: str) -> list[int]:
        """Units of that name in a county; units known only by their city are in every county of it."""
        return [
            pk
            for pk in self._by_name.get(folded(name), ())
            if comparable(self._county(self.by_pk[pk].path), county)
        ]

    def named(self, code: str | None, name: str | None, county: str) -> list[int]:
        """Units that a code or a name (or a code written in place of the name) means; open ones first."""
        for text in (code, name):
            plain = "".join(text.split()).upper() if text else ""
            if plain in self.by_code:
                return [self.kept(self.by_code[plain])]
        found = self.namesakes(name, county) if name else []
        return [pk for pk in found if not self.by_pk[pk].closed] or list(dict.fromkeys(map(self.kept, found)))

    def kept(self, pk: int) -> int:
        """The unit itself, or the one that it was merged into by a person, however often."""
        while pk in self._into:
            pk = self._into[pk]
        return pk

    def place_of(self, pk: int) -> Place | None:
        """Where a unit stands."""
        return self._places.by_path.get(self.by_pk[pk].path)

    def _county(self, path: str) -> str:
        place = self._places.by_path.get(path)
        return place.county_path if place else path
