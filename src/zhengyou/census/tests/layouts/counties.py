"""Ledgers of county offices: titles, groups of headings, ticks, several sheets."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from zhengyou.census.tests.importing.lab import code
from zhengyou.census.tests.layouts.layout import Expected, layout
from zhengyou.census.tests.layouts.sheets import Lines, Page, xlsx


@layout("附件2：非公企业党建工作台账.xlsx", returns=False)
def groups_over_three_rows(path: Path) -> Expected:
    """Title, reporting line, three merged heading rows: 姓名 and 总数 mean something only under their group."""
    rows: Lines = [
        ["宛城区非公有制企业党建工作台账"],
        ["填报单位（盖章）：宛城区委组织部", *[None] * 9, "填报时间：2026年11月18日", *[None] * 4, "单位：万元、人"],
        ["序号", "企业基本情况", None, None, None, None, "党员情况", None, None, None, "党组织情况", *[None] * 4, "备注"],
        [None, "名称", "信用代码", "经营情况", None, "职工总数", "总数", "其中", None, "未转入组织关系",
         "是否建立", "类别", "书记", None, "隶属", None],
        [None, None, None, "营业收入", "税收", None, None, "正式党员",
         "预备党员", None, None, None, "姓名", "电话", None, None],
        [1, "甲机械有限公司", code(1), 5200, 260.5, 86, 7, 6, 1, 2,
         "是", "党支部", "张三", "13800000001", "宛城区工商联党委", None],
        [2, "乙食品有限公司", code(2), 800, None, 0, 1, 1, None, None, "否", None, None, None, None, "拟建"],
        ["合计", None, None, 6000, 260.5, 86, 8, 7, 1, 2],
        ["填表人：王某", *[None] * 6, "审核人：李某"],
    ]  # fmt: skip
    wide = [
        "A1:P1",
        "A3:A5",
        "B3:F3",
        "G3:J3",
        "K3:O3",
        "P3:P5",
        "B4:B5",
        "C4:C5",
        "D4:E4",
        "F4:F5",
        "G4:G5",
        "H4:I4",
    ]
    xlsx(path, {"台账": Page(rows, (*wide, "J4:J5", "K4:K5", "L4:L5", "M4:N4", "O4:O5"))})
    first = {"uscc": code(1), "revenue": 5200, "tax": 260.5, "employees": 86, "members_total_in": 7}
    first |= {"members_formal": 6, "members_probation": 1, "members_out": 2, "has_org": True}
    second = {"uscc": code(2), "revenue": 800, "employees": 0, "members_total_in": 1, "members_formal": 1}
    return Expected(
        taken={
            "甲机械有限公司": first,
            "乙食品有限公司": {**second, "has_org": False, "progress": "拟建"},
        },
        mapping={
            "台账": "- name uscc revenue tax employees members_total_in members_formal members_probation members_out"
            " has_org org_level secretary secretary_phone parent_org progress"
        },
        doubts=["-6 org_name_missing", "G7 more_members_than_staff"],
    )


@layout("两新组织摸底汇总.xlsx")
def ticks_for_form_and_reason(path: Path) -> Expected:
    """Columns to tick that together are one answer: how the branch was formed, why there is none."""
    rows: Lines = [
        ["序号", "单位名称", "组建形式", None, None, None, None, "未组建原因", None, None, None],
        [None, None, "单独组建", "联合组建", "区域组建", "行业组建", "挂靠", "没有党员", "党员不足3人", "业主不支持", "其他"],
        [1, "甲公司", "√", *[None] * 8],
        [2, "乙公司", None, "是", *[None] * 7],
        [3, "丙公司", *[None] * 4, 1, *[None] * 4],
        [4, "丁公司", *[None] * 5, "√", None, None, None],
        [5, "戊公司", *[None] * 6, "✔", None, None],
        [6, "己公司", *[None] * 5, "√", None, "√", None],
        [7, "庚公司", *[None] * 9],
        [8, "辛公司", None, "联合组建", *[None] * 7],
        [9, "壬公司", "×", "√", *[None] * 7],
        [10, "癸公司", "两年内", *[None] * 8],
    ]  # fmt: skip
    xlsx(path, {"汇总表": Page(rows, ("A1:A2", "B1:B2", "C1:G1", "H1:K1"))})
    return Expected(
        taken={
            "甲公司": {"form": "单独", "has_org": True},
            "乙公司": {"form": "联合", "has_org": True},
            "丙公司": {"form": "挂靠", "has_org": True},
            "丁公司": {"no_org_reason": "没有党员", "has_org": False},
            "戊公司": {"no_org_reason": "仅个别党员", "has_org": False},
            "庚公司": {},
            "辛公司": {"form": "联合", "has_org": True},
            "壬公司": {"form": "联合", "has_org": True},
        },
        mapping={"汇总表": "- name form form form form form no_org_reason no_org_reason no_org_reason no_org_reason"},
        refused=["H8 two_ticks", "C12 not_a_tick"],
        doubts=[
            "C3 has_org_concluded", "-3 org_name_missing", "C4 has_org_concluded", "C5 has_org_concluded", "H6 has_org_concluded",
            "H7 has_org_concluded", "C10 has_org_concluded", "C11 has_org_concluded",
        ],
    )  # fmt: skip


@layout("宛城区摸底（分表）.xlsx", returns=False)
def sheets_with_orders_of_their_own(path: Path) -> Expected:
    """Three sheets with other columns in another order, a cover, instructions, a hidden sheet, an empty one."""
    xlsx(
        path,
        {
            "封面": [["宛城区两新组织党建摸底"], ["2026年11月"]],
            "填表说明": [["一、单位名称按营业执照填写"], ["单位名称", "必填"], ["从业人员数", "选填"]],
            "企业": [["单位名称", "从业人员数", "信用代码"], ["甲公司", 12, code(1)]],
            "个体": [["经营者", "字号名称", "单位类别"], ["王五", "老王面馆", "个体工商户"]],
            "旧数据": Page([["单位名称", "从业人员数"], ["作废公司", 3]], hidden=True),
            "社会组织": [
                ["类型", "党员总数", "社会组织名称", "会长"],
                ["行业协会", 4, "宛城区餐饮协会", "赵六"],
            ],
            "Sheet7": [],
        },
    )
    return Expected(
        taken={
            "甲公司": {"employees": 12, "uscc": code(1)},
            "老王面馆": {"owner_name": "王五", "org_kind": "个体工商户"},
            "宛城区餐饮协会": {"org_kind": "行业协会商会", "members_total_in": 4, "owner_name": "赵六"},
        },
        mapping={
            "企业": "name employees uscc",
            "个体": "owner_name name org_kind",
            "社会组织": "org_kind members_total_in name owner_name",
        },
        notes=["旧数据：工作表是隐藏的"],
    )


@layout("非公企业党建情况（打印版）.xlsx", returns=False)
def headings_on_each_printed_page(path: Path) -> Expected:
    """Printed: numbering under the heading, page totals, the heading again on the next page, a signature."""
    heading = ["序号", "企业名称", "所在乡镇（街道）", "职工\n人数", "党 员 数", "备注"]
    rows: Lines = [
        ["宛城区非公企业党建情况表"],
        ["填报单位：宛城区", None, None, "2026年11月20日"],
        heading,
        ["甲", "乙", "丙", 1, 2, 3],
        [1, "甲公司", "东关街道", 10, 1, None],
        [2, "乙公司", "东关街道", 20, 2, None],
        ["本页小计", None, None, 30, 3, None],
        ["第 1 页"],
        heading,
        ["甲", "乙", "丙", 1, 2, 3],
        [3, "丙公司", "汉冶街道", 30, 3, "x"],
        ["本页小计", None, None, 30, 3, None],
        ["合  计", None, None, 60, 6, None],
        ["注：1.职工人数为年末数。2.党员数为组织关系在册数。"],
        ["负责人：张某", None, "填表人：李某", None, "联系电话：0377-60000000"],
    ]
    xlsx(path, {"打印": Page(rows, ("A1:F1", "A14:F14"))})
    return Expected(
        taken={
            "甲公司": {"place": "东关街道", "employees": 10, "members_total_in": 1},
            "乙公司": {"place": "东关街道", "employees": 20, "members_total_in": 2},
            "丙公司": {"place": "汉冶街道", "employees": 30, "members_total_in": 3, "progress": "x"},
        },
        mapping={"打印": "- name township employees members_total_in progress"},
    )


@layout("党建摸底-合并单元格.xlsx", returns=False)
def merged_cells_in_the_body(path: Path) -> Expected:
    """The same county merged over twenty rows; a number merged over two firms may be their sum and is not repeated."""
    rows: Lines = [["县区", "乡镇", "企业名称", "年营业收入（万元）", "党组织成立时间", "党组织名称"]]
    rows += [[None, None, f"企业{n}有限公司", None, None, None] for n in range(1, 21)]
    rows[1][:2] = ["宛城区", "汉冶街道"]
    rows[2][3] = 900
    rows[5][4:] = [date(2015, 7, 1), "汉冶第一联合党支部"]
    merges = ("A2:A21", "B2:B21", "D3:D4", "E6:E8", "F6:F8")
    xlsx(path, {"企业": Page(rows, merges)})
    taken: dict[str, dict[str, object]] = {f"企业{n}有限公司": {"place": "汉冶街道"} for n in range(1, 21)}
    for number in (5, 6, 7):
        taken[f"企业{number}有限公司"] |= {
            "has_org": True, "org_name": "汉冶第一联合党支部", "founded": "2015-07-01"
        }  # fmt: skip
    return Expected(
        taken=taken,
        mapping={"企业": "county township name revenue founded org_name"},
        doubts=["D3 shared_number", "D4 shared_number"],
    )


@layout("摸底表（含分段）.xlsx")
def sections_that_name_the_township(path: Path) -> Expected:
    """Section rows between the data say which street the rows below belong to."""
    rows: Lines = [
        ["宛城区非公企业名单"],
        ["序号", "企业名称", "职工人数", "法定代表人", "联系电话"],
        ["一、仲景街道"],
        [1, "甲公司", 10, "张三", "13800000001"],
        [2, "乙公司", 11, "李四", "13800000002"],
        ["小计", None, 21],
        ["二、汉冶街道（2家）"],
        [1, "丙公司", 12, "王五", "13800000003"],
        [2, "丁公司", "十人", "赵六", "13800000004"],
        ["（三）官庄镇"],
        [1, "戊公司", 13, "孙七", None],
        ["合计", None, 46],
        ["2026年11月20日"],
    ]
    xlsx(path, {"名单": Page(rows, ("A1:E1", "A3:E3"))})
    return Expected(
        taken={
            "甲公司": {
                "place": "仲景街道",
                "employees": 10,
                "owner_name": "张三",
                "contact_phone": "13800000001",
            },
            "乙公司": {
                "place": "仲景街道",
                "employees": 11,
                "owner_name": "李四",
                "contact_phone": "13800000002",
            },
            "丙公司": {
                "place": "汉冶街道",
                "employees": 12,
                "owner_name": "王五",
                "contact_phone": "13800000003",
            },
            "戊公司": {"place": "官庄镇", "employees": 13, "owner_name": "孙七"},
        },
        mapping={"名单": "- name employees owner_name contact_phone township"},
        refused=["C9 not_a_count"],
    )


@layout("各街道上报汇总.xlsx", returns=False)
def a_sheet_for_each_township(path: Path) -> Expected:
    """Each sheet bears the name of its street; no column says it again."""
    heading = ["单位名称", "从业人员", "是否建立党组织"]
    pages: dict[str, Lines] = {
        "东关街道": [heading, ["甲公司", 5, "是"]],
        "汉冶办": [heading, ["乙公司", 6, "否"], ["丙公司", 7, None]],
        "官庄镇企业": [heading, ["丁公司", 8, "√"]],
        "补报": [heading, ["戊公司", 9, "无"]],
    }
    xlsx(path, pages)
    mapped = "name employees has_org"
    return Expected(
        taken={
            "甲公司": {"place": "东关街道", "employees": 5, "has_org": True},
            "乙公司": {"place": "汉冶街道", "employees": 6, "has_org": False},
            "丙公司": {"place": "汉冶街道", "employees": 7},
            "丁公司": {"place": "官庄镇", "employees": 8, "has_org": True},
            "戊公司": {"employees": 9, "has_org": False},
        },
        mapping={
            "东关街道": f"{mapped} township",
            "汉冶办": f"{mapped} township",
            "官庄镇企业": f"{mapped} township",
            "补报": mapped,
        },
    )


@layout("非公党建调查（表头在第12行）.xlsx", returns=False)
def a_heading_at_row_twelve(path: Path) -> Expected:
    """Eleven lines of letter above the table; spaces, line breaks and required marks inside the headings."""
    letter: Lines = [[None, "关于开展两新组织党建摸底的通知"], [], [None, "各乡镇、街道："]]
    letter += [
        [None, f"{number}.请于11月20日前报送，单位名称按执照填写，逾期不候。"] for number in range(1, 6)
    ]
    rows: Lines = [*letter, [], [None, "单位：亿元"], [None, "附表"]]
    rows += [
        [
            None,
            "序　号",
            "企 业\n名 称*",
            "统一社会\r\n信用代码",
            " 年营业收入 ",
            "从业\n人员数(人)",
            "  是否规上  ",
        ],
        [None, 1, "甲公司", code(1), 1.2, "１２０人", "是"],
        [None, 2, "乙公司", code(2), 0.5, 30, "否"],
    ]
    xlsx(path, {"附表1": rows})
    return Expected(
        taken={
            "甲公司": {"uscc": code(1), "revenue": 12000, "employees": 120, "above_scale": True},
            "乙公司": {"uscc": code(2), "revenue": 5000, "employees": 30, "above_scale": False},
        },
        mapping={"附表1": "- name uscc revenue employees above_scale"},
    )
