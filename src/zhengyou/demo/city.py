"""Makes up one prefecture city: units, Party organisations and members, the same for the same seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from zhengyou import standards
from zhengyou.demo import staffing, words
from zhengyou.standards.rules import credit_code, resident_id

CITY = "411300"
UNITS = 12_000
MEMBERS = 30_000
SEED = 20261120
Cell = str | int | float | date | None


@dataclass(slots=True)
class Organisation:
    """A row of the organisations' workbook."""

    name: str
    level: str
    territory: str
    superior: str
    founded: str = ""
    last_election: str = ""
    secretary: str = ""
    source: str = ""


@dataclass(slots=True)
class Unit:
    """A row of the units' workbook: {label of the field: value}, and what the members' workbook needs of it."""

    county: str
    township: str
    facts: dict[str, Cell]
    organisation: str = ""
    full: int = 0
    probationary: int = 0
    founded_late: bool = False  # had no organisation yet in the earlier round


@dataclass(slots=True)
class City:
    """The whole city."""

    organisations: list[Organisation] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    members: list[dict[str, Cell]] = field(default_factory=list)


def make_city(*, units: int = UNITS, members: int = MEMBERS, seed: int = SEED) -> City:
    """The city. `members` is met exactly: counts of large branches are trimmed or raised."""
    return _Maker(units, members, seed).make()


class _Maker:
    def __init__(self, units: int, members: int, seed: int) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self.number_of_units = units
        self.number_of_members = members
        divisions = standards.load_divisions()
        self.counties = divisions.children(CITY)
        self.townships = {county.code: divisions.children(county.code) for county in self.counties}
        self.city = City()
        self.codes = iter(range(1, 10**8))
        self.seen: set[str] = set()

    def make(self) -> City:
        self._line()
        weights = [len(self.townships[county.code]) + 6 for county in self.counties]
        for number in range(self.number_of_units):
            county = self.random.choices(self.counties, weights)[0]
            township = self.random.choice(self.townships[county.code])
            self.city.units.append(self._unit(number, county.name, township.name))
        self._count_members()
        self._found()
        staffing.settle(self.city.units, random.Random(self.seed))
        self._enrol()
        return self.city

    def _line(self) -> None:
        top = "中共南阳市非公有制企业和社会组织工作委员会"
        self.city.organisations.append(
            Organisation(top, "党委", "南阳市", "", "2012-05", "2023-06", self._person(), "上级选派")
        )
        for county in self.counties:
            name = self._county_committee(county.name)
            self.city.organisations.append(
                Organisation(name, "党委", county.name, top, "2012-09", "2023-09", self._person(), "上级选派")
            )

    @staticmethod
    def _county_committee(county: str) -> str:
        return f"中共{county}非公有制企业和社会组织委员会"

    def _unit(self, number: int, county: str, township: str) -> Unit:
        draw = self.random.random()
        if draw < 0.02:
            return self._association(county, township)
        if draw < 0.035:
            return self._federation_branch(county, township)
        return self._enterprise(county, township)

    def _name(self, place: str, core: str, ending: str) -> str:
        while True:
            brand = "".join(self.random.sample(words.BRANDS, 2))
            name = f"{place}{brand}{core}{ending}"
            if name not in self.seen:
                self.seen.add(name)
                return name

    def _enterprise(self, county: str, township: str) -> Unit:
        rng = self.random
        names, industry, _weight, people, per_head = rng.choices(
            words.TRADES, [trade[2] for trade in words.TRADES]
        )[0]
        ending = rng.choices([one for one, _ in words.ENDINGS], [weight for _, weight in words.ENDINGS])[0]
        employees = max(2, round(people * rng.lognormvariate(-0.5, 1.0)))
        revenue = round(employees * per_head * rng.lognormvariate(-0.1, 0.5), 1)
        parked = rng.random() < 0.22
        difficult = rng.random()
        facts: dict[str, Cell] = {
            "uscc": self._code("91", county),
            "name": self._name("南阳", rng.choice(names), ending),
            "org_kind": "非公企业",
            "ownership_type": rng.choices(["私营", "港澳台商投资", "外商投资"], [97, 2, 1])[0],
            "industry_code": industry,
            "reg_status": rng.choices(["正常", "停业", "僵尸空挂", "注销"], [955, 25, 12, 8])[0],
            "condition": "困难" if difficult < 0.15 else "一般" if difficult < 0.6 else "好",
            "op_address": f"{county}{township}{rng.choice(words.STREETS)}{rng.randrange(1, 400)}号",
            "located_in": "园区" if parked else rng.choices(["楼宇", "其他"], [1, 4])[0],
            "zone_name": f"{county}{rng.choice(words.PARKS)}" if parked else None,
            "revenue": revenue if rng.random() > 0.04 else None,
            "assets": round(revenue * rng.uniform(0.4, 1.6), 1) if rng.random() > 0.3 else None,
            "employees": employees if rng.random() > 0.02 else None,
            "above_scale": "是" if revenue > 2000 and employees > 20 else "否",
            "owner_name": self._person(),
            "contact_phone": self._phone(),
        }
        return Unit(county, township, facts)

    def _association(self, county: str, township: str) -> Unit:
        core = self.random.choice(words.ASSOCIATIONS)
        name = self._name(county, core, self.random.choice(["行业协会", "商会"]))
        facts: dict[str, Cell] = {
            "uscc": self._code("51", county), "name": name, "org_kind": "行业协会商会", "reg_status": "正常",
            "employees": self.random.randrange(2, 12), "located_in": "其他", "contact_phone": self._phone(),
        }  # fmt: skip
        return Unit(county, township, facts)

    def _federation_branch(self, county: str, township: str) -> Unit:
        name = f"{county}工商联{township}分会"
        number = 1
        while name in self.seen:
            number += 1
            name = f"{county}工商联{township}第{number}分会"
        self.seen.add(name)
        facts: dict[str, Cell] = {
            "name": name, "org_kind": "工商联基层分会", "reg_status": "正常", "located_in": "其他",
            "employees": self.random.randrange(1, 6), "contact_phone": self._phone(),
        }  # fmt: skip
        return Unit(county, township, facts)

    def _count_members(self) -> None:
        """A few large branches, many units with one or two members, more than half without any."""
        rng = self.random
        for unit in self.city.units:
            employees = unit.facts.get("employees")
            room = 40 + (employees if isinstance(employees, int) else 20) // 4
            draw = 0.5 + rng.random() / 2 if unit.facts.get("above_scale") == "是" else rng.random() * 0.95
            if draw < 0.52:
                unit.full = 0
            elif draw < 0.76:
                unit.full = rng.choice([1, 1, 2])
            else:
                unit.full = 3 + min(int(rng.lognormvariate(1.5, 0.9)), room)
            unit.probationary = int(rng.random() < 0.06 * unit.full)
        self._meet_the_number()

    def _meet_the_number(self) -> None:
        large = [unit for unit in self.city.units if unit.full >= 6]
        if not large:
            return
        difference = self.number_of_members - sum(unit.full + unit.probationary for unit in self.city.units)
        while difference:
            unit = self.random.choice(large)
            if difference > 0:
                unit.full, difference = unit.full + 1, difference - 1
            elif unit.full > 3:
                unit.full, difference = unit.full - 1, difference + 1

    def _found(self) -> None:
        """Branches of their own, joint branches of neighbours, instructors, and who is left."""
        waiting: dict[tuple[str, str], list[Unit]] = {}
        for unit in self.city.units:
            if unit.facts["reg_status"] == "正常" and unit.full >= 3 and self.random.random() < 0.943:
                self._own_branch(unit)
            elif unit.facts["reg_status"] == "正常" and unit.full in {1, 2} and self.random.random() < 0.86:
                waiting.setdefault((unit.county, unit.township), []).append(unit)
            else:
                self._without(unit)
        for (county, township), units in sorted(waiting.items()):
            for start in range(0, len(units), 4):
                group = units[start : start + 4]
                if sum(unit.full for unit in group) >= 3 and len(group) > 1:
                    self._joint_branch(county, township, group)
                else:
                    for unit in group:
                        self._without(unit)

    def _own_branch(self, unit: Unit) -> None:
        level = "党委" if unit.full >= 100 else "党总支" if unit.full >= 50 else "党支部"
        ending = {"党委": "委员会", "党总支": "总支部委员会", "党支部": "支部委员会"}[level]
        name = f"中共{unit.facts['name']}{ending}"
        self._add(name, level, unit.county, unit.township)
        self._join(unit, name, "单独")

    def _joint_branch(self, county: str, township: str, group: list[Unit]) -> None:
        number = (
            sum(one.name.startswith(f"中共{county}{township}联合") for one in self.city.organisations) + 1
        )
        name = f"中共{county}{township}联合第{number}支部委员会"
        self._add(name, "联合党支部", county, township)
        for unit in group:
            self._join(unit, name, "联合")

    def _add(self, name: str, level: str, county: str, township: str) -> None:
        rng = self.random
        founded = date(2004, 1, 1) + timedelta(days=rng.randrange(7900))
        election = max(founded, date(2023, 10, 1) + timedelta(days=rng.randrange(1040)))
        source = rng.choices(["出资人担任", "中层以上管理人员担任", "上级选派", "其他"], [4, 4, 1, 1])[0]
        self.city.organisations.append(
            Organisation(
                name, level, f"{county}{township}", self._county_committee(county),
                f"{founded:%Y-%m}" if rng.random() < 0.5 else founded.isoformat(), election.isoformat(),
                self._person(), source,
            )
        )  # fmt: skip

    def _join(self, unit: Unit, name: str, form: str) -> None:
        unit.organisation = name
        unit.founded_late = self.random.random() < 0.07
        unit.facts |= {"has_org": "是", "form": form, "org_name": name}
        self._work(unit, 0.45)

    def _without(self, unit: Unit) -> None:
        unit.facts["has_org"] = "否"
        reasons = {0: "没有党员", 1: "仅个别党员", 2: "仅个别党员"}
        unit.facts["no_org_reason"] = reasons.get(
            unit.full, self.random.choice(["出资人不支持", "上级未及时指导", "应建未建", "其他"])
        )
        self._work(unit, 0.12)

    def _work(self, unit: Unit, share: float) -> None:
        rng = self.random
        assigned = unit.facts["has_org"] == "否" and rng.random() < 0.62
        unit.facts |= {
            "instructor": "是" if assigned else "否",
            "instructor_name": self._person() if assigned else None,
            "union_": "是" if rng.random() < share else "否",
            "league": "是" if rng.random() < share / 2 else "否",
            "women": "是" if rng.random() < share / 3 else "否",
            "members_total_in": unit.full + unit.probationary,
            "members_formal": unit.full if rng.random() > 0.015 or unit.organisation else None,
            "members_probation": unit.probationary,
            "members_out": rng.choice([0, 0, 0, 1, 2]) if unit.full else 0,
            "members_mobile": 0,
            "activists": rng.randrange(0, 3) if unit.full else 0,
        }
        if unit.facts["members_formal"] is None:
            unit.facts["members_total_in"] = None

    def _enrol(self) -> None:
        rng = self.random
        for unit in self.city.units:
            for number in range(unit.full + unit.probationary):
                born = date(1961, 1, 1) + timedelta(days=rng.randrange(15_300))
                joined = max(born + timedelta(days=19 * 366), date(1985, 7, 1)) + timedelta(
                    days=rng.randrange(3000)
                )
                probationary = number >= unit.full
                if probationary:
                    joined = date(2026, 2, 1) + timedelta(days=rng.randrange(200))
                joined = min(joined, date(2026, 10, 1))
                full = min(joined + timedelta(days=366), date(2026, 11, 1))
                self.city.members.append(
                    {
                        "name": self._person(),
                        "id_number": self._resident_id(born),
                        "category": "预备党员" if probationary else "正式党员",
                        "joined_on": joined.isoformat(),
                        "full_on": None if probationary else full.isoformat(),
                        "branch": unit.organisation or None,
                        "unit": unit.facts.get("uscc") or unit.facts["name"],
                        "county": unit.county,
                        "relation": "在本单位" if unit.organisation else "未转入",
                        "mobile_status": "否",
                        "post": rng.choices(["出资人", "中层以上管理", "技术骨干", "一线职工"], [1, 3, 3, 5])[
                            0
                        ],
                        "position": "书记" if number == 0 and unit.facts.get("form") == "单独" else "无",
                        "standing": "正常",
                        "out_of_contact": _in_contact(len(self.city.members)),
                        "phone": self._phone(),
                    }
                )

    def _code(self, kind: str, county: str) -> str:
        area = next(one.code for one in self.counties if one.name == county)
        body = f"{kind}{area}MA9{next(self.codes):06d}"
        return body + credit_code.check_digit(body)

    def _resident_id(self, born: date) -> str:
        """A number that no person has: 411301 (市辖区) is given to nobody."""
        while (body := f"411301{born:%Y%m%d}{self.random.randrange(1000):03d}") in self.seen:
            born += timedelta(days=1)
        self.seen.add(body)
        return body + resident_id.check_sign(body)

    def _person(self) -> str:
        rng = self.random
        return rng.choice(words.SURNAMES) + "".join(rng.choices(words.GIVEN, k=rng.choice([1, 2, 2])))

    def _phone(self) -> str:
        return f"1{self.random.choice('3578')}9{self.random.randrange(10**8):08d}"


def _in_contact(number: int) -> str | None:
    """Of each 150 members one is out of contact, and of each 40 nobody said."""
    return "是" if number % 150 == 7 else None if number % 40 == 3 else "否"
