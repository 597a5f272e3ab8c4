"""A heading that two questions share is settled by its answers; a tick is no name."""

from __future__ import annotations

from typing import Any

import pytest

from zhengyou.census.tests.importing.lab import Lab, doubts, grid
from zhengyou.organisations.models import PartyOrganisation


@pytest.mark.parametrize(
    ("heading", "answers", "field"),
    [
        ("党组织形式", ["联合", "单独组建", None], "form"),
        ("党组织形式", ["党支部", "联合党支部", None], "org_level"),
        ("组建形式", ["党支部", "党委", "/"], "org_level"),
        ("组建形式", ["党支部", "联合党支部", None], "org_level"),
        ("党组织", ["有", "无", "有"], "has_org"),
        ("党组织", ["已建", "未建", None], "has_org"),
        ("党组织", ["甲公司党支部", "无", None], "org_name"),
        ("党建指导员", ["有", "无", None], "instructor"),
        ("党建指导员", ["张三", "无", None], "instructor_name"),
        ("企业类型", ["非公企业", "个体工商户", None], "org_kind"),
        ("企业类型", ["私营", "有限责任公司（港澳台独资）", None], "ownership_type"),
        ("企业类型", ["私营企业", "个体工商户", None], "ownership_type"),
        ("经营状况", ["存续", "注销", None], "reg_status"),
        ("经营状况", ["正常", "良好", None], "condition"),
        ("经营状态", ["好", "一般", None], "condition"),
        ("楼宇", ["三色鸽大厦", None, "财富中心"], "zone_name"),
    ],
)
def test_the_answers_tell_which_question_was_asked(
    lab: Lab, heading: str, answers: list[str | None], field: str
) -> None:
    rows: list[list[Any]] = [["单位名称", heading]]
    rows += [[f"{number}公司", answer] for number, answer in enumerate(answers)]
    _, outcome = lab.run(grid(lab.folder / "a.xlsx", rows))
    assert [one.field for one in outcome.mapping.entries] == ["name", field]


def test_a_question_that_has_a_column_of_its_own_keeps_it(lab: Lab) -> None:
    rows: list[list[Any]] = [
        ["单位名称", "党组织", "是否建立党组织"],
        ["甲公司", "有", "是"],
        ["乙公司", "无", "否"],
    ]
    before = PartyOrganisation.objects.across_all(because="a test counts").count()
    _, outcome = lab.run(grid(lab.folder / "a.xlsx", rows))
    assert [one.field for one in outcome.mapping.entries] == ["name", "org_name", "has_org"]
    assert doubts(outcome) == ["no_name"]
    assert PartyOrganisation.objects.across_all(because="a test counts").count() == before


@pytest.mark.parametrize("heading", ["涵盖企业", "覆盖企业", "覆盖单位", "涵盖企业（单位）"])
def test_units_that_a_joint_branch_covers_are_linked(lab: Lab, heading: str) -> None:
    lab.run([{"name": "甲公司"}, {"name": "乙公司"}])
    rows: list[list[Any]] = [["党组织名称", heading], ["商圈联合党支部", "甲公司、乙公司"]]
    lab.run(grid(lab.folder / "a.xlsx", rows), kind="organisations")
    assert {lab.unit(name).organisation for name in ("甲公司", "乙公司")} == {
        lab.organisation("商圈联合党支部")
    }


@pytest.mark.parametrize("heading", ["涵盖企业数", "覆盖企业（家）", "涵盖单位数量"])
def test_how_many_units_it_covers_is_no_list_of_them(lab: Lab, heading: str) -> None:
    rows: list[list[Any]] = [["党组织名称", heading], ["商圈联合党支部", 5]]
    _, outcome = lab.run(grid(lab.folder / "a.xlsx", rows), kind="organisations")
    assert [one.field for one in outcome.mapping.entries] == ["name", None]
    assert outcome.issues == []


def test_a_ledger_of_units_that_lists_the_units_of_a_joint_branch_is_told(lab: Lab) -> None:
    rows: list[list[Any]] = [
        ["单位名称", "党组织名称", "涵盖企业"],
        ["甲公司", "商圈联合党支部", "甲公司、乙公司"],
        ["乙公司", None, None],
    ]
    _, outcome = lab.run(grid(lab.folder / "a.xlsx", rows))
    assert [one.field for one in outcome.mapping.entries] == ["name", "org_name", None]
    assert [note.partition("没有导入")[0] for note in outcome.notes] == ["工作表“摸底表”的C列“涵盖企业”"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("所属市场/商圈", "zone_name"),
        ("市级荣誉", "honours"),
        ("楼长电话", None),
        ("网格员联系电话", None),
        ("联系领导电话", None),
        ("建立党组织时间", "founded"),
    ],
)
def test_a_heading_that_only_contains_a_word_is_not_taken_for_it(
    lab: Lab, heading: str, field: str | None
) -> None:
    rows: list[list[Any]] = [["单位名称", "党组织名称", heading], ["甲公司", "甲公司党支部", "2015-07"]]
    _, outcome = lab.run(grid(lab.folder / "a.xlsx", rows))
    assert [one.field for one in outcome.mapping.entries] == ["name", "org_name", field]


def test_a_number_beside_a_persons_name_is_no_part_of_it(lab: Lab) -> None:
    rows: list[list[Any]] = [["单位名称", "党建指导员姓名及电话"], ["甲公司", "张三 13800000001"]]
    _, outcome = lab.run(grid(lab.folder / "a.xlsx", rows))
    assert (lab.unit("甲公司").instructor_name, doubts(outcome)) == ("张三", ["number_beside_name"])
