"""The organisations that rows of units name: found or added, told their facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

from zhengyou.census.importing import targets
from zhengyou.census.importing.blocks import Block
from zhengyou.census.importing.kinds.organisations import confirm_organisations
from zhengyou.census.importing.rows import Row
from zhengyou.census.importing.session import value_for
from zhengyou.census.importing.task import Task
from zhengyou.census.rules.findings import ERASE, Erase, say
from zhengyou.census.rules.places import Places
from zhengyou.census.rules.unit_row import ORGANISATION_FACTS
from zhengyou.changes.actions import Ledger
from zhengyou.organisations.actions.bulk import Ambiguous, Book, Entry
from zhengyou.organisations.actions.bulk_moves import Circle
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.scoping import is_below

SPEAKING: Final = ("org_name", *ORGANISATION_FACTS)
ATTRIBUTES: Final = {"org_level": "level"}
_LONGEST: Final = 120


class UnitOrganisations:
    """What the rows of an import of units say about organisations."""

    def __init__(self, task: Task, places: Places) -> None:
        self.task = task
        self.places = places
        self.columns = {
            key: PartyOrganisation._meta.get_field(ATTRIBUTES.get(key, key))
            for key in ORGANISATION_FACTS
            if key != "parent_org"
        }

    def open(self) -> None:
        """Loads the organisations of the territory."""
        county_of = {pk: place.county_path for pk, place in self.places.by_pk.items()}
        self.book = Book(path=self.task.territory.path, county_of=county_of)

    def save(self, ledger: Ledger) -> None:
        """Writes what the rows said about organisations. Raises OutsideScope."""
        written = self.book.save(ledger=ledger, on=self.task.since, batch_id=ledger.origin.batch_id)
        confirm_organisations(self.task, written)

    def gather(self, block: Block, linked: Sequence[int | None]) -> None:
        """Adds each unit's link to the facts, and tells organisations what rows say of them.

        linked: ids of the organisations that the units are held with.
        """
        has_org = list(block.column("has_org"))
        links: list[Any] = [None] * len(block)
        speaking = [block.values[key] for key in SPEAKING if key in block.values]
        for place in block.taken():
            if has_org[place] is False or has_org[place] is ERASE:
                links[place] = ERASE
            elif has_org[place] or linked[place] or any(column[place] is not None for column in speaking):
                links[place] = self._link(block, place, linked[place])
                has_org[place] = True if isinstance(links[place], Entry) else has_org[place]
        block.facts |= {"organisation_id": links, "has_org": has_org}

    def _link(self, block: Block, place: int, linked: int | None) -> Entry | Literal[Erase.ERASE] | None:
        """The organisation of one row's unit, ERASE for none, None when the row says nothing about it."""
        row = block.row(place)
        known = len(row.findings)
        entry = self._gather(row, linked)
        block.find(place, *row.findings[known:])
        if row.links:
            block.links[place] = row.links
        return entry

    def _gather(self, row: Row, linked: int | None) -> Entry | Literal[Erase.ERASE] | None:
        values = row.values
        if values.get("org_name") is ERASE:
            return Erase.ERASE
        told = {key: values[key] for key in ORGANISATION_FACTS if key in values}
        own = self.book.entries.get(linked) if linked is not None else None
        entry, added = self._entry(row, told, own)
        if entry is None:
            return None
        if is_below(entry.row.place, self.task.territory.path):
            before = set(entry.differing)
            self._tell(row, entry, told)
            changed = {name: entry.differing[name] for name in entry.differing if name not in before}
            if changed:
                row.links["organisation_changes"] = changed
        elif told:
            row.warn("organisation_above", say("这个党组织属于上级，它的情况没有改动。"), "org_name")
        row.links["organisation"] = entry
        row.links["organisation_added"] = added
        return entry

    def _entry(self, row: Row, told: dict[str, Any], own: Entry | None) -> tuple[Entry | None, bool]:
        """The organisation that the row means, and whether this row added it to the book."""
        name = row.said("org_name")
        if name is None and own is not None:
            return own, False
        if name is None:
            self._tell_nameless(row, told)
            return None, False
        assert row.place is not None
        try:
            found = self.book.find(name, county_path=row.place.county_path, near=row.place.path, own=own)
        except Ambiguous:
            row.warn(
                "org_name_not_unique",
                say("县（市、区）内有几个同名党组织，没有关联。请改填党组织代码或完整名称。"),
                "org_name",
            )
            return None, False
        if found is not None:
            return found, False
        return self.book.add(name=name[:_LONGEST], territory_id=row.place.pk, place=row.place.path), True

    def _tell_nameless(self, row: Row, told: dict[str, Any]) -> None:
        """An organisation without a name cannot be held, and none is invented for it: the row is taken without it."""
        if told:
            message = say("填了党组织的情况，没有填党组织名称，这些情况没有登记。请补填名称。")
        elif row.said("has_org") is True and row.said("form") == "own":
            message = say("填了单独建立党组织，没有填党组织名称，党组织没有登记。请补填名称。")
        else:
            return
        row.warn("org_name_missing", message, "org_name")

    def _tell(self, row: Row, entry: Entry, told: dict[str, Any]) -> None:
        for key, value in told.items():
            if key == "parent_org":
                self._put_under(row, entry, value)
                continue
            column = self.columns[key]
            if not self.book.state(entry, ATTRIBUTES.get(key, key), value_for(value, column)):
                label = targets.fields("units")[key].label_zh
                message = say(
                    "同一党组织的“%(label)s”和前面的行不一致，按前面的行登记，请核对。", label=label
                )
                row.warn("organisation_differs", message, key)

    def _put_under(self, row: Row, entry: Entry, name: Any) -> None:
        if name is ERASE:
            return
        assert row.place is not None
        try:
            superior = self.book.find(name, county_path=row.place.county_path)
            if superior is None:
                place = self.places.county_or_named(name, row.place)
                if not is_below(place.path, self.task.territory.path):
                    place = self.places.by_path[self.task.territory.path]
                superior = self.book.add(name=name, territory_id=place.pk, place=place.path)
            if not self.book.put_under(entry, superior):
                row.warn(
                    "organisation_differs",
                    say("同一党组织的上级和前面的行不一致，按前面的行登记，请核对。"),
                    "parent_org",
                )
        except Ambiguous:
            row.warn(
                "superior_not_unique",
                say("有几个同名的上级党组织，没有登记上级。请改填党组织代码。"),
                "parent_org",
            )
        except Circle:
            row.warn(
                "superior_circle", say("上级党组织就是它自己或它的下级，没有登记上级，请核对。"), "parent_org"
            )
