"""Exports of registers (登记, 社保, 税务): rows are found by the credit code only, and make no unit.

A row whose code the census does not hold counts as accepted and unchanged: it changes no unit, it is listed for somebody to
decide whether the unit was forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from zhengyou import standards
from zhengyou.census.importing import register_entries as entries
from zhengyou.census.importing.blocks import Block, Result
from zhengyou.census.importing.kinds.merged_codes import ASIDE, REMOVED, MergedCodes, note
from zhengyou.census.importing.kinds.units import settle
from zhengyou.census.importing.outcome import Outcome
from zhengyou.census.importing.records import Records
from zhengyou.census.importing.register_columns import AS_OF, KEY
from zhengyou.census.importing.rows import Row
from zhengyou.census.importing.session import Session, Told
from zhengyou.census.importing.task import Task
from zhengyou.census.models import Disagreement, RegisterEntry, Unit, Unsurveyed
from zhengyou.census.rules.findings import ERASE, Finding, say
from zhengyou.census.rules.places import Places, Where
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.changes.texts import as_text
from zhengyou.scoping import below

NOT_IN_CENSUS: Final = "not_in_census"
FUTURE: Final = "register_future"
_BECAUSE: Final = "a unit is locked and written by the id that was matched within the scope"
_ELSEWHERE: Final = "a code is held once in the whole installation; where stays untold"
_SETTLED: Final = "disagreements of the units that this import writes"
_LISTED: Final = "a code stands once on the list of units that only a register knows"
_GONE: Final = "deregistered"


class Registers(Session):
    """Rows of one register's export; each register is a kind of its own."""

    model = Unit

    def __init__(self, task: Task, places: Places) -> None:
        super().__init__(task, places)
        self.register = standards.load_registers()[self.kind]
        self.taken_keys = tuple(key for key in self.register.taken if key != KEY)
        self.since = self.register.holds_since(self.today)
        self.seen: dict[str, int] = {}
        self.records = Records(
            model=Unit,
            kind="unit",
            rows=lambda: Unit.objects.across_all(because=_BECAUSE),
            within=lambda: Unit.objects.within(task.by),
            place="path",
            sealed={},
            settle=settle,
            derived=frozenset({"path", "size_class"}),
        )

    def check(self, block: Block) -> None:
        """A code once in each row; any other cell that cannot be read is a doubt: its fact is left as it is."""
        self.blocks.append(block)
        for place, found in block.findings.items():
            block.findings[place] = [_doubt(one) if one.field != KEY else one for one in found]
        block.refused = {
            place for place, found in block.findings.items() if any(one.severity == "error" for one in found)
        }
        for place, code in enumerate(block.said(KEY)):
            if place in block.refused:
                continue
            if not code:
                message = say("没有统一社会信用代码。登记数据按代码对应，请补填。")
                block.refuse(place, "code_missing", message, KEY)
            elif code in self.seen:
                message = say("与第 %(row)s 行是同一个代码，请只留一行。", row=self.seen[code])
                block.refuse(place, "repeated", message, KEY)
            else:
                self.seen[code] = block.numbers[place]

    def match(self) -> None:
        """Units by code, within the territory; the others are somebody else's, or in no census."""
        merged = MergedCodes(self.task.by, self.limit.path)
        for block in self.blocks:
            codes = block.said(KEY)
            block.held, block.paths = [None] * len(block), [""] * len(block)
            wanted = [codes[place] for place in block.taken()]
            rows = Unit.objects.within(self.task.by).filter(below("path", self.limit.path), uscc__in=wanted)
            found = rows.order_by().values_list("uscc", "pk", "path", "merged_into_id")
            known = {code: (pk, path, into) for code, pk, path, into in found}
            for place in block.taken():
                if codes[place] in known:
                    pk, path, into = known[codes[place]]
                    block.held[place], block.paths[place] = pk, path
                    if into:
                        merged.away.append((block, place, pk))
                    else:
                        merged.claimed.add(pk)
            self._others(block, codes)
        merged.follow()

    def _others(self, block: Block, codes: list[Any]) -> None:
        others = [place for place in block.taken() if block.held[place] is None]
        rows = Unit.objects.across_all(because=_ELSEWHERE).filter(uscc__in=[codes[place] for place in others])
        elsewhere = set(rows.values_list("uscc", flat=True))
        status = block.said("reg_status")
        where = [block.said(key) for key in ("city", "county", "township", "reg_address")]
        block.places = [None] * len(block)
        for place in others:
            if codes[place] in elsewhere:
                message = say("这家单位登记在本次导入范围以外的台账里，这里不用更新。")
                block.refuse(place, "held_elsewhere", message, KEY)
                continue
            city, county, township, address = (column[place] or "" for column in where)
            found = self.resolve(Where(city, county, township, "", address))
            if found.place is None:
                block.find(place, *found.findings)
                continue
            block.places[place] = found.place
            if status[place] != _GONE and not _is_to_come(block, place):
                message = say("登记有、台账没有：没有新增单位，列入待核对的名单。")
                block.warn(place, NOT_IN_CENSUS, message, KEY)

    def compare(self, told: Told) -> None:
        """What the register says beside what is held, column by column."""
        done = 0
        for block in self.blocks:
            known = [place for place in block.taken() if block.held[place] is not None]
            self._gather(block, known)
            facts = {name: [column[place] for place in known] for name, column in block.facts.items()}
            differing = self.records.differing([block.held[place] for place in known], facts)  # type: ignore[misc]
            block.changes = {known[place]: changes for place, changes in differing.items()}
            block.results = [self._result(block, place) for place in range(len(block))]
            done += len(block.taken())
            told(done)

    def _gather(self, block: Block, known: list[int]) -> None:
        """The facts to take: none from data that are too old, or older than what the register said before."""
        block.facts = {
            key: [None if value is ERASE else value for value in block.values[key]]
            for key in self.taken_keys
            if key in block.values
        }
        days, before = block.said(AS_OF), entries.held(self.kind, (block.held[place] for place in known))  # type: ignore[misc]
        for place in known:
            as_of = self._day(days[place])
            old = before.get(block.held[place])  # type: ignore[arg-type]
            link: dict[str, Any] = {"as_of": as_of, "left": frozenset(), **block.links.get(place, {})}
            block.links[place] = link
            if REMOVED in link and "name" in block.facts:
                block.facts["name"][place] = None
            if ASIDE in link or _is_to_come(block, place):
                self._drop(block, place)
            elif as_of < self.since:
                message = say(
                    "这份数据是 %(day)s 的，已经过时，没有采用。请换新的导出。", day=as_of.isoformat()
                )
                self._leave(block, place, "register_out_of_date", message)
            elif old is not None and as_of < old.as_of:
                self._leave(block, place, "older_than_held", say("已经有更新的登记数据，这一行没有采用。"))
            elif old is not None and old.overruled:
                self._respect(block, place, old, link)

    def _leave(self, block: Block, place: int, code: str, message: str) -> None:
        block.warn(place, code, message, AS_OF)
        self._drop(block, place)

    def _drop(self, block: Block, place: int) -> None:
        block.links.pop(place)
        for column in block.facts.values():
            column[place] = None

    def _respect(self, block: Block, place: int, old: RegisterEntry, link: dict[str, Any]) -> None:
        """What an office found wrong does not come back while the register says the same."""
        left = frozenset(
            key
            for key, column in block.facts.items()
            if column[place] is not None and old.overruled.get(key) == as_text(column[place])
        )
        for key in left:
            block.facts[key][place] = None
        link["left"] = left

    def _day(self, said: Any) -> date:
        """The day that a row speaks for: its own, else the round's, never one to come."""
        parts = [int(part) for part in str(said).split("-")] if said else []
        if not parts:
            return self.task.since
        year, month, day = (*parts, 1, 1)[:3]
        return min(date(year, month, day), self.today)

    def _result(self, block: Block, place: int) -> Result:
        if place in block.refused:
            return "refused"
        return "updated" if place in block.changes else "unchanged"

    def count(self, outcome: Outcome) -> None:
        """Tells what came of the rows."""
        for block in self.blocks:
            outcome.take(block.sheet, block.letters, block.numbers, block.results, block.findings)

    def rows(self) -> Iterator[Row]:
        """The rows that can be taken, one at a time, with what they change."""
        for block in self.blocks:
            for place in block.taken():
                row = block.settled_row(place)
                row.values.setdefault("name", row.values[KEY])
                yield row

    def write(self, ledger: Ledger, told: Told) -> None:
        """Facts with the register as their source (so not into the batch's ledger), the entries, what only the register knows."""
        done = 0
        written: list[int] = []
        for block in self.blocks:
            written += self._change(block)
            self._enter(block)
            self._list_unsurveyed(block)
            done += len(block) - len(block.refused)
            told(done)
        self.records.confirm(written, by=self.task.by.label)

    def _change(self, block: Block) -> list[int]:
        written: list[int] = []
        for as_of in sorted({block.links[place]["as_of"] for place in block.changes}):
            some = [place for place in block.changes if block.links[place]["as_of"] == as_of]
            ledger = self._ledger(as_of)
            changes = [(pk, block.changes[place]) for place in some if (pk := block.held[place]) is not None]
            written += self.records.change(changes, ledger=ledger, stamps={})
            ledger.write()
        return written

    def _ledger(self, as_of: date) -> Ledger:
        task = self.task
        source = entries.source_of(self.kind, as_of)
        return Ledger(Origin(task.by, task.at, source, task.entered_by, as_of, self.batch_id))

    def _enter(self, block: Block) -> None:
        told: dict[int, tuple[date, dict[str, str], frozenset[str]]] = {}
        for place, link in block.links.items():
            unit = block.held[place]
            if unit is None or place in block.refused:
                continue
            said = {
                key: as_text(column[place])
                for key, column in block.facts.items()
                if column[place] is not None
            }
            if REMOVED in link:
                self._note(link, said)
            elif KEY in self.register.taken:
                said[KEY] = str(block.values[KEY][place])
            told[unit] = (link["as_of"], said, link["left"])
        if told and self.batch_id is not None:
            self._settle(told)
            changed = {pk for place in block.changes if (pk := block.held[place]) is not None}
            entries.write(self.kind, told, changed=changed, batch_id=self.batch_id)

    def _note(self, link: dict[str, Any], said: dict[str, str]) -> None:
        """What goes to its own record when the two are parted."""
        item = {
            "batch": self.batch_id,
            "register": self.kind,
            "as_of": link["as_of"].isoformat(),
            "said": dict(said),
        }
        note(link[REMOVED], item)

    def _settle(self, told: dict[int, tuple[date, dict[str, str], frozenset[str]]]) -> None:
        """The register now says what the workbook said: nothing is left to settle."""
        rows = Disagreement.objects.across_all(because=_SETTLED)
        agreed = [
            pk
            for pk, unit, field, said in rows.filter(
                unit_id__in=list(told), register=self.kind, outcome=""
            ).values_list("pk", "unit_id", "field", "said")
            if told[unit][1].get(field) == said
        ]
        rows.filter(pk__in=agreed).update(
            outcome="census", settled_at=self.task.at, settled_by=self.task.by.label[:120]
        )

    def _list_unsurveyed(self, block: Block) -> None:
        places = [
            place
            for place in block.taken()
            if block.held[place] is None
            and any(one.code == NOT_IN_CENSUS for one in block.findings.get(place, ()))
        ]
        days, names, addresses = (block.said(key) for key in (AS_OF, "name", "reg_address"))
        rows = []
        for place in places:
            here = block.places[place]
            assert here is not None
            rows.append(
                Unsurveyed(
                    register=self.kind,
                    uscc=block.values[KEY][place],
                    name=(names[place] or "")[:120],
                    address=(addresses[place] or "")[:200],
                    territory_id=here.pk,
                    path=here.path,
                    as_of=self._day(days[place]),
                    facts=self._facts(block, place),
                    batch_id=self.batch_id,
                )
            )
        known = Unsurveyed.objects.across_all(because=_LISTED)
        known.bulk_create(rows, batch_size=entries.CHUNK, ignore_conflicts=True)

    def _facts(self, block: Block, place: int) -> dict[str, str]:
        return {
            key: as_text(column[place]) for key, column in block.facts.items() if column[place] is not None
        }


def _doubt(found: Finding) -> Finding:
    """A cell that cannot be read leaves its fact as it is; a day to come leaves the whole row."""
    if found.field == AS_OF and found.code == "future_date":
        message = say("“数据日期”晚于今天，这一行没有采用。请核对日期。")
        found = found._replace(code=FUTURE, message=message)
    return found._replace(severity="warning")


def _is_to_come(block: Block, place: int) -> bool:
    return any(one.code == FUTURE for one in block.findings.get(place, ()))


KINDS: Final[tuple[type[Registers], ...]] = tuple(
    type(f"Register_{code}", (Registers,), {"kind": code}) for code in standards.load_registers()
)
