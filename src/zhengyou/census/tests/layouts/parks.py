"""Parks, buildings and streets: yes and no in every form, answers that mean nothing, words of the trade."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from zhengyou.census.tests.importing.lab import code
from zhengyou.census.tests.layouts.layout import Expected, layout
from zhengyou.census.tests.layouts.sheets import Lines, Page, xlsx


@layout("园区企业党建摸底.xlsx")
def yes_and_no_in_every_form(path: Path) -> Expected:
    """√ 有 是 Y 1 and their opposites, in one column each firm its own way; / 无 不详 — say nothing or no."""
    yes: list[Any] = ["√", "有", "是", "Y", 1, True, "ｙｅｓ", "已建", "是（2015年）", "✓"]
    no: list[Any] = ["×", "无", "否", "N", 0, False, "ＮＯ", "未建", "没有", "✗"]
    rows: list[list[Any]] = [
        ["企业名称", "是否建立工会", "共青团", "妇联组织", "是否有党员活动室", "联系电话"]
    ]
    rows += [[f"是{place}公司", word, None, None, word, None] for place, word in enumerate(yes)]
    rows += [[f"否{place}公司", word, None, None, word, None] for place, word in enumerate(no)]
    rows += [["空公司", "/", "—", " ", "不详", "无"], ["怪公司", "大概有", None, None, None, None]]
    rows += [["清公司", "清空", None, None, "是", None]]
    xlsx(path, {"园区": rows})
    taken: dict[str, dict[str, Any]] = {
        f"是{place}公司": {"union_": True, "venue": True} for place in range(10)
    }
    taken |= {f"否{place}公司": {"union_": False, "venue": False} for place in range(10)}
    return Expected(
        {**taken, "空公司": {}, "清公司": {"venue": True}},
        {"园区": "name union_ league women venue contact_phone"},
        refused=["B23 not_yes_no"],
    )


@layout("楼宇入驻单位.xlsx")
def words_that_only_describe(path: Path) -> Expected:
    """Words nobody knows under questions that only describe leave the row alone; where figures hang on them it goes back."""
    rows: Lines = [
        ["入驻单位", "单位性质", "生产经营状况", "企业坐落地", "园区级别", "经营状态", "单位类别", "行业"],
        ["甲公司", "有限责任公司", "较好", "写字楼", "省级", "停业整顿", "民营企业", "住宿餐饮"],
        ["乙公司", "联营", "忽好忽坏", "地下室", "厅级", "在业", None, "C13"],
        ["丙公司", None, None, None, None, "待定", None, None],
        ["丁公司", None, None, None, None, None, "国有企业", None],
        ["戊公司", "私营", "1.好", "A.园区", "国家级（经开区）", "存续", "企业", "星际航行"],
    ]
    rows[0][0] = "企业名称"
    xlsx(path, {"楼宇": rows})
    return Expected(
        {
            "甲公司": {
                "condition": "好", "located_in": "楼宇", "zone_level": "省级", "reg_status": "停业",
                "org_kind": "非公企业", "industry_code": "H",
            },
            "乙公司": {"reg_status": "正常", "industry_code": "C13"},
        },
        {"楼宇": "name ownership_type condition located_in zone_level reg_status org_kind industry_code"},
        refused=["F4 unknown_choice", "G5 unknown_choice", "H6 unknown_industry"],
        doubts=[
            "B2 other_question", "B3 other_question", "C3 unknown_choice", "D3 unknown_choice", "E3 unknown_choice",
        ],
    )  # fmt: skip


@layout("街道台账（有重列）.xlsx", returns=False)
def two_columns_for_one_field(path: Path) -> Expected:
    """Two columns for the staff, two for the name; a column that nobody knows; a named instructor; 备注 x."""
    rows: Lines = [
        ["企业名称", "从业人员数", "职工人数", "单位名称", "指导员姓名", "党建品牌", "备注", "未建原因"],
        ["甲公司", 3, 4, "甲有限公司", "冯 指导", "红色引擎", "x", "业主不支持"],
        ["乙公司", 5, 5, None, "/", None, "——", "正在筹建"],
    ]
    xlsx(path, {"街道": rows})
    instructor = {"instructor": True, "instructor_name": "冯指导"}
    return Expected(
        {
            "甲公司": {
                "employees": 3,
                "progress": "x",
                "has_org": False,
                "no_org_reason": "出资人不支持",
                **instructor,
            },
            "乙公司": {"employees": 5, "has_org": False, "no_org_reason": "应建未建"},
        },
        {"街道": "name employees - - instructor_name - progress no_org_reason"},
        doubts=["H2 has_org_concluded", "H3 has_org_concluded"],
        notes=["C列“职工人数”没有导入", "D列“单位名称”没有导入"],
    )


@layout("填报表（带示例）.xlsx")
def a_form_with_an_example(path: Path) -> Expected:
    """An example row, hints under the heading, a row of required marks, a long remark across, a footer with a date."""
    rows: Lines = [
        ["附件1", None, None, None, None],
        ["非公企业基本情况采集表", None, None, None, None],
        ["填报单位：", "东关街道", None, "填报日期：", "2026.11.18"],
        [
            "*单位名称（必填）",
            "★统一社会信用代码",
            "从业人员（人）",
            "是否组建（是/否）",
            "年营业收入(单位:万元)",
        ],
        ["文本", "文本", "数字", "下拉选择", "数字"],
        ["例：某某公司", "9141****", 100, "是", 500],
        ["甲公司", code(1), 12, "是/否", 5],
        ["乙公司", code(2), 13, "否", 6],
        ["总计科技有限公司", code(3), 14, "有", 7],
        ["总计", None, 39, None, 18],
        ["说明：1.从业人员为年末人数；2.年营业收入以税务申报为准，没有申报的填写估计数并在备注中注明。"],
        ["2026年11月18日"],
    ]
    xlsx(path, {"采集表": Page(rows, ("A2:E2", "A11:E11"))})
    return Expected(
        {
            "乙公司": {"uscc": code(2), "employees": 13, "has_org": False, "revenue": 6},
            "总计科技有限公司": {"uscc": code(3), "employees": 14, "has_org": True, "revenue": 7},
        },
        {"采集表": "name uscc employees has_org revenue"},
        refused=["D7 not_yes_no"],
    )


@layout("普查表（填代码）.xlsx")
def numbers_that_the_heading_explains(path: Path) -> Expected:
    """A form that is answered by numbers: the headings say what they mean, one of them the other way round."""
    rows: Lines = [
        ["单位名称", "单位类别（1非公企业 2个体工商户 3行业协会商会）", "是否建立党组织（1.是 2.否）", "是否规上（1否，2是）",
         "经营状态(A正常 B停业 C注销)", "从业人员（1人以上填写）"],
        ["甲公司", 1, 1, 2, "A", 1],
        ["乙面馆", "２", "2", 1, "b", 2],
        ["丙商会", "3.", "否", "是", "正常", 3],
        ["丁公司", 4, 3, 0, "D", 4],
    ]  # fmt: skip
    xlsx(path, {"普查": rows})
    return Expected(
        {
            "甲公司": {
                "org_kind": "非公企业", "has_org": True, "above_scale": True, "reg_status": "正常", "employees": 1
            },
            "乙面馆": {
                "org_kind": "个体工商户", "has_org": False, "above_scale": False, "reg_status": "停业", "employees": 2
            },
            "丙商会": {
                "org_kind": "行业协会商会", "has_org": False, "above_scale": True, "reg_status": "正常", "employees": 3
            },
        },
        {"普查": "name org_kind has_org above_scale reg_status employees"},
        refused=["B5 unknown_choice", "C5 not_yes_no", "E5 unknown_choice"],
    )  # fmt: skip
