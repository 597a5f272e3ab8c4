"""A small invented county, and its tables 27 and 30 counted by hand."""

from __future__ import annotations

from typing import Any

from tests.world import NOW, World
from zhengyou.census.models import Unit
from zhengyou.organisations.models import PartyOrganisation

Facts = dict[str, Any]
ORGANISATIONS = {  # key: level
    "c1": "committee", "g1": "general_branch", "b1": "branch", "b2": "branch", "b3": "branch", "j1": "joint_branch",
    "j2": "branch", "j3": "joint_branch", "gr": "group", "no_level": "", "sc": "committee", "sg": "general_branch",
    "sb": "branch", "j5": "joint_branch", "j6": "branch", "sgr": "group",
}  # fmt: skip


def _own(organisation: str) -> Facts:
    return {"has_org": True, "form": "own", "organisation": organisation}


def _shared(form: str, organisation: str | None) -> Facts:
    return {"has_org": True, "form": form, "organisation": organisation}


def _members(here: int | None, out: int | None, formal: int | None) -> Facts:
    return {"members_total_in": here, "members_out": out, "members_formal": formal}


def _sent(name: str, employer: str) -> Facts:
    return {"instructor": True, "instructor_name": name, "instructor_employer": employer}


_NONE_SENT: Facts = {"instructor": False}
_NO_ORG: Facts = {"has_org": False}
_UNKNOWN: Facts = {}
_SECRETARY: Facts = {"owner_is_secretary": True}
_SECRETARY_UNKNOWN: Facts = {"owner_is_secretary": None}


def _enterprise(
    ownership: str, control: str, employees: int | None, *more: Facts, owner: str = "masses"
) -> Facts:
    facts: Facts = {
        "org_kind": "enterprise", "ownership_type": ownership, "ownership_control": control, "employees": employees,
        "owner_politics": owner, "owner_is_secretary": False,
    }  # fmt: skip
    for one in more:
        facts |= one
    return facts


def _social(kind: str, employees: int | None, *more: Facts) -> Facts:
    facts: Facts = {"org_kind": kind, "employees": employees}
    for one in more:
        facts |= one
    return facts


UNITS: dict[str, Facts] = {
    "e1": _enterprise("private", "wholly", 120, _own("c1"), _members(110, 0, 105), _NONE_SENT, _SECRETARY, owner="cpc"),
    "e2": _enterprise("private", "holding", 60, _own("g1"), _members(52, 2, 50), _sent("甲", "局"), owner="cpc"),
    "e3": _enterprise("private", "wholly", 30, _own("b1"), _members(5, 0, 4), _NONE_SENT, _SECRETARY),
    "e4": _enterprise("hmt", "wholly", 200, _own("b2"), _members(8, 1, 8), _NONE_SENT),
    "e5": _enterprise("foreign", "holding", 55, _own("b3"), _members(3, 0, 3), _sent("甲", "局")),
    "e6": _enterprise("private", "holding", 40, _shared("joint", "j1"), _members(3, 0, 3), _NONE_SENT, owner="cpc"),
    "e7": _enterprise("private", "holding", 10, _shared("joint", "j1"), _members(1, 0, 1), _sent("乙", "局")),
    "e8": _enterprise("hmt", "holding", 100, _shared("grid", "j2"), _members(2, 1, 2), _NONE_SENT),
    "e9": _enterprise("foreign", "wholly", 49, _shared("hosted", "j2"), _members(4, 0, 4), _NONE_SENT),
    "e10": _enterprise("private", "wholly", 80, _NO_ORG, _members(4, 0, 4), _sent("甲", "局")),
    "e11": _enterprise("private", "holding", 20, _NO_ORG, _UNKNOWN, _NONE_SENT, {"no_org_reason": "due_not_founded"}),
    "e12": _enterprise("private", "holding", 15, _NO_ORG, _members(1, 0, 1), _sent("丙", ""), owner="cpc"),
    "e13": _enterprise("foreign", "wholly", 12, _NO_ORG, _members(0, 2, 0), _NONE_SENT),
    "e14": _enterprise("private", "wholly", 8, _NO_ORG, _members(0, 0, 0), _sent("乙", "局")),
    "e15": _enterprise("hmt", "wholly", 5, _NO_ORG, _UNKNOWN, _NONE_SENT, {"no_org_reason": "no_members"}),
    "e16 only a Party group": _enterprise("private", "holding", 50, _own("gr"), _members(3, 0, 3), _NONE_SENT),
    "e17 no form, staff, owner": _enterprise(
        "private", "holding", None, _shared("", None), _members(6, 0, 6), _SECRETARY_UNKNOWN, owner=""
    ),
    "e18 neither ownership nor members out": _enterprise("", "", 25, _NO_ORG, _members(0, None, 0), _NONE_SENT),
    "e19 no control, organisation": _enterprise("hmt", "", 70, _UNKNOWN, {"instructor": True}, _SECRETARY_UNKNOWN, owner="cpc"),
    "e20 deregistered": _enterprise("private", "wholly", 999, _own("b1"), _members(9, 0, 9), {"reg_status": "deregistered"}),
    "e21 status unknown": _enterprise("private", "wholly", 999, _own("b1"), _members(9, 0, 9), {"reg_status": ""}),
    "e22 kind unknown": _enterprise("private", "wholly", 999, _own("b1"), _members(9, 0, 9), {"org_kind": ""}),
    "e23 a trader": _enterprise("private", "wholly", 999, _own("b1"), _members(9, 0, 9), {"org_kind": "individual"}),
    "e24 own, of unknown level": _enterprise("private", "wholly", 9, _own("no_level"), _members(3, 0, 3), _NONE_SENT),
    "e25 joint by its level": _enterprise("private", "holding", 18, _shared("", "j3"), _members(2, 0, 2), _NONE_SENT),
    "e26 joint, branch unknown": _enterprise("private", "holding", 7, _shared("joint", None), _members(3, 1, 3), _NONE_SENT),
    "s1": _social("social_group", 120, _own("sc"), _members(100, 5, 95), _sent("丁", "司")),
    "s2": _social("foundation", 58, _own("sg"), _members(50, 0, 50), _NONE_SENT),
    "s3": _social("private_non_enterprise", 30, _own("sb"), _members(6, 1, 6), _NONE_SENT),
    "s4": _social("law_firm", 40, _shared("joint", "j5"), _members(3, 0, 3), _NONE_SENT),
    "s5": _social("accounting_firm", 10, _shared("joint", "j5"), _members(2, 0, 2), _sent("丁", "司")),
    "s6": _social("tax_firm", 5, _shared("industry", "j6"), _members(4, 0, 4), _NONE_SENT),
    "s7 due by members who did not move": _social("association", 6, _NO_ORG, _members(2, 1, 2), _sent("戊", "司")),
    "s8 only a Party group": _social("social_group", 9, _own("sgr"), _members(3, 0, 3), _NONE_SENT),
    "s9": _social("law_firm", 7, _NO_ORG, _members(1, 0, 1), _sent("戊", "司")),
    "s10": _social("private_non_enterprise", 4, _NO_ORG, _members(0, 0, 0), _NONE_SENT),
    "s11": _social("foundation", 3, _NO_ORG, _UNKNOWN, _NONE_SENT, {"no_org_reason": "few_members"}),
    "s12 hardly known": _social("accounting_firm", None),
    "s13 of the federation": _social("federation_branch", 999, _own("sb"), _members(9, 0, 9), _NONE_SENT),
    "s14 dormant": _social("social_group", 999, _own("sb"), _members(9, 0, 9), {"reg_status": "dormant"}),
}  # fmt: skip

# Columns A to M without H and I, in which nothing is derived; "8?1": 8, and of one more unit it cannot be said.
TABLE_27 = {
    "units": "22 8?1 3?1 5?1 1?2 14?2 5?1 3?2 2?2 3?1 2?1",
    "instructed": "7?1 4?1 0?1 3?1 0?2 5?2 2 0?1 0?1 1 0",
    "own_committee": "1?3 1?2 1?1 1?2 1?2 1?3 1?1 0?1 0?1 0 0",
    "own_general": "1?3 1?2 0?1 1?2 0?2 1?3 0?1 0?1 0?1 0 0",
    "own_branch": "3?3 2?2 1?1 0?2 0?2 1?3 1?1 1?1 1?1 1 0",
    "joint": "6?2 1?2 1?1 1?2 0?2 4?2 0 1?1 0?1 1 1",
    "joint_three": "3?2 0?2 0?1 1?2 0?2 2?2 0 0?1 0?1 1 1",
    "joint_branches": "3?3 1?2 1?1 1?2 0?2 2?3 0 1?1 0?1 1 1",
    "due": "3?1 2?1 0 0?1 0?1 3?1 1 0?1 0?1 0 0",
    "few": "2?2 0?1 0 1?1 0?1 1?2 0?1 0?2 0?2 1?1 1?1",
    "none": "2?2 0?1 0 0?1 0?1 1?2 1?1 1?2 1?2 0?1 0?1",
    "instructors": "3?2 1?2 0?1 2?2 0?2 3?2 2 0?1 0?1 1 0",
    "staff": "983?1 735?1 420?1 305?1 120?2 467?3 247?1 305?2 205?2 116?1 61?1",
    "members": "217?4 186?2 122?1 168?2 110?2 196?3 122?1 12?3 9?3 9?1 6?1",
    "staff_with": "698?2 535?2 420?1 220?2 120?2 294?2 159 300?1 200?1 104 49",
    "members_with": "207?1 179?2 122?1 167?2 110?2 188?1 118 12?1 9?1 7 4",
    "staff_sent": "103?1 80?1 0 15?1 0?1 103?1 88 0?1 0?1 0 0",
    "members_sent": "5?1 4?1 0 1?1 0?1 5?1 4 0?1 0?1 0 0",
}
LACKS_27 = {
    "has_org": 1, "form": 1, "org_level": 1, "joint_branch": 1, "gap": 1, "instructor": 1, "person": 1, "employees": 1,
    "members": 3, "unmoved": 4, "owner_politics": 1, "owner_is_secretary": 1, "ownership_type": 1, "ownership_control": 1,
}  # fmt: skip
APART_27 = {"closed": 1, "status": 1, "kind": 1, "individual": 1}

TABLE_30 = {
    "units": "12 3 2 2 2 2 1",
    "own_committee": "1?1 1 0 0 0 0?1 0",
    "own_general": "1?1 0 1 0 0 0?1 0",
    "own_branch": "1?1 0 0 1 0 0?1 0",
    "joint": "3?1 0 0 0 1 1?1 1",
    "joint_three": "2?1 0 0 0 1 0?1 1",
    "joint_branches": "2?1 0 0 0 1 1?1 1",
    "due": "2?1 2 0 0 0 0?1 0",
    "due_group": "1 1 0 0 0 0 0",
    "few": "2?1 0 1 0 1 0?1 0",
    "none": "1?1 0 0 1 0 0?1 0",
    "sent": "2?1 1 0 0 1 0?1 0",
    "staff": "292?1 135 61 34 47 10?1 5",
    "members": "178?2 111 50?1 7 4 2?1 4",
    "unmoved": "7?2 6 0?1 1 0 0?1 0",
    "instructors": "2?1 2 0 0 1 1?1 0",
}
LACKS_30 = {
    "has_org": 1, "form": 0, "org_level": 0, "joint_branch": 0, "gap": 0, "instructor": 1, "person": 0, "employees": 1,
    "members": 2, "unmoved": 2,
}  # fmt: skip
APART_30 = {"closed": 1, "status": 0, "kind": 1, "federation": 1}


def found(world: World) -> dict[str, Unit]:
    """The county, in the neighbouring township of the cast, in place of the unit that stands there."""
    because = "the test lays out a county of its own"
    Unit.objects.across_all(because=because).filter(pk=world.unit["neighbour"].pk).update(
        reg_status="normal", org_kind="association", has_org=False, organisation=None, closed_on=NOW.date(),
        closing_reason="other",
    )  # fmt: skip
    place = world.place["411303001"]
    lines = {}
    for number, (key, level) in enumerate(ORGANISATIONS.items()):
        lines[key] = PartyOrganisation(
            name=f"样例 {key}", level=level, territory=place, place=place.path,
            superior=world.organisation["city_committee"], path=f"0000009{number:x}".ljust(8, "0"), valid_from=NOW.date(),
        )  # fmt: skip
        lines[key].save()
    made = {}
    for key, facts in UNITS.items():
        held = {"reg_status": "normal", **facts}
        organisation = held.pop("organisation", None)
        made[key] = Unit(
            territory=place, path=place.path, name=key, organisation=lines.get(organisation or ""), **held
        )
        made[key].save()
    return made
