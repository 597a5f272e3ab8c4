"""Units: found by social credit code, else by name within a county."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from zhengyou.census.actions import sightings
from zhengyou.census.importing import targets
from zhengyou.census.importing.kinds.held_units import HeldUnits, Known
from zhengyou.census.importing.kinds.unit_organisations import UnitOrganisations
from zhengyou.census.importing.records import Ledgers, Records, chunks
from zhengyou.census.importing.rows import Row
from zhengyou.census.importing.session import Session, Told, value_for
from zhengyou.census.importing.task import Task
from zhengyou.census.models import Sighting, Unit
from zhengyou.census.rules import unit_row
from zhengyou.census.rules.derived import size_class
from zhengyou.census.rules.findings import ERASE
from zhengyou.census.rules.places import Place, Places
from zhengyou.census.rules.words import folded
from zhengyou.scoping import is_below

_BECAUSE: Final = "a unit is locked and written by the id that was matched within the scope"
_ELSEWHERE: Final = "a code is held once in the whole installation"
PLACES: Final = frozenset({"city", "county", "township"})
_BATCH: Final = 500


class Units(Session):
    """Rows of units, with the facts of their organisations."""

    kind = "units"
    model = Unit
    attributes = {"union_": "union"}

    def __init__(self, task: Task, places: Places) -> None:
        super().__init__(task, places)
        self.by = task.by
        self.seen: dict[tuple[str, ...], int] = {}
        known = targets.fields("units")
        self.own = {
            key: self.attributes.get(key, key)
            for key, one in known.items()
            if one.owner == "unit" and key not in PLACES
        }
        self.columns = {key: self.column(key) for key in self.own}
        self.organisations = UnitOrganisations(task, places)
        self.records = Records(
            model=Unit,
            kind="unit",
            rows=lambda: Unit.objects.across_all(because=_BECAUSE),
            within=lambda: Unit.objects.within(task.by),
            place="path",
            sealed={"contact_phone": "contact_phone_index"},
            settle=settle,
            derived=frozenset({"path", "size_class"}),
            own_date="surveyed_on",
            default_date=task.since,
        )

    def check(self, row: Row) -> None:
        """Name, contradictions, place, and whether the row says the same unit again."""
        if not isinstance(row.values.get("name"), str):
            if not any(finding.field == "name" for finding in row.findings):
                row.refuse("name_missing", "单位名称空着，请填写单位全称。", "name")
            return
        for key, value, doubt in unit_row.conclusions(row.values):
            row.values[key] = value
            row.findings.append(doubt)
        said = {key: value for key, value in row.values.items() if value is not ERASE}
        row.findings.extend(unit_row.contradictions(said))
        self.find_place(row)
        if not row.refused():
            self._refuse_second(row)

    def _refuse_second(self, row: Row) -> None:
        """One unit stands in one row: the same code twice, or the same name in a county without another code."""
        assert row.place is not None
        code, name = row.said("uscc") or "", folded(row.values["name"])
        by_name = ("name", name, row.place.county_path)
        earlier = self.seen.get(("code", code)) if code else None
        earlier = (
            earlier or self.seen.get((*by_name, "")) or (None if code else self.seen.get((*by_name, "any")))
        )
        if earlier is not None:
            what = (
                "统一社会信用代码相同"
                if code and ("code", code) in self.seen
                else "同一县（市、区）内名称相同"
            )
            row.refuse(
                "repeated",
                f"与第 {earlier} 行是同一单位（{what}），请合并为一行。",
                "uscc" if code else "name",
            )
            return
        if code:
            self.seen[("code", code)] = row.number
        self.seen.setdefault((*by_name, "any"), row.number)
        if not code:
            self.seen.setdefault((*by_name, ""), row.number)

    def match(self, rows: Sequence[Row]) -> None:
        """Finds each row's unit in the territory: first by code, then by name among those left; then its organisation."""
        held = HeldUnits(self.by, self.limit.path, self.places)
        taken = [row for row in rows if not row.refused()]
        claimed: dict[int, Row] = {}
        for row in taken:
            row.held = held.by_code.get(row.said("uscc") or "")
            if row.held is not None:
                claimed[row.held] = row
        for row in taken:
            if row.held is None:
                row.held = _find(row, held, claimed)
            elif held.by_pk[row.held].closed:
                _tell_closed(row)
        self._refuse_held_elsewhere([row for row in taken if row.held is None and row.said("uscc")])
        self.organisations.open()
        for row in taken:
            if not row.refused():
                self._gather(row, held)

    def _refuse_held_elsewhere(self, rows: list[Row]) -> None:
        """A code that another place holds is refused; whose it is stays untold."""
        for some in chunks(rows):
            codes = [row.values["uscc"] for row in some]
            held = set(
                Unit.objects.across_all(because=_ELSEWHERE)
                .filter(uscc__in=codes)
                .values_list("uscc", flat=True)
            )
            for row in some:
                if row.values["uscc"] in held:
                    message = "这个统一社会信用代码已登记在本次导入范围以外。请核对代码；确属本地的，请上级办公室办理转入。"
                    row.refuse("held_elsewhere", message, "uscc")

    def _gather(self, row: Row, held: HeldUnits) -> None:
        """The facts that the row states, under the names of the columns that hold them."""
        facts: dict[str, Any] = {
            self.own[key]: value_for(value, self.columns[key])
            for key, value in row.values.items()
            if key in self.own
        }
        known = held.by_pk.get(row.held) if row.held is not None else None
        if facts.get("instructor_name") and "instructor" not in facts:
            facts["instructor"] = True  # who is named has been sent
        self.organisations.gather(row, facts, known.organisation if known else None)
        place = self._place(row, known)
        if place is not None:
            facts["territory_id"], facts["path"] = place.pk, place.path
        if row.held is None:
            facts.setdefault("surveyed_on", self.task.since)
        row.facts = facts

    def _place(self, row: Row, known: Known | None) -> Place | None:
        """The place to hold: a coarser one than what is held says nothing new."""
        assert row.place is not None
        if known is None:
            return row.place
        return None if is_below(known.path, row.place.path) else row.place

    def compare(self, rows: Sequence[Row], told: Told) -> None:
        """Field by field; a row also counts as changed when it changes its organisation."""
        self.records.compare(rows, progress=told)
        for row in rows:
            if row.outcome == "unchanged" and row.links.get("organisation_changes"):
                row.outcome = "updated"

    def write(self, rows: Sequence[Row], ledgers: Ledgers, told: Told) -> None:
        """Organisations first, then new and changed units; units merely seen again keep their facts."""
        task = self.task
        self.organisations.save(ledgers)
        defaults = {"entered_by": task.entered_by, "batch_id": self.batch_id}
        written = self.records.create(rows, ledgers=ledgers, defaults=defaults)
        told(len(written))
        written += self.records.change(rows, ledgers=ledgers, stamps={})
        told(len(written))
        seen = [row for row in rows if row.held is not None and row.outcome in ("unchanged", "updated")]
        self._see(sorted({row.held for row in rows if row.held is not None and not row.refused()}))
        self._date_anew([row.held for row in seen if row.held is not None and "surveyed_on" not in row.facts])
        self.records.confirm(written, by=task.by.label)

    def _see(self, seen: Sequence[int]) -> None:
        """The round has seen these units; where they stand now is where open rounds have seen them."""
        for some in chunks(seen):
            places = Unit.objects.across_all(because=_BECAUSE).filter(pk__in=some).values_list("pk", "path")
            made = [
                Sighting(round=self.task.round, unit_id=pk, path=path, batch_id=self.batch_id)
                for pk, path in places
            ]
            rows = Sighting.objects.across_all(because=_BECAUSE)
            rows.bulk_create(made, ignore_conflicts=True, batch_size=_BATCH)
            sightings.follow(some)

    def _date_anew(self, seen: Sequence[int]) -> None:
        """What a later round says again unchanged holds for its date: a confirmation, no change of a fact."""
        for some in chunks(seen):
            units = Unit.objects.across_all(because=_BECAUSE).filter(pk__in=some)
            units.filter(surveyed_on__lt=self.task.since).update(surveyed_on=self.task.since)


def _find(row: Row, units: HeldUnits, claimed: dict[int, Row]) -> int | None:
    """The unit that the row names, None for a new one; a name that fits several units is refused.

    claimed: units that other rows of the file are about; they may get another name there.
    """
    assert row.place is not None
    code = row.said("uscc") or ""
    namesakes = units.namesakes(row.values["name"], row.place.county_path)
    if any(pk in claimed for pk in namesakes) and not code:
        message = "同名单位在本表另一行按代码更新，本行按新单位登记。如是同一单位，请撤销后合并为一行。"
        row.warn("named_elsewhere", message, "name")
    namesakes = [pk for pk in namesakes if pk not in claimed]
    if code:
        others = [pk for pk in namesakes if units.by_pk[pk].uscc]
        namesakes = [pk for pk in namesakes if not units.by_pk[pk].uscc]
        if others and not namesakes:
            message = "同一县（市、区）内已有同名而代码不同的单位，按新单位登记。如是同一单位，请更正代码。"
            row.warn("same_name_other_code", message, "uscc")
    fitting = [pk for pk in namesakes if not units.by_pk[pk].closed] or namesakes
    if len(fitting) > 1:
        fitting = [pk for pk in fitting if is_below(units.by_pk[pk].path, row.place.path)]
    if len(fitting) > 1 or (namesakes and not fitting):
        message = "同一县（市、区）内有几家同名单位，分不清是哪一家。请填写统一社会信用代码。"
        row.refuse("name_not_unique", message, "name")
        return None
    if not fitting:
        return None
    claimed[fitting[0]] = row
    if units.by_pk[fitting[0]].closed:
        _tell_closed(row)
    return fitting[0]


def _tell_closed(row: Row) -> None:
    message = "这家单位已登记为终止，资料已更新，但仍是终止状态。需要恢复时请在单位页面办理。"
    row.warn("closed_unit", message, "name")


def settle(unit: Unit) -> None:
    """What follows from a unit's facts."""
    unit.size_class = size_class(
        org_kind=unit.org_kind,
        industry_code=unit.industry_code,
        employees=unit.employees,
        revenue=unit.revenue,
        assets=unit.assets,
    )
