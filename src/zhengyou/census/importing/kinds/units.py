"""Units: found by social credit code, else by name within a county."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from zhengyou import loading, standards
from zhengyou.census.actions import sightings
from zhengyou.census.importing import targets
from zhengyou.census.importing.blocks import Block, Result
from zhengyou.census.importing.kinds.held_units import HeldUnits
from zhengyou.census.importing.kinds.unit_matching import Matching
from zhengyou.census.importing.kinds.unit_organisations import UnitOrganisations
from zhengyou.census.importing.kinds.unit_repeats import Repeats
from zhengyou.census.importing.making import Columns
from zhengyou.census.importing.outcome import Outcome
from zhengyou.census.importing.records import New, Records, numbered
from zhengyou.census.importing.register_says import RegisterSays
from zhengyou.census.importing.rows import Row, told_beside
from zhengyou.census.importing.session import WHERE, Session, Told
from zhengyou.census.importing.task import Task
from zhengyou.census.models import Sighting, Unit
from zhengyou.census.rules.derived import size_class, size_classes
from zhengyou.census.rules.findings import ERASE, say
from zhengyou.census.rules.places import Places
from zhengyou.census.rules.unit_row import CONCLUDED_FROM, Contradictions, Formed, conclusions, founded_reader
from zhengyou.census.rules.words import Reader, folded
from zhengyou.changes.actions import Ledger
from zhengyou.scoping import below, is_below

_BECAUSE: Final = "a unit is locked and written by the id that was matched within the scope"
PLACES: Final = frozenset({"city", "county", "township"})


class Units(Session):
    """Rows of units, with the facts of their organisations."""

    kind = "units"
    model = Unit
    attributes = {"union_": "union"}

    def __init__(self, task: Task, places: Places) -> None:
        super().__init__(task, places)
        self.own = {
            key: self.attributes.get(key, key)
            for key, one in targets.fields("units").items()
            if one.owner == "unit" and key not in PLACES
        }
        self.repeats = Repeats()
        self.contradictions = Contradictions()
        self.organisations = UnitOrganisations(task, places)
        self.records = Records(
            model=Unit,
            kind="unit",
            rows=lambda: Unit.objects.across_all(because=_BECAUSE),
            within=lambda: Unit.objects.within(task.by),
            place="path",
            sealed={"contact_phone": "contact_phone_index"},
            settle=settle,
            follows=size_classes,
            derived=frozenset({"path", "size_class"}),
            own_date="surveyed_on",
            default_date=task.since,
        )
        self.registers = RegisterSays(task, self.own, "surveyed_on")

    def reader(self, key: str, heading_unit: str | None) -> Reader:
        """As for every kind; one column may say how an organisation was formed where it is asked whether."""
        plain = super().reader(key, heading_unit)
        return founded_reader(plain, standards.load_enums()["form"]) if key == "has_org" else plain

    def check(self, block: Block) -> None:
        """Name, contradictions, place, and whether a row says the same unit again."""
        self.blocks.append(block)
        nameless = self._refuse_nameless(block)
        self._tell_forms(block)
        self._conclude(block)
        for place, found in self.contradictions.of(block.values):
            if place not in nameless:
                block.find(place, *found)
        self._find_places(block, nameless)
        self._refuse_repeated(block)

    def _tell_forms(self, block: Block) -> None:
        """How an organisation was formed, where rows say that in place of yes."""
        answers = block.values.get("has_org", [])
        if Formed not in set(map(type, answers)):
            return
        forms = block.values.setdefault("form", [None] * len(block))
        for place, answer in enumerate(answers):
            if isinstance(answer, Formed):
                answers[place] = True
                if forms[place] not in (None, answer.form):
                    message = say("“是否建立党组织”和“组建形式”说的形式不一样，按“组建形式”登记，请核对。")
                    block.warn(place, "form_differs", message, "has_org")
                forms[place] = forms[place] or answer.form

    def _conclude(self, block: Block) -> None:
        """What rows say without saying it."""
        given = {key: block.values[key] for key in CONCLUDED_FROM if key in block.values}
        if not given:
            return
        answers = block.values.setdefault("has_org", [None] * len(block))
        for place, values in enumerate(zip(*given.values(), strict=True)):
            if answers[place] is None and any(value is not None for value in values):
                for key, value, doubt in conclusions(block.values_of(place)):
                    block.values[key][place] = value
                    block.find(place, doubt)

    def _refuse_nameless(self, block: Block) -> set[int]:
        names = block.column("name")
        nameless = {
            place for place, name in enumerate(names) if not isinstance(name, str) or name.isdecimal()
        }
        for place in nameless:
            if isinstance(names[place], str):
                message = say("单位名称只有数字，可能错了列或断了行，请核对。")
                block.refuse(place, "name_is_number", message, "name")
            elif not any(finding.field == "name" for finding in block.findings.get(place, ())):
                block.refuse(place, "name_missing", say("单位名称空着，请填写单位全称。"), "name")
        return nameless

    def _find_places(self, block: Block, nameless: set[int]) -> None:
        block.places = [None] * len(block)
        said = [[value if type(value) is str else "" for value in block.column(key)] for key in WHERE]
        for place, found in enumerate(self.resolve_all(said)):
            if place not in nameless:
                block.places[place] = found.place
                if found.findings:
                    block.find(place, *found.findings)

    def _refuse_repeated(self, block: Block) -> None:
        codes, names = block.said("uscc"), block.column("name")
        for place in block.taken():
            here = block.places[place]
            assert here is not None
            code, name = codes[place] or "", folded(names[place])
            earlier = self.repeats.take(
                block.sheet, block.numbers[place], code=code, name=name, county=here.county_path
            )
            if earlier is not None:
                what = say("统一社会信用代码相同") if earlier.by_code else say("同一县（市、区）内名称相同")
                other = told_beside(block.sheet, earlier.sheet, earlier.number)
                message = say("与%(row)s是同一单位（%(what)s），请合并为一行。", row=other, what=what)
                block.refuse(place, "repeated", message, "uscc" if code else "name")

    def match(self) -> None:
        """Finds each row's unit in the territory: first by code, then by name among those left; then its organisation."""
        del (
            self.repeats,
            self.contradictions,
        )  # a province's names and codes, what was judged: not needed any more
        self._resolved.clear()
        held = HeldUnits(self.task.by, self.limit.path, self.places)
        matching = Matching(held)
        for block in self.blocks:
            matching.claim(block)
        for block in self.blocks:
            matching.name(block)
        if not matching.all_codes_are_here():
            for block in self.blocks:
                matching.refuse_held_elsewhere(block)
        self.organisations.open()
        for block in self.blocks:
            self._gather(block, held)
            if self.batch_id is not None:
                block.values = {}  # a preview shows what rows say; what is written has been gathered

    def _gather(self, block: Block, held: HeldUnits) -> None:
        """The facts that the rows state, under the names of the columns that hold them."""
        block.facts = {self.own[key]: column for key, column in block.values.items() if key in self.own}
        self._suppose_instructors(block)
        linked = [None if pk is None else held.by_pk[pk].organisation for pk in block.held]
        self.organisations.gather(block, linked)
        self._forget_the_other_answer(block)
        self._put_in_place(block, held)
        dates = block.facts.get("surveyed_on") or [None] * len(block)
        since = self.task.since
        block.facts["surveyed_on"] = [
            since if date is None and pk is None else date for date, pk in zip(dates, block.held, strict=True)
        ]

    def _forget_the_other_answer(self, block: Block) -> None:
        """Once there is an organisation, the reason for having none is no fact any more; and the other way round."""
        answers = block.facts.get("has_org") or []
        for answer, name in ((True, "no_org_reason"), (False, "form")):
            places = [
                place
                for place, said in enumerate(answers)
                if said is answer and block.held[place] is not None
            ]
            column = block.facts.setdefault(name, [None] * len(block)) if places else []
            for place in places:
                column[place] = ERASE if column[place] is None else column[place]

    def _suppose_instructors(self, block: Block) -> None:
        """Who is named has been sent."""
        facts = block.facts
        if "instructor_name" in facts:
            sent = facts.get("instructor") or [None] * len(block)
            facts["instructor"] = [
                True if said is None and name and name is not ERASE else said
                for said, name in zip(sent, facts["instructor_name"], strict=True)
            ]

    def _put_in_place(self, block: Block, held: HeldUnits) -> None:
        """The place to hold: a coarser one than what is held says nothing new."""
        ids: list[int | None] = [None] * len(block)
        paths: list[str | None] = [None] * len(block)
        block.paths = [""] * len(block)
        for place in block.taken():
            pk, here = block.held[place], block.places[place]
            assert here is not None
            known = "" if pk is None else held.by_pk[pk].path
            if not is_below(known, here.path):
                ids[place], paths[place] = here.pk, here.path
            block.paths[place] = paths[place] or known
        block.facts |= {"territory_id": ids, "path": paths}

    def _tell_renamed(self, block: Block) -> None:
        """A code that somebody mistyped may be another unit's: its name would change without a word."""
        for place, changes in block.changes.items():
            old, new = changes.get("name", ("", ""))
            if folded(old) != folded(new):
                message = say(
                    "代码已登记在另一个名称下，已按本表改名。确属改名不用处理；如是另一家单位，请更正代码。"
                )
                block.warn(place, "name_changed", message, "name")

    def compare(self, told: Told) -> None:
        """Field by field; a row also counts as changed when it changes its organisation."""
        done = 0
        for block in self.blocks:
            taken = block.taken()
            known = {place: pk for place in taken if (pk := block.held[place]) is not None}
            places, ids = list(known), list(known.values())
            differing = self.records.differing(ids, block.facts_of(places))
            block.changes = {places[place]: changes for place, changes in differing.items()}
            self.registers.keep(block)
            self._tell_renamed(block)
            block.results = [self._result(block, place) for place in range(len(block))]
            done += len(taken)
            told(done)

    def _result(self, block: Block, place: int) -> Result:
        if place in block.refused:
            return "refused"
        if block.held[place] is None:
            return "created"
        changed = place in block.changes or "organisation_changes" in block.links.get(place, ())
        return "updated" if changed else "unchanged"

    def count(self, outcome: Outcome) -> None:
        """Tells what came of the rows."""
        for block in self.blocks:
            outcome.take(block.sheet, block.letters, block.numbers, block.results, block.findings)

    def rows(self) -> Iterator[Row]:
        """The rows that can be taken, one at a time, with what they change."""
        return (block.settled_row(place) for block in self.blocks for place in block.taken())

    def write(self, ledger: Ledger, told: Told) -> None:
        """Organisations first, then new and changed units; units merely seen again keep their facts."""
        written: list[int] = []
        done, count = 0, sum(block.results.count("created") for block in self.blocks)
        with (
            self.records.preparing(self._new(), count) as prepared,
            loading.noted_once(Unit, Sighting, rows=count),
        ):
            self.organisations.save(ledger)
            for (block, places), new in prepared:
                written += self._create(block, places, new, ledger)
                written += self._change(block, ledger)
                self._see(block, places)
                self.registers.write(block, self.batch_id)
                ledger.write()
                done += len(block) - len(block.refused)
                told(done)
                block.let_go("surveyed_on")
        if self.batch_id is not None:
            sightings.see_again(self.batch_id, self._held_before())
        self._date_anew()
        self.records.confirm(written, by=self.task.by.label)

    def _new(self) -> Iterator[tuple[tuple[Block, Sequence[int]], Columns]]:
        """Each block with the places of the rows that are new units, and the facts of those units."""
        for block in self.blocks:
            places = block.with_result("created")
            yield (block, places), block.facts_of(places)

    def _create(self, block: Block, places: Sequence[int], new: New, ledger: Ledger) -> Sequence[int]:
        defaults = {"entered_by": self.task.entered_by, "batch_id": self.batch_id}
        ids = self.records.insert(new, ledger=ledger, defaults=defaults)
        for place, pk in zip(places, ids, strict=True):
            block.held[place] = pk
        return ids

    def _change(self, block: Block, ledger: Ledger) -> list[int]:
        changes = [
            (pk, block.changes[place]) for place in block.changes if (pk := block.held[place]) is not None
        ]
        written = self.records.change(changes, ledger=ledger, stamps={})
        sightings.follow(pk for pk, changed in changes if "path" in changed)
        return written

    def _see(self, block: Block, new: Sequence[int]) -> None:
        """The round has seen these units; an import that saw one of them before keeps its word."""
        constants = {"round_id": self.task.round.pk, "batch_id": self.batch_id}
        ids = [pk for place in new if (pk := block.held[place]) is not None]
        if ids:
            made = Unit.objects.across_all(because=_BECAUSE).filter(numbered(ids)).order_by("pk")
            loading.insert_beside(Sighting, made, {"unit_id": "pk", "path": "path"}, constants=constants)
        fresh = set(new)
        again = [place for place in block.taken() if place not in fresh]
        columns: dict[str, list[Any]] = {
            "unit_id": [block.held[place] for place in again],
            "path": [block.paths[place] for place in again],
        }
        loading.insert(Sighting, columns, constants=constants, skip_held=True)

    def _held_before(self) -> Iterator[int]:
        for block in self.blocks:
            for place in (*block.with_result("updated"), *block.with_result("unchanged")):
                pk = block.held[place]
                assert pk is not None
                yield pk

    def _date_anew(self) -> None:
        """What a later round says again unchanged holds for its date: a confirmation, no change of a fact."""
        older = Unit.objects.across_all(because=_BECAUSE).filter(surveyed_on__lt=self.task.since)
        if not older.filter(below("path", self.limit.path)).exists():
            return
        for block in self.blocks:
            dates = block.facts["surveyed_on"]
            seen = [place for place in block.taken() if dates[place] is None]
            older.filter(pk__in=[pk for place in seen if (pk := block.held[place]) is not None]).update(
                surveyed_on=self.task.since
            )


def settle(unit: Unit) -> None:
    """What follows from a unit's facts."""
    unit.size_class = size_class(
        org_kind=unit.org_kind,
        industry_code=unit.industry_code,
        employees=unit.employees,
        revenue=unit.revenue,
        assets=unit.assets,
    )
