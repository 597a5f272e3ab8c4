"""What county ledgers write in their own way, found by somebody who sent us fifty of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.world import NOW
from zhengyou.census.importing import undoing
from zhengyou.census.models import Member, Unit
from zhengyou.census.tests.importing.lab import BECAUSE, Lab, code, doubts, grid, id_number
from zhengyou.organisations.models import Appointment
from zhengyou.scoping import Scope


def unit(name: str) -> Unit:
    return Unit.objects.across_all(because=BECAUSE).select_related("organisation").get(name=name)


def test_a_named_instructor_has_been_sent(lab: Lab) -> None:
    path = grid(lab.folder / "a.xlsx", [["单位名称", "指导员姓名"], ["甲公司", "冯指导"], ["乙公司", None]])
    lab.run(path)
    assert unit("甲公司").instructor is True
    assert unit("乙公司").instructor is None


def test_the_end_of_a_term_is_no_election_and_may_lie_ahead(lab: Lab) -> None:
    heads = ["单位名称", "是否建立党组织", "党组织名称", "届满日"]
    _batch, outcome = lab.run(
        grid(lab.folder / "a.xlsx", [heads, ["甲公司", "是", "甲公司党支部", "2027-06-01"]])
    )
    assert outcome.refused == 0
    organisation = unit("甲公司").organisation
    assert organisation is not None
    assert (organisation.term_ends, organisation.last_election) == ("2027-06-01", "")
    assert organisation.election_due == date(2027, 6, 1)


def test_a_legal_form_under_ownership_is_passed_over_with_a_word(lab: Lab) -> None:
    path = grid(
        lab.folder / "a.xlsx", [["单位名称", "企业类型"], ["甲公司", "有限责任公司"], ["乙公司", "私营"]]
    )
    _batch, outcome = lab.run(path)
    assert outcome.refused == 0
    assert doubts(outcome) == ["other_question"]
    assert (unit("甲公司").ownership_type, unit("乙公司").ownership_type) == ("", "private")


def test_section_titles_and_a_closing_date_are_no_data(lab: Lab) -> None:
    rows: list[list[Any]] = [
        ["序号", "单位名称", "从业人员数", "单位类别"],
        ["一、仲景街道", None, None, None],
        [1, "甲公司", 5, "非公企业"],
        ["（二）汉冶街道", None, None, None],
        [2, "乙公司", 6, "非公企业"],
        ["2026年11月20日", None, None, None],
    ]
    _batch, outcome = lab.run(grid(lab.folder / "a.xlsx", rows))
    assert (outcome.read, outcome.created, outcome.refused) == (2, 2, 0)


def test_out_of_contact_may_say_since_when(lab: Lab) -> None:
    rows = [
        {"name": "甲", "branch": "豫宛精密铸造有限公司党支部", "out_of_contact": "是，2023年5月起"},
        {"name": "乙", "branch": "豫宛精密铸造有限公司党支部", "out_of_contact": "否"},
    ]
    lab.run(rows, kind="members")
    held = {one.name: one for one in Member.objects.across_all(because=BECAUSE)}
    assert (held["甲"].out_of_contact, held["甲"].out_of_contact_since) == (True, "2023-05")
    assert held["乙"].out_of_contact is False


def test_what_a_later_round_says_again_holds_for_its_date(lab: Lab) -> None:
    rows = [{"name": "甲公司", "uscc": code(1)}]
    lab.run(rows)
    first = unit("甲公司").surveyed_on
    lab.world.round = lab.next_round()
    _batch, outcome = lab.run(rows)
    assert outcome.unchanged == 1
    assert first == date(2026, 11, 20)
    assert unit("甲公司").surveyed_on == NOW.date()


def test_an_undone_move_brings_members_and_secretaries_back(lab: Lab) -> None:
    branch = lab.world.organisation["branch"]
    branch.code = "ZB-1"
    branch.save()
    rows = [{"name": branch.name, "code": "ZB-1", "county": "卧龙区"}]
    lab.run([{"name": "新党员", "id_number": id_number(7), "branch": branch.name}], kind="members")
    batch, outcome = lab.run(rows, kind="organisations", place="411300")
    assert outcome.updated == 1
    assert lab.organisation(branch.name).place != branch.place
    assert lab.member("新党员").place != branch.place
    undoing.undo(batch, by=Scope.operator(), at=NOW)
    places = set(
        Member.objects.across_all(because=BECAUSE).filter(branch=branch).values_list("place", flat=True)
    ) | set(
        Appointment.objects.across_all(because=BECAUSE)
        .filter(organisation=branch)
        .values_list("place", flat=True)
    )
    assert places == {branch.place}


def test_whether_an_organisation_was_founded_may_be_answered_with_how(lab: Lab) -> None:
    rows: list[list[Any]] = [
        ["单位名称", "党组织组建情况", "组建形式"],
        ["甲公司", "联合建立", None],
        ["乙公司", "单独组建", "联合"],
        ["丙公司", "未建立", None],
        ["丁公司", "已建立", "挂靠"],
    ]
    _batch, outcome = lab.run(grid(lab.folder / "a.xlsx", rows))
    assert doubts(outcome) == ["form_differs"]
    held = {name: (unit(name).has_org, unit(name).form) for name in ("甲公司", "乙公司", "丙公司", "丁公司")}
    assert held == {
        "甲公司": (True, "joint"),
        "乙公司": (True, "joint"),
        "丙公司": (False, ""),
        "丁公司": (True, "hosted"),
    }


def test_membership_that_says_full_or_probationary_says_what_the_member_is(lab: Lab) -> None:
    branch = "豫宛精密铸造有限公司党支部"
    rows: list[list[Any]] = [
        ["姓名", "所在党支部", "党籍", "人员类别"],
        ["甲", branch, "正式党员", None],
        ["乙", branch, "预备党员", None],
        ["丙", branch, "停止党籍", "正式党员"],
        ["丁", branch, "正式党员", "预备党员"],
        ["戊", branch, "党员", None],
    ]
    _batch, outcome = lab.run(grid(lab.folder / "a.xlsx", rows), kind="members")
    assert outcome.refused == 0
    assert doubts(outcome) == ["category_differs", "other_question"]
    held = {
        one.name: (one.category, one.standing)
        for one in Member.objects.across_all(because=BECAUSE)
        if one.name in "甲乙丙丁戊"
    }
    assert held["甲"][0] == "full"
    assert held["乙"][0] == "probationary"
    assert held["丙"] == ("full", "stopped")
    assert held["丁"][0] == "probationary"
    assert held["戊"][0] == ""
