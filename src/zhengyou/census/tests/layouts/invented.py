"""Tables that offices of 2026 send, made up and their facts written down before they were ever read."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

from zhengyou.census.tests.importing.lab import code
from zhengyou.census.tests.layouts.layout import Expected, layout
from zhengyou.census.tests.layouts.sheets import Lines, Page, ods, xlsx
from zhengyou.workbooks.tests import old_excel
from zhengyou.workbooks.tests.old_excel import OldSheet


@layout("两新组织党建工作台账（2026年11月）.xlsx", returns=False)
def a_ledger_of_both_new_kinds(path: Path) -> Expected:
    """Three heading rows, totals on top, townships as titles; organisations, unions and systems in words and phrases."""
    rows: Lines = [
        ["宛城区两新组织党建工作台账"],
        ["填报单位：区委社会工作部", *[None] * 8, "数据截至：2026年11月15日"],
        ["序号", "组织名称", "组织类别", "党员数", None, "党组织组建情况", None, None, None, "群团组织", None, None,
         "制度与保障", None, None, "备注"],
        [None, None, None, "总数", "其中：预备党员", "组建形式", "党组织名称", "书记", None, "工会", "团组织", "妇联",
         "三会一课", "经费是否纳入预算", "活动场所", None],
        [None, None, None, None, None, None, None, "姓名", "手机号", *[None] * 7],
        ["甲", "乙", "丙", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
        ["总计", None, None, 12, 1],
        ["（一）东关街道（2家）"],
        [1, "甲公司", "非公有制企业", 8, 1, "单独组建", "甲公司党支部", "张 三", "13800000001", "已建", "未建", "已建",
         "按规定开展", "已纳入", "有独立活动场所", None],
        [2, "乙学校", "民办非企业单位（法人）", 4, 0, "联合组建", "东关联合党支部", None, None, "无", "无", "无",
         "未按规定开展", "未纳入",
         "无", "拟明年单独组建"],
        ["（二）汉冶街道"],
        [3, "丙商会", "行业协会商会", 0, 0, "/", "/", "/", "/", "-", "-", "-", "-", "-", "-", None],
        ["填表人：王某", *[None] * 9, "联系电话：0377-63210000"],
    ]  # fmt: skip
    wide = ["A1:P1", "A3:A5", "B3:B5", "C3:C5", "D3:E3", "F3:I3", "J3:L3", "M3:O3", "P3:P5", "H4:I4"]
    xlsx(path, {"台账": Page(rows, (*wide, *(f"{one}4:{one}5" for one in "DEFGJKLMNO"), "A8:P8", "A11:P11"))})
    first = {"org_kind": "非公企业", "members_total_in": 8, "members_probation": 1, "form": "单独"}
    first |= {
        "org_name": "甲公司党支部",
        "secretary": "张三",
        "secretary_phone": "13800000001",
        "has_org": True,
    }
    first |= {
        "union_": True,
        "league": False,
        "women": True,
        "three_meetings": True,
        "budget": True,
        "venue": True,
    }
    second = {"org_kind": "民办非企业", "members_total_in": 4, "members_probation": 0, "form": "联合"}
    second |= {
        "org_name": "东关联合党支部",
        "has_org": True,
        "union_": False,
        "league": False,
        "women": False,
    }
    second |= {"three_meetings": False, "budget": False, "venue": False, "progress": "拟明年单独组建"}
    return Expected(
        {
            "甲公司": {**first, "place": "东关街道"},
            "乙学校": {**second, "place": "东关街道"},
            "丙商会": {
                "org_kind": "行业协会商会",
                "members_total_in": 0,
                "members_probation": 0,
                "place": "汉冶街道",
            },
        },
        {
            "台账": "- name org_kind members_total_in members_probation form org_name secretary secretary_phone"
            " union_ league women three_meetings budget venue progress township"
        },
        doubts=["F9 has_org_concluded", "F10 has_org_concluded"],
    )


@layout("非公党建摸底表（分季度）.xlsx", returns=False)
def a_column_for_each_quarter(path: Path) -> Expected:
    """Staff and members by quarter: the latest that is filled in is how it stands; a quarter's sales are no year's."""
    rows: Lines = [
        ["2026年非公企业党建摸底表（按季度）"],
        ["序号", "企业名称", "从业人员", None, None, None, "党员总数", None, None, None, "营业收入（万元）", None, None, None],
        [None, None, *["一季度", "二季度", "三季度", "四季度"] * 3],
        [1, "甲公司", 10, 11, 12, None, 3, 3, 4, None, 100, 200, 300, None],
        [2, "乙公司", 20, 21, None, None, 5, 5, 6, None, 100, 200, 300, None],
    ]  # fmt: skip
    xlsx(path, {"摸底": Page(rows, ("A1:N1", "A2:A3", "B2:B3", "C2:F2", "G2:J2", "K2:N2"))})
    return Expected(
        {"甲公司": {"employees": 12, "members_total_in": 4}, "乙公司": {"members_total_in": 6}},
        {"摸底": "- name - - employees - - - members_total_in - - - - -"},
        notes=[
            "C列“从业人员/一季度”没有导入", "D列“从业人员/二季度”没有导入", "F列“从业人员/四季度”没有导入",
            "G列“党员总数/一季度”没有导入", "H列", "J列", "K、L、M、N列是不满一年的数",
        ],
    )  # fmt: skip


@layout("组织部党组织信息导出.xlsx", kind="organisations")
def an_export_of_the_organisation_department(path: Path) -> Expected:
    """Numbered kinds, full official names, dates as text; a working committee is no committee; how many units is no list."""
    rows: Lines = [
        ["党组织代码", "党组织全称", "组织类别", "上级党组织名称", "批准成立日期", "党组织书记", "党组织联系人", "联系电话",
         "党员总数",
         "最近换届日期", "届满日期", "涵盖企业数", "涵盖企业"],
        ["041302000101", "中共甲公司支部委员会", "631 党支部", "中共宛城区非公企业委员会", "20150701", "张三", "李四",
         "13800000001", "8",
         "20240701", "20270630", "1", "甲公司"],
        ["041302000102", "中共宛城区建材行业委员会", "行业党委", "中共宛城区非公企业委员会", "2018-06", "王五", "赵六", "",
         "120", "", "", "", ""],
        ["041302000103", "中共宛城区两新工委", "党工委", "中共宛城区非公企业委员会", "2019-06", "孙七", "", "", "", "", "",
         "30", ""],
        ["041302000104", "中共东关街道综合委员会", "综合党委", "", "2031-01", "钱八", "", "", "", "", "", "", ""],
    ]  # fmt: skip
    xlsx(path, {"Sheet0": rows})
    superior = {"superior": "中共宛城区非公企业委员会", "territory": "宛城区"}
    return Expected(
        {
            "中共甲公司支部委员会": {
                "code": "041302000101", "level": "branch", **superior, "founded": "2015-07-01", "secretary": "张三",
                "last_election": "2024-07-01", "term_ends": "2027-06-30",
            },
            "中共宛城区建材行业委员会": {
                "code": "041302000102", "level": "committee", **superior, "founded": "2018-06", "secretary": "王五",
            },
            "中共宛城区两新工委": {"code": "041302000103", **superior, "founded": "2019-06", "secretary": "孙七"},
        },
        {"Sheet0": "code name level superior founded secretary - - - last_election term_ends - units"},
        refused=["E5 future_date"],
        doubts=["M2 unit_unknown", "C4 other_question"],
    )  # fmt: skip


@layout("市场监管局登记信息.xls", returns=False)
def a_market_regulators_list_of_units(path: Path) -> Expected:
    """As the register prints it: both numbers, class and code of industry, types in full, statuses of all sorts."""
    rows: Lines = [
        ["统一社会信用代码", "注册号", "企业名称", "企业类型", "行业门类", "行业代码", "法定代表人", "注册资本（万元）",
         "成立日期", "核准日期",
         "登记机关", "登记状态", "住所", "经营范围", "营业期限自", "营业期限至", "吊销日期", "从业人数"],
        [code(1), "411302000012345", "甲公司", "有限责任公司(自然人投资或控股)", "制造业", "C1391", "张三", 500, date(2012, 3,
         5),
         date(2020, 1, 1), "南阳市宛城区市场监督管理局", "存续（在营、开业、在册）", "南阳市宛城区东关街道1号", "淀粉制造",
         date(2012, 3, 5),
         "长期", None, 12],
        [code(2), None, "乙公司", "有限责任公司（港澳台投资、非独资）", "批发和零售业", "F5111", "李四", 800, date(2013, 3,
         5), None,
         "南阳市市场监督管理局", "迁出", "南阳市宛城区", "批发", None, None, None, 0],
        [code(3), None, "丙公司", "有限责任公司(法人独资)", "建筑业", "E4710", "王五", 900, date(2014, 3, 5), None,
         "南阳市宛城区市场监督管理局", "吊销，未注销", "南阳市宛城区", "建筑", None, None, date(2021, 1, 1), None],
    ]  # fmt: skip
    old_excel.write(path, {"登记信息": OldSheet(rows)})
    return Expected(
        {
            "甲公司": {
                "uscc": code(1), "ownership_type": "私营", "industry_code": "C1391", "owner_name": "张三", "reg_status": "正常",
                "reg_address": "南阳市宛城区东关街道1号", "employees": 12,
            },
            "乙公司": {
                "uscc": code(2), "ownership_type": "港澳台商投资", "industry_code": "F5111", "owner_name": "李四",
                "reg_address": "南阳市宛城区", "employees": 0,
            },
            "丙公司": {
                "uscc": code(3), "industry_code": "E4710", "owner_name": "王五", "reg_status": "注销",
                "reg_address": "南阳市宛城区",
            },
        },
        {
            "登记信息": "uscc - name ownership_type - industry_code owner_name - - - - reg_status reg_address - - - - employees"
        },
        doubts=["L3 other_question", "D4 other_question"],
        notes=["B列“注册号”没有导入", "E列“行业门类”没有导入"],
    )  # fmt: skip


@layout("园区楼宇企业台账.xls")
def a_parks_ledger_of_buildings(path: Path) -> Expected:
    """Old Excel of a park: building, floor and township merged over their firms, the warden's telephone, rented floor space."""
    rows: Lines = [
        ["高新技术产业园楼宇企业台账"],
        ["楼宇", "楼长", "楼长电话", "楼层", "入驻企业名称", "面积（㎡）", "员工数", "年纳税（万元）", "党员数", "党组织",
         "属地街道"],
        ["创业大厦", "赵楼长", "13900000000", "1层", "甲公司", 120, 15, 12.5, 3, "有", "东关街道"],
        [None, None, None, "2层", "乙公司", 80, 8, None, 0, "无", None],
        [None, None, None, None, "丙公司", 60, "8人左右", 3, 1, "无", None],
        ["科技楼", "钱楼长", "13900000001", "1层", "丁公司", 500, 60, 0, 5, "有", "汉冶街道"],
        [None, None, None, "2层", "戊公司", 300, "三十", 1, 1, "筹建中", None],
    ]  # fmt: skip
    merges = [(0, 0, 0, 10), (2, 4, 0, 0), (2, 4, 1, 1), (2, 4, 2, 2), (3, 4, 3, 3), (2, 4, 10, 10)]
    merges += [(5, 6, column, column) for column in (0, 1, 2, 10)]
    old_excel.write(path, {"楼宇": OldSheet(rows, merges=merges)})
    first, second = (
        {"zone_name": "创业大厦", "place": "东关街道"},
        {"zone_name": "科技楼", "place": "汉冶街道"},
    )
    return Expected(
        {
            "甲公司": {**first, "employees": 15, "tax": 12.5, "members_total_in": 3, "has_org": True},
            "乙公司": {**first, "employees": 8, "members_total_in": 0, "has_org": False},
            "丙公司": {**first, "employees": 8, "tax": 3, "members_total_in": 1, "has_org": False},
            "丁公司": {**second, "employees": 60, "tax": 0, "members_total_in": 5, "has_org": True},
        },
        {"楼宇": "zone_name - - - name - employees tax members_total_in has_org township"},
        refused=["G7 not_a_count", "J7 not_yes_no"],
        doubts=["G5 approximate"],
    )


@layout("微信转发的名单.txt", returns=False)
def a_table_pasted_from_word(path: Path) -> Expected:
    """Pasted from Word: tabs, a title, a cell that broke over two lines and is put together again."""
    text = "\r\n".join(
        [
            "宛城区重点非公企业基本情况",
            "序号\t企业名称\t职工人数\t党员人数\t书记姓名\t党组织名称",
            "1\t甲公司\t12\t3\t张三\t甲公司党支部",
            "2\t乙科技",
            "有限公司\t20\t5\t李四\t乙公司党支部",
            "3\t丙公司\t15人\t约4名\t王五\t丙公司党支部",
            "",
            "填报人：某某　　联系电话：63210000",
        ]
    )
    path.write_bytes(text.encode("gb18030"))
    return Expected(
        {
            name: {
                "employees": staff, "members_total_in": members, "secretary": secretary, "has_org": True,
                "org_name": f"{name[0]}公司党支部",
            }
            for name, staff, members, secretary in (
                ("甲公司", 12, 3, "张三"), ("乙科技有限公司", 20, 5, "李四"), ("丙公司", 15, 4, "王五"),
            )
        },
        {"微信转发的名单": "- name employees members_total_in secretary org_name"},
        doubts=["D5 approximate"],
    )  # fmt: skip


@layout("导出数据20261115.csv", returns=False)
def quoted_lines_of_a_government_system(path: Path) -> Expected:
    """GB18030, every cell quoted, codes shielded as ="…" or by a tab, line breaks inside addresses, a count at the end."""
    written = io.StringIO()
    rows = csv.writer(written, quoting=csv.QUOTE_ALL)
    rows.writerows(
        [
            ["统一社会信用代码", "企业名称", "联系电话", "实际经营地址", "登记状态", "在岗职工人数"],
            [f'="{code(1)}"', "甲“老字号”公司", '="13800000001"', "宛城区东关街道\n中州路1号", "存续", "12"],
            [
                f"\t{code(2)}",
                "乙公司\n（总部）",
                "\t0377-63210000",
                "宛城区汉冶街道，独山大道；88号",
                "在业",
                "1,020",
            ],
            ["共 2 条记录", "", "", "", "", ""],
        ]
    )
    path.write_bytes(written.getvalue().encode("gb18030"))
    return Expected(
        {
            "甲“老字号”公司": {
                "uscc": code(1), "contact_phone": "13800000001", "op_address": "宛城区东关街道 中州路1号", "reg_status": "正常",
                "employees": 12, "place": "东关街道",
            },
            "乙公司 （总部）": {
                "uscc": code(2), "contact_phone": "0377-63210000", "op_address": "宛城区汉冶街道，独山大道；88号",
                "reg_status": "正常", "employees": 1020, "place": "汉冶街道",
            },
        },
        {"导出数据20261115": "uscc name contact_phone op_address reg_status employees"},
    )  # fmt: skip


@layout("企业经济指标（三年）.xlsx", returns=False)
def years_as_columns(path: Path) -> Expected:
    """Each figure for three years, the years above the figures; nine months of this year are no year."""
    rows: Lines = [
        ["重点企业近三年经济指标"],
        ["单位：万元"],
        [
            "单位名称",
            "2024年",
            None,
            "2025年",
            None,
            "2026年1-9月",
            None,
            "2025年末从业人员数",
            "2026年9月末从业人员数",
        ],
        [None, "营业收入", "纳税额", "营业收入", "纳税额", "营业收入", "纳税额", None, None],
        ["甲公司", 100, 10, 120, 12, 90, 9, 30, 35],
        ["乙公司", 200, 20, None, 22, 150, 15, 40, None],
    ]
    wide = ("A1:I1", "A3:A4", "B3:C3", "D3:E3", "F3:G3", "H3:H4", "I3:I4")
    xlsx(path, {"指标": Page(rows, wide)})
    return Expected(
        {"甲公司": {"revenue": 120, "tax": 12, "employees": 35}, "乙公司": {"tax": 22}},
        {"指标": "name - - revenue tax - - - employees"},
        notes=["B列“2024年/营业收入”没有导入", "C列", "F列“2026年1-9月/营业收入”", "G列", "H列“2025年末从业人员数”没有导入"],
    )  # fmt: skip


@layout("宛城区各街道上报汇总.xlsx", returns=False)
def a_sheet_for_each_township_and_their_sum(path: Path) -> Expected:
    """Sheets called by township in offices' ways, columns in other orders, a summary of figures, an empty one, one repeated."""
    heads = ["序号", "单位名称", "信用代码", "从业人员", "是否建立党组织"]
    pages: dict[str, Page | Lines] = {
        "汇总表": [["街道", "单位数", "从业人员", "已建党组织数"], ["东关街道", 1, 10, 1], ["汉冶街道", 1, 20, 0], ["总计", 2,
        30, 1]],
        "1.东关街道": [["东关街道两新组织统计表"], heads, [1, "甲公司", code(1), 10, "是"], [None, "合计", None, 10]],
        "2、汉冶街道（已报）": [["是否建立党组织", "信用代码", "单位名称", "从业人员"], ["否", code(2), "乙公司", 20]],
        "3.仲景街道": [["仲景街道两新组织统计表"], heads, [1, None, None, None, None], [2, None, None, None, None]],
        "官庄镇（无）": [],
    }  # fmt: skip
    xlsx(path, pages)
    return Expected(
        {
            "甲公司": {"uscc": code(1), "employees": 10, "has_org": True, "place": "东关街道"},
            "乙公司": {"uscc": code(2), "employees": 20, "has_org": False, "place": "汉冶街道"},
        },
        {
            "汇总表": "township - employees -",
            "1.东关街道": "- name uscc employees has_org township",
            "2、汉冶街道（已报）": "has_org uscc name employees township",
            "3.仲景街道": "- name uscc employees has_org township",
        },
        notes=["汇总表：没有名称这一列"],
    )


@layout("企业和社会组织（左右）.xlsx", returns=False)
def two_tables_with_other_headings_side_by_side(path: Path) -> Expected:
    """Enterprises on the left, associations with headings of their own on the right of a blank column."""
    rows: Lines = [
        ["一、非公企业", None, None, None, None, "二、社会组织"],
        ["序号", "企业名称", "职工人数", "党员人数", None, "序号", "社会组织名称", "会长", "党员人数"],
        [1, "甲公司", 10, 1, None, 1, "宛城区餐饮协会", "赵会长", 4],
        [2, "乙公司", 20, 2, None, 2, "宛城区物流协会", "钱会长", 5],
        ["合计", None, 30, 3, None, "合计", None, None, 9],
    ]
    xlsx(path, {"名单": Page(rows, ("A1:D1", "F1:I1"))})
    return Expected(
        {
            "甲公司": {"employees": 10, "members_total_in": 1},
            "乙公司": {"employees": 20, "members_total_in": 2},
        },
        {"名单": "- name employees members_total_in"},
        notes=["右边还有一张并排的表（F–I 列）"],
    )


@layout("社会工作部调查（单表反馈）.xlsx")
def questions_with_their_choices_printed(path: Path) -> Expected:
    """A survey tool's export: numbered questions with their choices in brackets, answers with their letters, times of filing."""
    rows: Lines = [
        ["提交时间", "用时（秒）", "1.您单位的全称是？", "2.统一社会信用代码",
         "3.单位类别（A.非公企业 B.个体工商户 C.社会团体）",
         "4.目前职工总数（人）", "5.是否建立党组织（A.是 B.否）", "6.未建立原因（可多选）", "7.您对党建工作的建议"],
        ["2026-11-10 09:21:33", 85, "甲公司", code(1), "A", 12, "B", "没有党员", "无"],
        ["2026-11-10 10:00:00", 90, "乙店", code(2), "B.个体工商户", 3, "B.否", "没有党员；其他", "多组织培训"],
        ["2026-11-11 08:00:00", 70, "丙协会", None, "C", "5", "A", None, None],
    ]  # fmt: skip
    xlsx(path, {"Sheet1": rows})
    return Expected(
        {
            "甲公司": {
                "uscc": code(1),
                "org_kind": "非公企业",
                "employees": 12,
                "has_org": False,
                "no_org_reason": "没有党员",
            },
            "丙协会": {"org_kind": "社会团体", "employees": 5, "has_org": True},
        },
        {"Sheet1": "- - name uscc org_kind employees has_org no_org_reason -"},
        refused=["H3 unknown_choice"],
    )


@layout("枣林街道楼宇企业.ods", returns=False)
def merged_bodies_in_an_open_document(path: Path) -> Expected:
    """LibreOffice: a building merged over its firms, headings over two rows, an election without an organisation's name."""
    rows: Lines = [
        [("枣林街道楼宇企业", 8)],
        [("楼宇", 1, 2), ("企业名称", 1, 2), ("出资人", 2), ("党员", 3), ("最近换届", 1, 2)],
        [None, None, "姓名", "是否兼任书记", "总数", "未转入", "流动", None],
        [("三色鸽大厦", 1, 2), "甲公司", "冯某", "是", 6, 2, 1, date(2024, 7, 1)],
        [None, "乙公司", "陈某", "N", 0, 0, 0, None],
        ["银都大厦", "丙公司", "褚某", "否", None, "无", None, None],
    ]
    ods(path, {"表1": Page(rows)})
    return Expected(
        {
            "甲公司": {
                "zone_name": "三色鸽大厦", "owner_name": "冯某", "owner_is_secretary": True, "members_total_in": 6,
                "members_out": 2, "members_mobile": 1,
            },
            "乙公司": {
                "zone_name": "三色鸽大厦", "owner_name": "陈某", "owner_is_secretary": False, "members_total_in": 0,
                "members_out": 0, "members_mobile": 0,
            },
            "丙公司": {"zone_name": "银都大厦", "owner_name": "褚某", "owner_is_secretary": False},
        },
        {
            "表1": "zone_name name owner_name owner_is_secretary members_total_in members_out members_mobile last_election"
        },
        doubts=["-4 org_name_missing", "F6 none_written"],
    )  # fmt: skip


@layout("小个专党建台账.xlsx")
def a_ledger_of_shops(path: Path) -> Expected:
    """Shops by their keepers: a market, a leader's telephone, a name with its number, two columns about one membership."""
    rows: Lines = [
        ["“小个专”党建工作台账"],
        ["序号", "字号名称", "经营者姓名", "经营者是否党员", "政治面貌", "注册号/统一社会信用代码", "经营场所", "从业人数",
         "其中党员", "流动党员数", "是否亮证经营", "所属市场/商圈", "党建指导员姓名及电话", "联系领导", "联系领导电话",
         "是否纳入联合支部", "所在联合支部名称", "备注"],
        [1, "老王面馆", "王五", "是", "中共党员", code(1), "东关街道中州路1号", 5, 1, 1, "是", "中州路商圈", "张三 13800000001",
         "李局", "13900000000", "是", "中州路联合党支部", None],
        [2, "小李超市", "李六", "否", "群众", code(2), "汉冶街道2号", "3-5人", 0, 0, "否", "独山市场", "/", "李局",
         "13900000000", "否", "/", "未转入"],
    ]  # fmt: skip
    xlsx(path, {"小个专": Page(rows, ("A1:R1",))})
    return Expected(
        {
            "老王面馆": {
                "uscc": code(1), "owner_name": "王五", "owner_politics": "中共党员", "op_address": "东关街道中州路1号",
                "place": "东关街道", "employees": 5, "members_total_in": 1, "members_mobile": 1, "zone_name": "中州路商圈",
                "instructor": True, "instructor_name": "张三", "has_org": True, "org_name": "中州路联合党支部",
            },
        },
        {
            "小个专": "- name owner_name owner_politics - uscc op_address employees members_total_in members_mobile -"
            " zone_name instructor_name - - - org_name progress"
        },
        refused=["H4 not_a_count"],
        doubts=["M3 number_beside_name"],
        notes=["E列“政治面貌”没有导入，因为D列“经营者是否党员”是同一项"],
    )  # fmt: skip
