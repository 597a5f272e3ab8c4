"""One cast everywhere: a small tree, a few named people, one of each kind of row. Tests build it with the fixture `world`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.test import Client

from zhengyou.accounts import notice
from zhengyou.accounts.actions.second_factor import enrol
from zhengyou.accounts.models import User
from zhengyou.census.models import Member, Round, Sighting, Unit
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.organisations.models import (
    Appointment,
    Body,
    OrganisationLink,
    PartyOrganisation,
    Territory,
    TerritoryLink,
)
from zhengyou.organisations.rules.roles import needs_second_factor
from zhengyou.organisations.scopes import scope_for
from zhengyou.scoping import Scope

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
LONG_AGO = date(2000, 1, 1)
PASSWORD = "豫宛铸造-2026-cast"
CODE_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of those whose role wants a second factor
_WHY = "the cast is made by the test itself"

PLACES = [  # code, name, level, parent, path
    ("410000", "河南省", "province", "", "0000"),
    ("410100", "郑州市", "city", "410000", "00000000"),
    ("411300", "南阳市", "city", "410000", "00000001"),
    ("411302", "宛城区", "county", "411300", "000000010000"),
    ("411303", "卧龙区", "county", "411300", "000000010001"),
    ("411302001", "东关街道", "township", "411302", "0000000100000000"),
    ("411302002", "汉冶街道", "township", "411302", "0000000100000001"),
    ("411303001", "七一街道", "township", "411303", "0000000100010000"),
]
ORGANISATIONS = [  # key, name, level, place, superior, path
    ("city_committee", "中共南阳市非公企业工作委员会", "committee", "411300", "", "0000"),
    ("county_committee", "中共宛城区非公企业委员会", "committee", "411302", "city_committee", "00000000"),
    ("branch", "豫宛精密铸造有限公司党支部", "branch", "411302001", "county_committee", "000000000000"),
    ("neighbour_branch", "中原纺织有限公司党支部", "branch", "411303001", "city_committee", "00000001"),
]
PEOPLE = [  # key, name, role, territory, organisation
    ("province", "赵省办", "province_office", "410000", ""),
    ("city", "钱市办", "city_office", "411300", ""),
    ("county", "孙县办", "county_office", "411302", ""),
    ("neighbour_county", "李邻县", "county_office", "411303", ""),
    ("township", "田街道", "township_office", "411302001", ""),
    ("organisation_dept", "周组织", "organisation_dept", "411302", ""),
    ("department", "吴统战", "united_front", "411302", ""),
    ("secretary", "郑书记", "secretary", "", "branch"),
    ("neighbour_secretary", "王邻支", "secretary", "", "neighbour_branch"),
    ("instructor", "冯指导", "instructor", "411302", ""),
    ("system_admin", "陈系统", "system_admin", "410000", ""),
    ("security_admin", "褚安全", "security_admin", "410000", ""),
    ("audit_admin", "卫审计", "audit_admin", "410000", ""),
    ("stranger", "蒋陌生", "", "", ""),
]


@dataclass
class World:
    """The cast and what they work with. Attribute access by key: `world.person["county"]`, `world.unit["foundry"]`."""

    place: dict[str, Territory] = field(default_factory=dict)
    organisation: dict[str, PartyOrganisation] = field(default_factory=dict)
    person: dict[str, User] = field(default_factory=dict)
    appointment: dict[str, Appointment] = field(default_factory=dict)
    unit: dict[str, Unit] = field(default_factory=dict)
    member: dict[str, Member] = field(default_factory=dict)
    round: Round = field(default_factory=Round)

    def scope(self, key: str) -> Scope:
        """The scope of one of the cast."""
        return scope_for(self.person[key], self.appointment.get(key))

    def client(self, key: str = "", **headers: Any) -> Client:
        """A browser in which one of the cast is signed in; '' is somebody without an account."""
        client = Client(headers=headers or None)
        if key:
            client.force_login(
                self.person[key], backend="allauth.account.auth_backends.AuthenticationBackend"
            )
        return client


def make_world() -> World:
    """Builds the cast in the test database."""
    world = World()
    _places(world)
    _organisations(world)
    _people(world)
    world.round = Round(code="2026-4", as_of=date(2026, 11, 20), opened_at=NOW)
    world.round.save()
    _units(world)
    _members(world)
    return world


def _places(world: World) -> None:
    for code, name, level, parent, path in PLACES:
        above = world.place.get(parent)
        territory = Territory(code=code, name=name, level=level, parent=above, path=path, valid_from=LONG_AGO)
        territory.save()
        world.place[code] = territory
        if above:
            TerritoryLink(territory=territory, parent=above, valid_from=LONG_AGO).save()


def _organisations(world: World) -> None:
    for key, name, level, code, superior, path in ORGANISATIONS:
        place = world.place[code]
        organisation = PartyOrganisation(
            name=name,
            level=level,
            territory=place,
            place=place.path,
            superior=world.organisation.get(superior),
            path=path,
            secretary="郑书记" if key == "branch" else "王邻支",
            secretary_phone="13800000001",
            last_election="2024-06",
            valid_from=date(2010, 7, 1),
        )
        organisation.save()
        world.organisation[key] = organisation
        OrganisationLink(
            organisation=organisation, superior=organisation.superior, valid_from=organisation.valid_from
        ).save()


def _people(world: World) -> None:
    for key, name, role, code, organisation in PEOPLE:
        user = User(
            username=key,
            name=name,
            created_at=NOW,
            phone="13900000000",
            notice_version=notice.VERSION,
            notice_seen_at=NOW,
        )
        user.set_password(PASSWORD)
        user.save()
        world.person[key] = user
        if not role:
            continue
        line = world.organisation.get(organisation)
        place = world.place[code] if code else None
        body = None
        if place and role.endswith("_office"):
            body = Body(
                territory=place,
                kind="leading_group_office",
                name=f"{place}领导小组办公室",
                valid_from=LONG_AGO,
            )
            body.save()
        appointment = Appointment(
            user=user,
            role=role,
            body=body,
            territory=place,
            organisation=line,
            place=place.path if place else line.place if line else "",
            valid_from=LONG_AGO,
        )
        appointment.save()
        world.appointment[key] = appointment
        if needs_second_factor(role):
            enrol(user=user, secret=CODE_SECRET, by=Scope.operator(), at=NOW)


def _units(world: World) -> None:
    branch, neighbour = world.organisation["branch"], world.organisation["neighbour_branch"]
    made: dict[str, dict[str, Any]] = {
        "foundry": {
            "name": "豫宛精密铸造有限公司", "uscc": "91411302MA0000001Q", "place": "411302001", "org_kind": "enterprise",
            "organisation": branch, "has_org": True, "form": "own", "members_formal": 5, "employees": 120,
            "owner_name": "韩业主", "contact_phone": "韩业主 13700000002",
        },
        "due": {
            "name": "宛城新材料有限公司", "uscc": "91411302MA00000027", "place": "411302002", "org_kind": "enterprise",
            "has_org": False, "no_org_reason": "no_guidance", "members_formal": 4, "union": True,
            "instructor_account": world.person["instructor"], "instructor": True, "instructor_name": "冯指导",
        },
        "association": {
            "name": "宛城区玉雕行业商会", "uscc": "", "place": "411302002", "org_kind": "association",
            "has_org": False, "members_formal": 3,
        },
        "unknown": {"name": "宛城小吃店", "uscc": "", "place": "411302001", "org_kind": "enterprise"},
        "neighbour": {
            "name": "中原纺织有限公司", "uscc": "91411303MA0000003E", "place": "411303001", "org_kind": "enterprise",
            "organisation": neighbour, "has_org": True, "form": "own", "members_formal": 9,
        },
    }  # fmt: skip
    ledger = Ledger(Origin(by=Scope.operator(), at=NOW, source="测试"))
    for key, facts in made.items():
        place = world.place[facts.pop("place")]
        unit = Unit(territory=place, path=place.path, reg_status="normal", **facts)
        unit.save()
        Sighting(round=world.round, unit=unit, path=unit.path).save()
        world.unit[key] = unit
        ledger.created(
            "unit", unit.pk, values={"name": unit.name, "members_formal": unit.members_formal}, path=unit.path
        )
    ledger.write()


def _members(world: World) -> None:
    for key, name, unit, branch in [
        ("li", "李党员", "foundry", "branch"),
        ("zhang", "张党员", "foundry", "branch"),
        ("neighbour", "何邻党", "neighbour", "neighbour_branch"),
    ]:
        line = world.organisation[branch]
        member = Member(
            name=name,
            id_number={
                "li": "41130219800101001X",
                "zhang": "411302198505050024",
                "neighbour": "411303197907070037",
            }[key],
            category="full",
            standing="normal",
            relation="here",
            branch=line,
            unit=world.unit[unit],
            place=line.place,
            phone="13600000003",
            last_round=world.round,
        )
        member.save()
        world.member[key] = member
