"""Members: found by identity number (its blind index), else by name and branch, told apart by birth date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from zhengyou import standards
from zhengyou.census.importing import targets
from zhengyou.census.importing.kinds.held_units import HeldUnits
from zhengyou.census.importing.moves import Moves
from zhengyou.census.importing.records import Records, chunks, columns_of
from zhengyou.census.importing.rows import Row
from zhengyou.census.importing.rowwise import RowSession, compare
from zhengyou.census.importing.session import Told, value_for
from zhengyou.census.importing.task import Task
from zhengyou.census.models import Member
from zhengyou.census.rules import dates, member_row, words
from zhengyou.census.rules.findings import ERASE, say
from zhengyou.census.rules.places import Places
from zhengyou.census.rules.words import Reader, folded
from zhengyou.changes.actions import Ledger
from zhengyou.encryption import blind_index
from zhengyou.organisations.actions.bulk import Ambiguous, Book, Entry
from zhengyou.scoping import below, is_below

_BECAUSE: Final = "a member is locked and written by the id that was matched within the scope"
_ELSEWHERE: Final = "an identity number is held once in the whole installation"
_INDEX: Final = "id_number_index"
_LINKS: Final = ("branch", "unit", targets.UNIT_CODE)
_PLAIN: Final = (
    *(
        "name",
        "id_number",
        "gender",
        "birth_date",
        "education",
        "category",
        "joined_on",
        "full_on",
        "relation",
    ),
    *("post", "position", "standing", "phone"),
)


class Members(RowSession):
    """Rows of a roll."""

    kind = "members"
    model = Member

    def __init__(self, task: Task, places: Places) -> None:
        super().__init__(task, places)
        self.seen: dict[str, tuple[str, int]] = {}
        self.seen_names: dict[tuple[str, str], list[tuple[str, str, tuple[str, int]]]] = {}
        self.columns = {key: self.column(key) for key in _PLAIN}
        self.moves = Moves(task)
        self.records = Records(
            model=Member,
            kind="member",
            rows=lambda: Member.objects.across_all(because=_BECAUSE),
            within=lambda: Member.objects.within(task.by),
            place="place",
            sealed={"id_number": _INDEX, "phone": "phone_index"},
            derived=frozenset({"place"}),
        )

    def reader(self, key: str, heading_unit: str | None) -> Reader:
        """As for every kind; two columns hold two facts each."""
        label = targets.fields("members")[key].label_zh
        if key == "mobile_status":
            return member_row.mobile_reader(label, standards.load_enums()[key])
        if key == "out_of_contact":
            yes_no = words.yes_no_reader(label, standards.load_enums()["yes_no"])
            return member_row.out_of_contact_reader(
                yes_no, dates.partial_date_reader(label, today=self.today)
            )
        if key == "standing":
            enums = standards.load_enums()
            plain = super().reader(key, heading_unit)
            return member_row.standing_reader(plain, enums["category"], enums["standing"])
        return super().reader(key, heading_unit)

    def check_row(self, row: Row) -> None:
        """Name, where the member belongs, contradictions, and whether the row says the same member again."""
        if not isinstance(row.values.get("name"), str):
            if not any(finding.field == "name" for finding in row.findings):
                row.refuse("name_missing", say("姓名空着，请填写。"), "name")
            return
        for key in _LINKS:
            if row.values.get(key) is ERASE:
                row.refuse("cannot_erase", say("党支部和工作单位不能用“清空”。要转出请在党员页面办理。"), key)
                return
        if not any(row.said(key) for key in _LINKS):
            row.refuse("no_branch", say("所在党支部和工作单位都空着，请至少填写一项。"), "branch")
        self._learn_from_number(row)
        self._learn_from_standing(row)
        said = {key: value for key, value in row.values.items() if value is not ERASE}
        row.findings.extend(member_row.contradictions(said))
        self.find_place(row)
        if not row.refused():
            self._refuse_second(row)

    def _learn_from_number(self, row: Row) -> None:
        """Birth date and gender follow from the number and are not asked twice."""
        number = row.said("id_number")
        if not number:
            return
        row.links["index"] = blind_index(number, purpose=_INDEX)
        birth, gender = member_row.told_by(number)
        row.findings.extend(member_row.from_id_number(row.values, birth, gender))
        row.values["birth_date"], row.values["gender"] = birth, gender

    def _learn_from_standing(self, row: Row) -> None:
        """党籍 that says 正式党员 answers what kind of member somebody is."""
        said = row.values.get("standing")
        if not isinstance(said, member_row.KindOfMember):
            return
        del row.values["standing"]
        if row.values.setdefault("category", said.code) != said.code:
            message = say("“党籍”和“人员类别”说的不一样，按“人员类别”登记，请核对。")
            row.warn("category_differs", message, "standing")

    def _refuse_second(self, row: Row) -> None:
        """One member stands in one row: the same number twice, or the same name and home that nothing tells apart."""
        index = row.links.get("index", "")
        birth = row.said("birth_date") or ""
        home = folded(row.said("branch") or row.said("unit") or row.said(targets.UNIT_CODE) or "")
        namesakes = self.seen_names.setdefault((folded(row.values["name"]), home), [])
        earlier = self.seen.get(index) if index else None
        for other_index, other_birth, other in namesakes:
            if earlier is None and not (index and other_index) and dates.agree(birth, other_birth):
                earlier = other
        if earlier is not None:
            column = "id_number" if index else "name"
            row.refuse(
                "repeated", say("与%(row)s是同一名党员，请只留一行。", row=row.told_beside(*earlier)), column
            )
            return
        if index:
            self.seen[index] = (row.sheet, row.number)
        namesakes.append((index, birth, (row.sheet, row.number)))

    def match_rows(self, rows: Sequence[Row]) -> None:
        """Finds branch and unit of each row, then the member: first by number, then by name among those left."""
        homes = _Homes(self)
        held = _Held(self)
        for row in rows:
            if not row.refused():
                homes.settle(row)
        taken = [row for row in rows if not row.refused()]
        for row in taken:
            row.held = held.claim(row.links.get("index", ""))
        for row in taken:
            if row.held is None:
                row.held = held.find(row)
        self._refuse_held_elsewhere([row for row in taken if row.held is None and "index" in row.links])
        for row in taken:
            if row.held is None and not row.refused() and held.namesake(row):
                message = say(
                    "范围内另一个党支部有同名、同出生日期的党员，本行按新党员登记。"
                    "如是转接，请撤销后填上公民身份号码再上传。"
                )
                row.warn("namesake_elsewhere", message, "name")
        for row in taken:
            if not row.refused():
                self._gather(row, held)

    def _refuse_held_elsewhere(self, rows: list[Row]) -> None:
        """A number that another place holds is refused; whose it is stays untold, and the branch there is asked."""
        for some in chunks(rows):
            members = Member.objects.across_all(because=_ELSEWHERE).filter(
                id_number_index__in=[row.links["index"] for row in some], closed_on__isnull=True
            )
            held = dict(members.values_list(_INDEX, "pk"))
            for row in some:
                if row.links["index"] not in held:
                    continue
                message = say(
                    "这个身份证号已登记在本次导入范围以外。请核对号码；确已转来的，请对方先办理转出。"
                )
                if "branch" in row.links:
                    self.moves.propose(row, held[row.links["index"]])
                    message = say(
                        "这个身份证号在本次导入范围以外的名册上。导入时替您提出转接，对方放行后自动转来；"
                        "不是转来的，请核对号码。"
                    )
                row.refuse("held_elsewhere", message, "id_number")

    def _gather(self, row: Row, held: _Held) -> None:
        values = row.values
        facts: dict[str, Any] = {
            key: value_for(values[key], self.columns[key]) for key in _PLAIN if key in values
        }
        facts.update(_two_facts(row))
        branch: Entry | None = row.links.get("branch")
        unit: tuple[int, str] | None = row.links.get("unit")
        if branch is not None:
            facts["branch_id"], facts["place"] = branch.row.pk, branch.row.place
        if unit is not None:
            facts["unit_id"] = unit[0]
            known = held.by_pk.get(row.held) if row.held is not None else None
            if branch is None and (known is None or known.branch is None):
                facts["place"] = unit[1]
        row.facts = facts

    def compare_rows(self, rows: Sequence[Row], told: Told) -> None:
        """Field by field; encrypted facts by their blind index."""
        compare(self.records, rows, told)
        for row in rows:
            old, new = row.changes.get("name", ("", ""))
            if folded(old) != folded(new):
                message = say(
                    "身份证号已登记在另一个姓名下，已按本表改名。确属改名不用处理；如是另一个人，请更正身份证号。"
                )
                row.warn("name_changed", message, "name")
        self.moves.decide(rows)

    def write_rows(self, rows: Sequence[Row], ledger: Ledger, told: Told) -> None:
        """New and changed members; those merely seen again keep their facts."""
        task = self.task
        stamps = {"last_round_id": task.round.pk}
        defaults = {**stamps, "entered_by": task.entered_by, "batch_id": self.batch_id}
        written: list[int] = []
        for some in chunks([row for row in rows if row.outcome == "created"]):
            written += self.records.create(columns_of(some), ledger=ledger, defaults=defaults)
            told(len(written))
        for some in chunks([row for row in rows if row.outcome == "updated"]):
            changes = [(row.held, row.changes) for row in some if row.held is not None]
            written += self.records.change(changes, ledger=ledger, stamps=stamps)
            told(len(written))
        again = [row.held for row in rows if row.held is not None and row.outcome == "unchanged"]
        for ids in chunks(again):
            members = Member.objects.across_all(because=_BECAUSE).filter(pk__in=ids)
            members.exclude(last_round_id=task.round.pk).update(last_round_id=task.round.pk)
        self.records.confirm(written, by=task.by.label)
        self.moves.write(self.batch_id)


def _two_facts(row: Row) -> dict[str, Any]:
    """Cells that hold two facts; what the second says nothing about stays as it is."""
    facts: dict[str, Any] = {}
    mobile, silent, voluntary = (
        row.values.get(key) for key in ("mobile_status", "out_of_contact", "voluntary")
    )
    if mobile is ERASE:
        facts |= {"mobile_status": "", "mobile_where": ""}
    elif isinstance(mobile, member_row.Mobile):
        facts["mobile_status"] = mobile.status
        if mobile.where or mobile.status == "none":
            facts["mobile_where"] = mobile.where
    if silent is ERASE:
        facts |= {"out_of_contact": None, "out_of_contact_since": ""}
    elif isinstance(silent, member_row.OutOfContact):
        facts["out_of_contact"] = silent.yes
        if silent.since or not silent.yes:
            facts["out_of_contact_since"] = silent.since
    if voluntary is ERASE:
        facts |= {"voluntary": None, "voluntary_reason": ""}
    elif voluntary is not None:
        facts |= {
            "voluntary": voluntary != "none",
            "voluntary_reason": "" if voluntary == "none" else voluntary,
        }
    return facts


class _Homes:
    """Branches and units as rows name them; each distinct name is looked up once."""

    def __init__(self, session: Members) -> None:
        self.session = session
        county_of = {pk: place.county_path for pk, place in session.places.by_pk.items()}
        self.book = Book(path=session.limit.path, county_of=county_of)
        self.units = HeldUnits(session.task.by, session.limit.path, session.places)
        self._branches: dict[tuple[str, str, str], Entry | Ambiguous | None] = {}

    def settle(self, row: Row) -> None:
        """Finds the row's branch and unit, or refuses it."""
        self._settle_branch(row)
        if not row.refused():
            self._settle_unit(row)

    def _settle_branch(self, row: Row) -> None:
        name = row.said("branch")
        if not name:
            return
        assert row.place is not None
        found = self._branch(name, row.place.county_path, row.place.path)
        if isinstance(found, Ambiguous):
            row.refuse(
                "branch_not_unique",
                say("范围内有几个同名党组织，请写明所在县（市、区）或改填党组织代码。"),
                "branch",
            )
        elif found is None:
            row.refuse("branch_unknown", say("没有登记这个党支部。请核对名称，或先导入党组织。"), "branch")
        elif not is_below(found.row.place, self.session.limit.path):
            row.refuse("other_place", say("这个党支部属于上级，不在本次导入的范围内。"), "branch")
        else:
            row.links["branch"] = found

    def _branch(self, name: str, county: str, place: str) -> Entry | Ambiguous | None:
        key = (name, county, place)
        if key not in self._branches:
            try:
                self._branches[key] = self.book.find(name, county_path=county, near=place)
            except Ambiguous as problem:
                self._branches[key] = problem
        return self._branches[key]

    def _settle_unit(self, row: Row) -> None:
        code, name = row.said(targets.UNIT_CODE), row.said("unit")
        if not (code or name):
            return
        branch: Entry | None = row.links.get("branch")
        assert row.place is not None
        county = branch.county_path if branch else row.place.county_path
        hits = self.units.named(code, name, county)
        if len(hits) == 1:
            row.links["unit"] = (hits[0], self.units.by_pk[hits[0]].path)
        elif branch is None:
            message = say(
                "没有登记这家工作单位，或有几家同名。请填写统一社会信用代码，或先导入单位，或填写所在党支部。"
            )
            row.refuse("unit_unknown", message, "unit" if name else targets.UNIT_CODE)
        else:
            message = say(
                "台账里没有找到这家工作单位，只登记了所在党支部。请核对名称或填写统一社会信用代码。"
            )
            row.warn("unit_unknown", message, "unit" if name else targets.UNIT_CODE)


@dataclass(frozen=True, slots=True)
class _Known:
    index: str
    birth: str
    branch: int | None
    unit: int | None


@dataclass(slots=True)
class _Held:
    """The members of the territory by number and name, without opening anything: one query."""

    session: Members
    by_pk: dict[int, _Known] = field(default_factory=dict)
    by_index: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=dict)
    claimed: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        task = self.session.task
        rows = Member.objects.within(task.by).filter(
            below("place", self.session.limit.path), closed_on__isnull=True
        )
        for pk, index, name, birth, branch, unit in rows.order_by("pk").values_list(
            "pk", _INDEX, "name", "birth_date", "branch_id", "unit_id"
        ):
            self.by_pk[pk] = _Known(index, birth, branch, unit)
            if index:
                self.by_index[index] = pk
            self.by_name.setdefault(folded(name), []).append(pk)

    def claim(self, index: str) -> int | None:
        """The member with this number, who is then no longer found by name."""
        pk = self.by_index.get(index) if index else None
        if pk is not None:
            self.claimed.add(pk)
        return pk

    def namesake(self, row: Row) -> bool:
        """Whether somebody of another branch bears the name and the birth date: perhaps the same person, never supposed."""
        birth, index = row.said("birth_date") or "", row.links.get("index", "")
        return bool(birth) and any(
            self.by_pk[pk].birth == birth and pk not in self.claimed and not (index and self.by_pk[pk].index)
            for pk in self.by_name.get(folded(row.values["name"]), ())
        )

    def find(self, row: Row) -> int | None:
        """The member that the row is about, None for a new one; a name that fits several members is refused."""
        index = row.links.get("index", "")
        branch: Entry | None = row.links.get("branch")
        unit: tuple[int, str] | None = row.links.get("unit")
        birth = row.said("birth_date") or ""
        fitting = []
        for pk in self.by_name.get(folded(row.values["name"]), ()):
            known = self.by_pk[pk]
            same_home = (
                known.branch == branch.row.pk if branch else unit is not None and known.unit == unit[0]
            )
            apart = pk in self.claimed or (index and known.index) or not dates.agree(birth, known.birth)
            if same_home and not apart:
                fitting.append(pk)
        if len(fitting) > 1:
            exact = [pk for pk in fitting if birth and self.by_pk[pk].birth == birth]
            fitting = exact if len(exact) == 1 else fitting
        if len(fitting) > 1:
            message = say("同一党支部有几名同名党员，分不清是哪一名。请填写公民身份号码或出生日期。")
            row.refuse("name_not_unique", message, "name")
            return None
        if fitting:
            self.claimed.add(fitting[0])
        return fitting[0] if fitting else None
