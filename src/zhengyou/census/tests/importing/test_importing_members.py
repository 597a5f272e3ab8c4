"""A roll becomes members: found by number, else by name and branch; numbers and phones rest encrypted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from zhengyou.census.models import Member
from zhengyou.census.tests.importing.lab import BECAUSE, Lab, codes, doubts, figures, id_number
from zhengyou.changes.models import Change

BRANCH = "豫宛精密铸造有限公司党支部"
FULL = {
    "name": "赵 一", "id_number": id_number(5, born="19900305"), "category": "正式党员", "joined_on": "2010年5月",
    "full_on": "2011-05", "branch": BRANCH, "unit": "豫宛精密铸造有限公司", "phone": "13500000001",
    "mobile_status": "流出（深圳）", "out_of_contact": "2024年3月", "voluntary": "体弱",
}  # fmt: skip


def run(lab: Lab, *rows: dict[str, Any], **more: Any) -> tuple[Any, Any]:
    return lab.run(list(rows), kind="members", **more)


def test_a_row_becomes_a_member_with_facts(lab: Lab) -> None:
    batch, outcome = run(lab, FULL)
    assert figures(outcome) == (1, 1, 0, 0, 0)
    member = lab.member("赵一")
    assert (member.branch, member.unit) == (lab.world.organisation["branch"], lab.world.unit["foundry"])
    assert member.place == lab.world.organisation["branch"].place
    assert (member.category, member.joined_on, member.full_on) == ("full", "2010-05", "2011-05")
    assert (member.mobile_status, member.mobile_where) == ("out", "深圳")
    assert (member.out_of_contact, member.out_of_contact_since) == (True, "2024-03")
    assert (member.voluntary, member.voluntary_reason) == (True, "frail")
    assert (member.last_round, member.batch_id) == (lab.world.round, batch.pk)


def test_birth_date_and_gender_follow_from_the_number(lab: Lab) -> None:
    run(lab, FULL)
    member = lab.member("赵一")
    assert (member.birth_date, member.gender) == ("1990-03-05", "male")


def test_number_and_phone_rest_encrypted_in_record_and_history(lab: Lab) -> None:
    batch, _ = run(lab, FULL)
    member = lab.member("赵一")
    assert member.id_number.open() == FULL["id_number"]
    assert member.phone.open() == FULL["phone"]
    change = Change.objects.across_all(because=BECAUSE).get(batch_id=batch.pk)
    held = json.loads(change.new)
    assert held["id_number"].startswith("a1:")
    assert held["phone"].startswith("a1:")


def test_the_number_finds_the_member_whatever_the_branch(lab: Lab) -> None:
    run(lab, FULL)
    lab.world.round = lab.next_round()
    _, outcome = run(lab, {**FULL, "branch": "中共宛城区非公企业委员会", "unit": None})
    assert figures(outcome) == (1, 0, 1, 0, 0)
    member = lab.member("赵一")
    assert member.branch == lab.world.organisation["county_committee"]
    assert member.place == lab.world.organisation["county_committee"].place


def test_a_name_in_a_branch_finds_the_member_and_takes_the_number_it_lacked(lab: Lab) -> None:
    run(lab, {"name": "钱二", "branch": BRANCH})
    _, outcome = run(lab, {"name": "钱二", "branch": BRANCH, "id_number": id_number(6)})
    assert figures(outcome) == (1, 0, 1, 0, 0)
    assert lab.member("钱二").id_number.open() == id_number(6)


def test_namesakes_in_a_branch_are_told_apart_by_birth_date(lab: Lab) -> None:
    rows = [
        {"name": "孙三", "branch": BRANCH, "birth_date": "1980-01-01"},
        {"name": "孙三", "branch": BRANCH, "birth_date": "1990"},
    ]
    _, outcome = run(lab, *rows)
    assert figures(outcome) == (2, 2, 0, 0, 0)
    _, outcome = run(lab, {**rows[1], "birth_date": "1990-05"})
    assert figures(outcome) == (1, 0, 1, 0, 0)
    _, outcome = run(lab, {"name": "孙三", "branch": BRANCH})
    assert codes(outcome) == ["name_not_unique"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"name": "甲"}, "no_branch"),
        ({"name": None, "branch": BRANCH}, "name_missing"),
        ({"name": "甲", "branch": "没有的支部"}, "branch_unknown"),
        ({"name": "甲", "unit": "没有的单位"}, "unit_unknown"),
        ({"name": "甲", "branch": "清空"}, "cannot_erase"),
        ({"name": "甲", "branch": BRANCH, "id_number": "123"}, "id_length"),
        ({"name": "甲", "branch": BRANCH, "joined_on": "2012", "full_on": "2011"}, "full_before_joining"),
        ({"name": "甲", "branch": "中共南阳市非公企业工作委员会"}, "other_place"),
        ({"name": "甲", "branch": "中原纺织有限公司党支部"}, "branch_unknown"),
    ],
)
def test_a_row_is_refused(lab: Lab, row: dict[str, Any], code: str) -> None:
    _, outcome = run(lab, row)
    assert codes(outcome) == [code]
    assert outcome.refused == 1


def test_a_unit_that_the_census_lacks_leaves_the_branch(lab: Lab) -> None:
    _, outcome = run(lab, {"name": "甲", "branch": BRANCH, "unit": "外地公司"})
    assert doubts(outcome) == ["unit_unknown"]
    assert (lab.member("甲").branch, lab.member("甲").unit) == (lab.world.organisation["branch"], None)


def test_a_unit_is_found_by_code_too(lab: Lab) -> None:
    code = lab.world.unit["foundry"].uscc
    run(lab, {"name": "甲", "unit_code": code}, {"name": "乙", "unit": code})
    assert lab.member("甲").unit == lab.member("乙").unit == lab.world.unit["foundry"]
    assert lab.member("甲").place == lab.world.unit["foundry"].path


def test_one_member_in_two_rows_is_refused(lab: Lab) -> None:
    rows = [
        {"name": "甲", "id_number": id_number(7), "branch": BRANCH},
        {"name": "甲（重）", "id_number": id_number(7), "branch": BRANCH},
        {"name": "甲", "branch": BRANCH},
        {"name": "甲", "id_number": id_number(8), "branch": BRANCH},
    ]
    _, outcome = run(lab, *rows)
    assert [(issue.row, issue.finding.code) for issue in outcome.errors] == [(3, "repeated"), (4, "repeated")]
    assert outcome.created == 2


def test_the_number_is_believed_before_the_birth_date(lab: Lab) -> None:
    _, outcome = run(
        lab, {"name": "甲", "id_number": id_number(7), "branch": BRANCH, "birth_date": "1999-09-09"}
    )
    assert doubts(outcome) == ["birth_differs"]
    assert lab.member("甲").birth_date == "1980-01-01"


def test_a_number_held_elsewhere_is_refused_without_telling_whose(lab: Lab) -> None:
    number = id_number(9)
    run(lab, {"name": "何某", "id_number": number, "branch": "中原纺织有限公司党支部"}, place="411303")
    _, outcome = run(lab, {"name": "何某", "id_number": number, "branch": BRANCH})
    assert codes(outcome) == ["held_elsewhere"]
    assert "中原" not in outcome.errors[0].finding.message
    lab.world.round = lab.next_round()
    _, outcome = run(lab, {"name": "何某", "id_number": number, "branch": BRANCH}, place="411300")
    assert figures(outcome) == (1, 0, 1, 0, 0)


def test_a_member_who_moved_out_may_come_again(lab: Lab) -> None:
    run(lab, FULL)
    member = lab.member("赵一")
    member.closed_on, member.closing_reason = lab.world.round.as_of, "transferred"
    member.save()
    _, outcome = run(lab, FULL)
    assert outcome.created == 1
    assert Member.objects.across_all(because=BECAUSE).filter(name="赵一").count() == 2


def test_the_word_for_erasing_erases_both_facts_of_a_cell(lab: Lab) -> None:
    run(lab, FULL)
    erased = dict.fromkeys(("phone", "mobile_status", "out_of_contact", "voluntary"), "清空")
    run(lab, {**FULL, **erased})
    member = lab.member("赵一")
    assert (member.phone, member.phone_index, member.mobile_status, member.mobile_where) == ("", "", "", "")
    assert (member.out_of_contact, member.out_of_contact_since) == (None, "")
    assert (member.voluntary, member.voluntary_reason) == (None, "")
