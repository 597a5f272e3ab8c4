"""Party organisations: found by code, else by name within a county; their superiors and the units they cover."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from zhengyou.census.importing import targets
from zhengyou.census.importing.kinds.held_units import HeldUnits
from zhengyou.census.importing.records import Records, chunks
from zhengyou.census.importing.rows import Row
from zhengyou.census.importing.rowwise import RowSession, compare
from zhengyou.census.importing.session import Told, value_for
from zhengyou.census.importing.task import Task
from zhengyou.census.models import Unit
from zhengyou.census.rules.dates import is_after
from zhengyou.census.rules.findings import ERASE, say
from zhengyou.census.rules.places import Places, Where
from zhengyou.changes.actions import Ledger
from zhengyou.organisations.actions.bulk import FACTS, Ambiguous, Book, Entry
from zhengyou.organisations.actions.bulk_moves import Circle
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.scoping import OutsideScope, is_below
from zhengyou.standards import fold

_BECAUSE: Final = "a unit is locked and written by the id that was matched within the scope"
_SEPARATORS = re.compile(r"[、；;,，\n|]+")


class Organisations(RowSession):
    """Rows of organisations."""

    kind = "organisations"
    model = PartyOrganisation

    def __init__(self, task: Task, places: Places) -> None:
        super().__init__(task, places)
        self.seen: dict[tuple[str, str], tuple[str, int]] = {}
        self.columns = {key: self.column(key) for key in targets.fields("organisations") if key in FACTS}
        self.links: list[Row] = []
        self.records = Records(
            model=Unit,
            kind="unit",
            rows=lambda: Unit.objects.across_all(because=_BECAUSE),
            within=lambda: Unit.objects.within(task.by),
            place="path",
            sealed={},
        )

    def where(self, row: Row) -> Where:
        """The place columns, or the one column that names a place of any level."""
        named = super().where(row)
        text = row.said("territory")
        if any(named) or not text:
            return named
        return named._replace(**{self.places.level_of(text, within=self.limit.path) or "address": text})

    def check_row(self, row: Row) -> None:
        """Name, dates, place, and whether the row says the same organisation again."""
        if not isinstance(row.values.get("name"), str):
            if not any(finding.field == "name" for finding in row.findings):
                row.refuse("name_missing", say("党组织名称空着，请填写全称。"), "name")
            return
        last, ends, founded = (row.said(key) or "" for key in ("last_election", "term_ends", "founded"))
        if last and ends and is_after(last, ends):
            row.refuse("term_ends_early", say("届满日早于最近一次换届时间，请核对。"), "term_ends")
        if founded and last and is_after(founded, last):
            row.refuse("elected_before_founding", say("换届时间早于成立时间，请核对。"), "last_election")
        if row.said("superior") and fold(row.said("superior")) == fold(row.values["name"]):
            row.refuse("superior_circle", say("上级党组织就是它自己，请核对。"), "superior")
        self.find_place(row)
        if not row.refused():
            self._refuse_second(row)

    def _refuse_second(self, row: Row) -> None:
        assert row.place is not None
        keys = [("name", f"{fold(row.values['name'])}@{row.place.county_path}")]
        if row.said("code"):
            keys = [("code", row.said("code"))]
        earlier = next((self.seen[key] for key in keys if key in self.seen), None)
        if earlier is not None:
            row.refuse(
                "repeated",
                say("与%(row)s是同一个党组织，请合并为一行。", row=row.told_beside(*earlier)),
                "name",
            )
        for key in keys:
            self.seen.setdefault(key, (row.sheet, row.number))

    def match_rows(self, rows: Sequence[Row]) -> None:
        """Finds or adds each row's organisation; then superiors, which may stand further down in the file."""
        county_of = {pk: place.county_path for pk, place in self.places.by_pk.items()}
        self.book = Book(path=self.limit.path, county_of=county_of)
        taken: dict[Entry, tuple[str, int]] = {}
        for row in rows:
            if row.refused():
                continue
            entry = self._entry(row)
            if entry is None:
                continue
            if entry in taken:
                row.refuse(
                    "repeated",
                    say("与%(row)s是同一个党组织，请合并为一行。", row=row.told_beside(*taken[entry])),
                    "name",
                )
                continue
            taken[entry] = (row.sheet, row.number)
            row.links["entry"] = entry
            self._tell(row, entry)
        units = HeldUnits(self.task.by, self.limit.path, self.places)
        for row in rows:
            if not row.refused():
                self._put_under(row, row.links["entry"])
                self._cover(row, row.links["entry"], units)

    def _entry(self, row: Row) -> Entry | None:
        """The organisation that the row means; one that the county does not have yet is added to the book."""
        assert row.place is not None
        name, code = row.values["name"], row.said("code") or ""
        try:
            found = self.book.with_code(code) if code else None
            if found is None:
                found = self.book.find(name, county_path=row.place.county_path, near=row.place.path)
                if found is not None and code and found.row.code and not found.new:
                    found = None  # a namesake with a code of its own
        except Ambiguous:
            row.refuse("name_not_unique", say("县（市、区）内有几个同名党组织，请填写党组织代码。"), "name")
            return None
        if found is None:
            row.links["added"] = True
            return self.book.add(name=name, territory_id=row.place.pk, place=row.place.path, code=code)
        if not is_below(found.row.place, self.limit.path):
            row.refuse("other_place", say("这个党组织属于上级或其他地方，不在本次导入的范围内。"), "name")
            return None
        return found

    def _tell(self, row: Row, entry: Entry) -> None:
        for key, value in row.values.items():
            if key in self.columns and not (key == "code" and value is ERASE):
                self.book.state(entry, key, value_for(value, self.columns[key]))
        place = row.place
        assert place is not None
        if not is_below(entry.row.place, place.path) or entry.new:
            self.book.put_at(entry, territory_id=place.pk, path=place.path)

    def _put_under(self, row: Row, entry: Entry) -> None:
        name = row.said("superior")
        if not name:
            return
        assert row.place is not None
        try:
            superior = self.book.find(name, county_path=row.place.county_path)
            if superior is None:
                superior = self._add_superior(row, name)
            self.book.put_under(entry, superior)
        except Ambiguous:
            row.warn(
                "superior_not_unique",
                say("有几个同名的上级党组织，没有登记上级。请改填党组织代码。"),
                "superior",
            )
        except Circle:
            row.warn("superior_circle", say("上级党组织就是它的下级，没有登记上级，请核对。"), "superior")

    def _add_superior(self, row: Row, name: str) -> Entry:
        assert row.place is not None
        place = self.places.county_or_named(name, row.place)
        if not is_below(place.path, self.limit.path):
            place = self.limit
        row.warn("superior_added", say("上级党组织还没有登记，已按名称新登记一个，请核对名称。"), "superior")
        return self.book.add(name=name, territory_id=place.pk, place=place.path)

    def _cover(self, row: Row, entry: Entry, units: HeldUnits) -> None:
        """Links the units that the row lists; units it does not list stay with the organisation they have."""
        text = row.said("units")
        if not text:
            return
        for name in filter(None, (part.strip() for part in _SEPARATORS.split(text))):
            hits = units.named(None, name, entry.county_path)
            if len(hits) != 1:
                message = say(
                    "有的覆盖单位在台账里没有找到，或有几家同名，没有关联。请核对名称，或改填统一社会信用代码。"
                )
                row.warn("unit_unknown", message, "units")
                continue
            link = Row(
                row.sheet, row.number, {}, {}, held=hits[0], facts={"organisation_id": entry, "has_org": True}
            )
            link.links["row"] = row
            self.links.append(link)

    def compare_rows(self, rows: Sequence[Row], told: Told) -> None:
        """What the book differs in, and which units get another organisation."""
        self.links = list({link.held: link for link in self.links}.values())
        compare(self.records, self.links)
        linked = {id(link.links["row"]) for link in self.links if link.changes}
        for row in rows:
            if row.refused():
                continue
            entry: Entry = row.links["entry"]
            row.changes = dict(entry.differing)
            if row.links.get("added"):
                row.outcome, row.facts = "created", dict(entry.stated)
            else:
                row.outcome = "updated" if row.changes or id(row) in linked else "unchanged"
        told(len(rows))

    def write_rows(self, rows: Sequence[Row], ledger: Ledger, told: Told) -> None:
        """Organisations, then the links of units."""
        written = self.book.save(ledger=ledger, on=self.task.since, batch_id=self.batch_id)
        changes = [(link.held, link.changes) for link in self.links if link.held is not None and link.changes]
        units = self.records.change(changes, ledger=ledger, stamps={})
        self.records.confirm(units, by=self.task.by.label)
        confirm_organisations(self.task, written)
        told(len(rows))


def confirm_organisations(task: Task, ids: Sequence[int]) -> None:
    """Every written organisation again through the scope. Raises OutsideScope, which rolls everything back."""
    for some in chunks(ids):
        if PartyOrganisation.objects.within(task.by).filter(pk__in=some).count() != len(set(some)):
            raise OutsideScope(f"an import of {task.by.label} would have written outside the scope")
