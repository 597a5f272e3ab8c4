"""Rolls of members: a branch's, a county's, an export with birth dates and numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from zhengyou.census.tests.importing.lab import id_number
from zhengyou.census.tests.layouts.layout import Expected, layout
from zhengyou.census.tests.layouts.sheets import Lines, Page, xlsx
from zhengyou.workbooks.tests import old_excel

BRANCH = "豫宛精密铸造有限公司党支部"
FOUNDRY = "豫宛精密铸造有限公司"


@layout("党员花名册.xlsx", kind="members")
def a_branchs_roll(path: Path) -> Expected:
    """A branch's roll: the branch merged over all rows, numbers as text, dates in every spelling, remarks and signatures."""
    rows: Lines = [
        ["豫宛精密铸造有限公司党支部党员花名册"],
        ["序号", "姓名", "性别", "身份证号码", "学历", "入党时间",
         "转正时间", "党员类别", "所在党支部", "联系电话", "流动党员", "是否失联"],
        [1, "刘 一", "男", id_number(11), "大专", date(2010, 7, 1), "2011.07.01", "正式", BRANCH, 13800000001, "否", "否"],
        [2, "陈二", "男", id_number(12).lower(), "高中", "201507",
         "2016年7月", "中共党员", None, "13800000002", "流出（深圳）", None],
        [3, "张三", None, None, "小学", "20200701", None, "预备党员", None, None, "流入", "是，2023年5月起"],
        [4, "李四", "男", id_number(14)[:-1] + ("0" if id_number(14)[-1] != "0" else "1"),
         None, None, None, None, None, None, None, None],
        [5, "王五", "男", 411302198001010000, None, None, None, None, None, None, None, None],
        [6, "赵六", "男", None, None, "2020年", "2019年", "正式", None, None, None, None],
        ["合计", "6人"],
        ["支部书记（签字）：", None, None, None, "填表时间：2026年11月"],
    ]  # fmt: skip
    xlsx(path, {"花名册": Page(rows, ("A1:L1", "I3:I8"))})
    home = {"branch": BRANCH}
    one = {"id_number": id_number(11), "gender": "male", "birth_date": "1980-01-01", "education": "college"}
    one |= {"joined_on": "2010-07-01", "full_on": "2011-07-01", "category": "full", "phone": "13800000001"}
    two = {
        "id_number": id_number(12),
        "gender": "female",
        "birth_date": "1980-01-01",
        "education": "senior_high",
    }
    two |= {"joined_on": "2015-07", "full_on": "2016-07", "category": "full", "phone": "13800000002"}
    three = {
        "education": "primary",
        "joined_on": "2020-07-01",
        "category": "probationary",
        "mobile_status": "in",
    }
    return Expected(
        {
            "刘一": {**home, **one, "mobile_status": "none", "out_of_contact": False},
            "陈二": {**home, **two, "mobile_status": "out", "mobile_where": "深圳"},
            "张三": {**home, **three, "out_of_contact": True, "out_of_contact_since": "2023-05"},
        },
        {
            "花名册": "- name gender id_number education joined_on full_on category branch phone mobile_status"
            " out_of_contact"
        },
        refused=["D6 id_check_digit", "D7 id_rounded", "G8 full_before_joining"],
        doubts=["C4 gender_differs"],
    )


@layout("非公企业党员信息.xls", kind="members")
def a_countys_export(path: Path) -> Expected:
    """The county's export in old Excel: unit by code, or by name; unknown words where nothing hangs on them; ticks."""
    rows: Lines = [
        [
            "党员姓名",
            "单位代码",
            "工作单位",
            "出生年月",
            "岗位",
            "党内职务",
            "组织关系",
            None,
            None,
            "年老体弱",
        ],
        [None, None, None, None, None, None, "在本单位", "未转入", "在外地", None],
        ["甲一", "91411302MA0000001Q", None, date(1990, 5, 1), "管理人员", "支委", "√", None, None, "否"],
        ["乙二", None, FOUNDRY, "1991.5", "门卫", "团支书", None, "√", None, "行动不便"],
        ["丙三", None, "没有这家公司", None, None, None, None, None, None, None],
        ["丁四", None, None, "1992-05", None, None, None, None, "√", None],
        ["戊五", "91411302MA0000001Q", None, None, None, None, "√", "√", None, None],
    ]
    merges = [(0, 1, column, column) for column in (0, 1, 2, 3, 4, 5, 9)] + [(0, 0, 6, 8)]
    old_excel.write(path, {"党员": old_excel.OldSheet(rows, merges)})
    home = {"unit": FOUNDRY}
    first = {"birth_date": "1990-05-01", "post": "manager", "position": "member", "relation": "here"}
    second = {
        "birth_date": "1991-05",
        "relation": "not_transferred",
        "voluntary": True,
        "voluntary_reason": "frail",
    }
    return Expected(
        {"甲一": {**home, **first, "voluntary": False}, "乙二": {**home, **second}},
        {"党员": "name unit_code unit birth_date post position relation relation relation voluntary"},
        refused=["C5 unit_unknown", "-6 no_branch", "G7 two_ticks"],
        doubts=["E4 unknown_choice", "F4 unknown_choice"],
    )


@layout("各支部党员名单.xlsx", kind="members")
def a_roll_with_columns_nobody_asks_for(path: Path) -> Expected:
    """Family addresses and nationalities are not taken; the same person twice is told with the sheet's name."""
    first: Lines = [
        ["姓名", "民族", "党支部", "家庭住址", "出生日期"],
        ["甲一", "汉族", BRANCH, "某小区", "1990-05-01"],
    ]
    second: Lines = [
        ["党支部", "姓名", "出生日期", "政治面貌"],
        [BRANCH, "甲一", "1990年5月1日", "党员"],
        [BRANCH, "乙二", 33000, "党员"],
    ]
    xlsx(path, {"一支部": first, "二支部": second})
    return Expected(
        {
            "甲一": {"branch": BRANCH, "birth_date": "1990-05-01"},
            "乙二": {"branch": BRANCH, "birth_date": "1990-05-07"},
        },
        {"一支部": "name - branch - birth_date", "二支部": "branch name birth_date category"},
        refused=["二支部!B2 repeated"],
        doubts=["二支部!D2 other_question", "二支部!D3 other_question"],
    )
