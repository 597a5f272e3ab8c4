"""Party organisations of an import: found by code or name within a county, stated by many rows, written at once.

A `Book` is opened, told what rows say (`find`, `add`, `state`, `put_under`), asked what that changes, and saved. Nothing is
written before `save`, so the same book serves a preview.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Q

from zhengyou import loading
from zhengyou.changes.actions import Ledger
from zhengyou.encryption import blind_index, encrypt
from zhengyou.encryption.fields import Sealed
from zhengyou.organisations.actions import moving, replanting
from zhengyou.organisations.actions.bulk_moves import Circle, ManyPlanter, redate, replant
from zhengyou.organisations.models import OrganisationLink, PartyOrganisation
from zhengyou.partial_dates import first_day
from zhengyou.scoping import below, is_below
from zhengyou.scoping.prefix import MAX_DEPTH, ancestors
from zhengyou.standards import fold

KIND: Final = "organisation"
FACTS: Final = (
    *("code", "name", "level", "founded", "founding_document", "term_years", "last_election", "term_ends"),
    *(
        "secretary",
        "secretary_birth",
        "secretary_education",
        "secretary_post",
        "secretary_phone",
        "secretary_source",
    ),
    *("deputy", "deputy_full_time", "workers_full", "workers_part"),
)
SEALED: Final = "secretary_phone"
_BECAUSE = "an import states superiors that may stand above the importer's place, and paths are one tree"
_BATCH = 500


class Ambiguous(Exception):
    """Several organisations of the county bear the name."""


@dataclass(slots=True, eq=False)
class Entry:
    """One organisation of the book, held or new.

    row: as held; of a new one the unsaved row. stated: what this import says, first word first.
    """

    row: PartyOrganisation
    county_path: str
    new: bool = False
    stated: dict[str, Any] = field(default_factory=dict)
    superior: Entry | None = None
    moved: bool = False
    differing: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    place: str = ""

    @property
    def name(self) -> str:
        """The name it will bear."""
        return str(self.stated.get("name") or self.row.name)


class Book:
    """The organisations in and above one territory, and what an import says about them."""

    def __init__(self, *, path: str, county_of: Mapping[int, str]) -> None:
        """path: the territory of the import. county_of: path of the county of each territory, by territory id."""
        self._county_of = county_of
        self.entries: dict[int, Entry] = {}
        self.made: list[Entry] = []
        self._by_name: dict[str, list[Entry]] = {}
        self._by_code: dict[str, list[Entry]] = {}
        held = replanting.rows().filter(
            below("place", path) | Q(place__in=ancestors(path)[:-1]), valid_to__isnull=True
        )
        for row in held.order_by("id"):
            self._take_in(Entry(row, county_of[row.territory_id]))
        for entry in self.entries.values():
            if entry.row.superior_id is not None:
                entry.superior = self.entries.get(entry.row.superior_id)

    def _take_in(self, entry: Entry) -> None:
        if not entry.new:
            self.entries[entry.row.pk] = entry
        self._by_name.setdefault(fold(entry.row.name), []).append(entry)
        if entry.row.code:
            self._by_code.setdefault(entry.row.code, []).append(entry)

    def find(self, text: str, *, county_path: str, near: str = "", own: Entry | None = None) -> Entry | None:
        """The organisation that a name or code means in a county or above it, None when there is none.

        near: path of a township that decides between namesakes. own: the one linked already, if any, goes first.
        Raises Ambiguous.
        """
        hits = self._by_code.get("".join(text.split()).upper()) or self._by_name.get(fold(text)) or []
        hits = [
            hit
            for hit in hits
            if is_below(hit.county_path, county_path) or is_below(county_path, hit.county_path)
        ]
        if own in hits:
            return own
        if len(hits) > 1:
            inside = [hit for hit in hits if near and is_below(hit.row.place, near)]
            closest = inside or [hit for hit in hits if hit.county_path == county_path]
            hits = closest or hits
        if len(hits) > 1:
            raise Ambiguous(text)
        return hits[0] if hits else None

    def with_code(self, code: str) -> Entry | None:
        """The organisation with this code. Raises Ambiguous."""
        hits = self._by_code.get(code, [])
        if len(hits) > 1:
            raise Ambiguous(code)
        return hits[0] if hits else None

    def add(self, *, name: str, territory_id: int, place: str, code: str = "") -> Entry:
        """A new organisation, not saved yet."""
        row = PartyOrganisation(name=name, code=code, territory_id=territory_id, place=place)
        entry = Entry(row, self._county_of[territory_id], new=True)
        self.made.append(entry)
        self._take_in(entry)
        return entry

    def state(self, entry: Entry, attribute: str, value: Any) -> bool:
        """A row says a fact; '' or None says that it is unknown now. False when an earlier row said otherwise."""
        if attribute in entry.stated:
            return bool(entry.stated[attribute] == value)
        entry.stated[attribute] = value
        if attribute == "name" and fold(value) != fold(entry.row.name):
            self._by_name.setdefault(fold(value), []).append(entry)
        if entry.new:
            return True
        if not _same(entry.row, attribute, value):
            entry.differing[attribute] = (getattr(entry.row, attribute), value)
        return True

    def put_at(self, entry: Entry, *, territory_id: int, path: str) -> bool:
        """A row says where the organisation is. False when an earlier row said otherwise."""
        if "territory" in entry.stated:
            return bool(entry.stated["territory"] == territory_id)
        entry.stated["territory"], entry.place = territory_id, path
        if entry.new:
            entry.row.territory_id, entry.row.place = territory_id, path
        elif entry.row.territory_id != territory_id:
            entry.differing["territory"] = (entry.row.territory_id, territory_id)
        return True

    def put_under(self, entry: Entry, superior: Entry) -> bool:
        """A row names the superior. False when an earlier row named another. Raises Circle."""
        if "superior" in entry.stated:
            return entry.stated["superior"] is superior
        above: Entry | None = superior
        depth = 1
        while above is not None:
            if above is entry or depth >= MAX_DEPTH - 1:
                raise Circle(entry.name)
            above, depth = above.superior, depth + 1
        entry.stated["superior"] = superior
        if entry.superior is not superior:
            entry.superior = superior
            if not entry.new:
                entry.moved = True
                entry.differing["superior"] = (entry.row.superior_id, superior)
        return True

    def save(self, *, ledger: Ledger, on: date, batch_id: int | None) -> list[int]:
        """Writes what the rows said: new organisations with paths and links, changed facts, new superiors.

        on: the day from which new links count when no founding date is known. In the caller's transaction. Returns the ids
        of what was written.
        """
        changed = [entry for entry in self.entries.values() if entry.differing]
        if not changed and not self.made:
            return []
        written = [*self.made, *changed]
        self._lock(changed)
        self._create(on=on, batch_id=batch_id, ledger=ledger)
        self._change(changed, on=on, ledger=ledger)
        return [entry.row.pk for entry in written]

    def _lock(self, changed: list[Entry]) -> None:
        """Locks the lines that get or lose members and reads their paths again: a screen may have moved one."""
        moving = [entry for entry in changed if entry.moved]
        near = {
            entry for each in (*self.made, *moving) for entry in (each.superior,) if entry and not entry.new
        }
        paths = {entry.row.path for entry in (*near, *moving)}
        if paths:
            replanting.lock_lines(*paths)
            fresh = dict(
                replanting.rows()
                .filter(pk__in=[e.row.pk for e in (*near, *moving)])
                .values_list("pk", "path")
            )
            for entry in (*near, *moving):
                entry.row.path = fresh[entry.row.pk]

    def _create(self, *, on: date, batch_id: int | None, ledger: Ledger) -> None:
        waiting = self.made
        planter = ManyPlanter(
            {
                e.superior.row.path if e.superior else ""
                for e in waiting
                if not (e.superior and e.superior.new)
            }
        )
        while waiting:
            ready = [e for e in waiting if e.superior is None or not e.superior.new]
            for entry in ready:
                self._settle_new(entry, planter, on=on, batch_id=batch_id)
            loading.insert_rows(PartyOrganisation, [entry.row for entry in ready])
            for entry in ready:
                entry.new = False
                self.entries[entry.row.pk] = entry
            loading.insert(
                OrganisationLink,
                {
                    "organisation_id": [entry.row.pk for entry in ready],
                    "superior_id": [entry.row.superior_id for entry in ready],
                    "valid_from": [entry.row.valid_from for entry in ready],
                },
            )
            for entry in ready:
                ledger.created(KIND, entry.row.pk, values=_recorded(entry.row), path=entry.row.place)
            waiting = [entry for entry in waiting if entry.new]
        self.made = []

    def _settle_new(self, entry: Entry, planter: ManyPlanter, *, on: date, batch_id: int | None) -> None:
        row = entry.row
        for attribute, value in entry.stated.items():
            if attribute in FACTS:
                _assign(row, attribute, value)
        row.superior = entry.superior.row if entry.superior else None
        row.path = planter.path_under(row.superior.path if row.superior else "")
        opened = first_day(row.founded)
        row.valid_from = opened if opened and opened <= on else on
        row.batch_id = batch_id
        row.settle_election_due()

    def _change(self, changed: list[Entry], *, on: date, ledger: Ledger) -> None:
        fresh = {
            row.pk: row
            for row in replanting.rows().select_for_update().filter(pk__in=[e.row.pk for e in changed])
        }
        attributes: set[str] = set()
        older: list[PartyOrganisation] = []
        places: dict[int, str] = {}
        for entry in changed:
            row = fresh[entry.row.pk]
            before = {name: _old(row, name) for name in entry.differing}
            previous_place = row.place
            self._apply(entry, row, attributes)
            row.version += 1
            row.settle_election_due()
            if row.place != previous_place:
                places[row.pk] = row.place
            if (
                "founded" in entry.differing
                and (opened := first_day(row.founded))
                and opened < row.valid_from
            ):
                row.valid_from = opened
                older.append(row)
            ledger.changed(
                KIND,
                row.pk,
                values={name: (old, _old(row, name)) for name, old in before.items()},
                path=row.place,
                previous_path=previous_place if previous_place != row.place else "",
            )
            entry.row = row
        if changed:
            replanting.rows().bulk_create(
                [entry.row for entry in changed],
                batch_size=_BATCH,
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=sorted(attributes | {"version", "election_due", "valid_from"}),
            )
        moving.follow(places, ledger=ledger)
        redate(older)
        replant([entry.row for entry in changed if entry.moved], on=on)

    def _apply(self, entry: Entry, row: PartyOrganisation, attributes: set[str]) -> None:
        for name, (_before, value) in entry.differing.items():
            if name == "superior":
                row.superior = value.row
            elif name == "territory":
                row.territory_id, row.place = value, entry.place
                attributes.add("place")
            else:
                _assign(row, name, value)
            attributes.add(name)
            if name == SEALED:
                attributes.add(f"{SEALED}_index")


def _same(row: PartyOrganisation, attribute: str, value: Any) -> bool:
    if attribute == SEALED:
        return bool(blind_index(value, purpose=f"{SEALED}_index") == row.secretary_phone_index)
    return bool(getattr(row, attribute) == value)


def _assign(row: PartyOrganisation, attribute: str, value: Any) -> None:
    if attribute == SEALED:
        row.secretary_phone_index = blind_index(value, purpose=f"{SEALED}_index")
        value = Sealed(encrypt(value))
    setattr(row, attribute, value)


def _old(row: PartyOrganisation, name: str) -> Any:
    """As the change table keeps it: a reference by its id."""
    return getattr(row, f"{name}_id") if name in ("superior", "territory") else getattr(row, name)


def _recorded(row: PartyOrganisation) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in FACTS}
    held = {name: value for name, value in values.items() if value not in (None, "")}
    return {**held, "territory": row.territory_id, "superior": row.superior_id}
