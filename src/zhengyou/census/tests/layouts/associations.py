"""Associations, chambers and branches of the federation: no codes, found by name and county."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from zhengyou.census.tests.layouts.layout import Expected, layout
from zhengyou.census.tests.layouts.sheets import Lines, Page, xlsx
from zhengyou.workbooks.tests import old_excel


@layout("行业协会商会党建台账.xls", returns=False)
def associations_in_old_excel(path: Path) -> Expected:
    """Excel 97: two heading rows, the kind said once for all by a merged cell, members in and out."""
    rows: Lines = [
        ["宛城区行业协会商会党建工作台账", *[None] * 8],
        ["序号", "类别", "协会商会名称", "会长", None, "党员情况", None, None, "业务主管"],
        [None, None, None, "姓名", "电话", "组织关系在本单位", "组织关系不在本单位", "流动党员", None],
        [1, "行业商会", "宛城区餐饮协会", "赵六", "13800000001", 4, 2, 0, "商务局"],
        [2, None, "宛城区物流协会", "钱七", None, 0, "３", None, None],
        [3, "乡镇商会", "官庄镇商会", None, None, None, None, None, None],
    ]
    merges = [(0, 0, 0, 8), (1, 1, 3, 4), (1, 1, 5, 7), (3, 4, 1, 1)]
    merges += [(1, 2, column, column) for column in (0, 1, 2, 8)]
    old_excel.write(path, {"台账": old_excel.OldSheet(rows, merges)})
    dining = {"org_kind": "行业协会商会", "owner_name": "赵六", "contact_phone": "13800000001"}
    return Expected(
        {
            "宛城区餐饮协会": {**dining, "members_total_in": 4, "members_out": 2, "members_mobile": 0},
            "宛城区物流协会": {
                "org_kind": "行业协会商会", "owner_name": "钱七", "members_total_in": 0, "members_out": 3
            },
            "官庄镇商会": {"org_kind": "工商联基层分会"},
        },
        {"台账": "- org_kind name owner_name contact_phone members_total_in members_out members_mobile -"},
    )  # fmt: skip


@layout("工商联基层商会.xlsx")
def branches_of_the_federation(path: Path) -> Expected:
    """The federation's list: reasons for having no organisation as ticks, an instructor's unit and post, wishes as remark."""
    rows: Lines = [
        ["工商联基层商会党建情况"],
        ["基层商会名称", "所在乡镇（街道）", "是否建立\n党组织",
         "没有建立党组织的原因", None, None, "党建指导员", None, None, "下一步打算"],
        [None, None, None, "无党员", "党员不足三人", "其他原因", "姓名", "单位", "职务", None],
        ["东关街道商会", "东关街道", "√", None, None, None, None, None, None, None],
        ["汉冶商会", "汉冶办", "×", None, "√", None, "孙 八", "汉冶街道办事处", "组织委员", "明年组建"],
        ["官庄商会", "官庄镇", "√", "√", None, None, None, None, None, None],
        ["城外商会", "靳岗街道", None, None, None, None, None, None, None, None],
    ]  # fmt: skip
    merges = ("A1:J1", "A2:A3", "B2:B3", "C2:C3", "D2:F2", "G2:I2", "J2:J3")
    xlsx(path, {"商会": Page(rows, merges)})
    reason, sent = (
        "no_org_reason no_org_reason no_org_reason",
        "instructor_name instructor_employer instructor_post",
    )
    return Expected(
        {
            "东关街道商会": {"place": "东关街道", "has_org": True},
            "汉冶商会": {
                "place": "汉冶街道", "has_org": False, "no_org_reason": "仅个别党员", "progress": "明年组建",
                "instructor": True, "instructor_name": "孙八", "instructor_employer": "汉冶街道办事处",
                "instructor_post": "组织委员",
            },
            "城外商会": {},
        },
        {"商会": f"name township has_org {reason} {sent} progress"},
        refused=["D6 reason_denied"],
        doubts=["B7 unknown_township"],
    )  # fmt: skip


@layout("党支部花名册.xlsx", kind="organisations")
def a_list_of_branches(path: Path) -> Expected:
    """The organisation department's list: superiors by name, terms and their end, secretaries under a group, units covered."""
    rows: Lines = [
        ["宛城区两新组织党支部一览表"],
        ["序号", "党组织名称", "类别", "上级党组织", "成立时间",
         "最近一次换届时间", "届满时间", "书记情况", None, None, "所在乡镇街道"],
        [None, None, None, None, None, None, None, "姓名", "学历", "联系电话", None],
        [1, "甲公司党支部", "支部", "中共宛城区非公企业委员会", date(2015,
         7, 1), "2024年6月", "2027年6月", "张三", "本科", "13800000001", "东关街道"],
        [2, "物流联合党支部", "联合支部", "甲公司党支部", "2018.3", None, None, "李四", "高职", None, "汉冶街道"],
        [3, "错误党支部", "支部", "错误党支部", None, None, None, None, None, None, "汉冶街道"],
        [4, "早换党支部", "支部", None, "2020-01", "2019-01", None, None, None, None, None],
        [5, "某某团支部", "团支部", None, None, None, None, None, None, None, None],
    ]  # fmt: skip
    merges = ("A1:K1", "H2:J2", *(f"{letter}2:{letter}3" for letter in "ABCDEFGK"))
    xlsx(path, {"支部": Page(rows, merges)})
    first = {"level": "branch", "superior": "中共宛城区非公企业委员会", "founded": "2015-07-01"}
    first |= {"last_election": "2024-06", "term_ends": "2027-06", "secretary": "张三"}
    first |= {"secretary_education": "bachelor", "secretary_phone": "13800000001", "territory": "东关街道"}
    second = {"level": "joint_branch", "superior": "甲公司党支部", "founded": "2018-03", "secretary": "李四"}
    return Expected(
        {
            "甲公司党支部": first,
            "物流联合党支部": {**second, "secretary_education": "college", "territory": "汉冶街道"},
        },
        {
            "支部": "- name level superior founded last_election term_ends secretary secretary_education"
            " secretary_phone township"
        },
        refused=["D6 superior_circle", "F7 elected_before_founding", "C8 unknown_choice"],
    )


@layout("党组织导出.txt", kind="organisations", returns=False)
def branches_as_text(path: Path) -> Expected:
    """A system's export with codes that begin with zeros; tabs, GB18030."""
    lines = [
        "党组织代码\t党组织全称\t建制\t上级党组织代码",
        "001002003\t丙公司党支部\t党支部\t",
        "001\t丁公司党委\t基层党委\t/",
    ]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("gb18030"))
    return Expected(
        {
            "丙公司党支部": {"code": "001002003", "level": "branch", "territory": "宛城区"},
            "丁公司党委": {"code": "001", "level": "committee", "territory": "宛城区"},
        },
        {"党组织导出": "code name level superior"},
    )
