"""Sheets over which a clerk would stumble: two tables in one, tables laid on their side, formulas, errors, wide borders."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from zhengyou.census.tests.importing.lab import code
from zhengyou.census.tests.layouts.layout import Expected, layout
from zhengyou.census.tests.layouts.sheets import Lines, Page, changed, xlsx


@layout("并排两张表.xlsx", returns=False)
def two_tables_side_by_side(path: Path) -> Expected:
    """A list printed in two blocks to save paper: the left one is read, the right one is told."""
    heading = ["序号", "企业名称", "职工人数"]
    rows: Lines = [
        ["东关街道企业名单"],
        [*heading, None, *heading],
        [1, "甲公司", 1, None, 3, "丙公司", 3],
        [2, "乙公司", 2, None, 4, "丁公司", 4],
    ]
    xlsx(path, {"名单": Page(rows, ("A1:G1",))})
    return Expected(
        {"甲公司": {"employees": 1}, "乙公司": {"employees": 2}},
        {"名单": "- name employees"},
        notes=["右边还有一张并排的表（E–G 列）"],
    )


@layout("上下两张表.xlsx", returns=False)
def two_tables_one_under_the_other(path: Path) -> Expected:
    """Enterprises above, associations with other columns below: the lower table is told, never read as the upper one."""
    rows: Lines = [
        ["一、非公企业"],
        ["序号", "企业名称", "职工人数", "年营业收入", "法定代表人"],
        [1, "甲公司", 10, 100, "张三"],
        [2, "乙公司", 20, 200, "李四"],
        ["合计", None, 30, 300],
        [],
        ["二、行业协会商会"],
        ["序号", "会长", "协会名称", "党员总数", "会员数"],
        [1, "王五", "宛城区餐饮协会", 5, 60],
        [2, "赵六", "宛城区物流协会", 6, 70],
    ]
    xlsx(path, {"汇总": rows})
    return Expected(
        {
            "甲公司": {"employees": 10, "revenue": 100, "owner_name": "张三"},
            "乙公司": {"employees": 20, "revenue": 200, "owner_name": "李四"},
        },
        {"汇总": "- name employees revenue owner_name"},
        notes=["汇总：第 8 行起是另一张表"],
    )


@layout("横表.xlsx", returns=False)
def a_table_on_its_side(path: Path) -> Expected:
    """One firm to a column on one sheet: told in one sentence; the other sheet is read."""
    turned: Lines = [
        ["企业情况（横表）"],
        ["单位名称", "甲公司", "乙公司", "丙公司"],
        ["统一社会信用代码", code(1), code(2), code(3)],
        ["从业人员数", 5, 6, 7],
        ["是否建立党组织", "是", "否", "否"],
    ]
    xlsx(path, {"横表": turned, "明细": [["单位名称", "从业人员数"], ["丁公司", 8]]})
    return Expected({"丁公司": {"employees": 8}}, {"明细": "name employees"}, notes=["横表：表是横过来的"])


@layout("分组未合并.xlsx", returns=False)
def groups_that_are_not_merged(path: Path) -> Expected:
    """Group labels typed into one cell of the row above, at the first leaf or in the middle; numbering (1)(2)(3) below."""
    rows: Lines = [
        ["2026年两新组织党建摸底表"],
        ["序号", "单位名称", None, "党员情况", None, "党组织书记", None, "活动场所"],
        [None, None, "总数", "正式党员", "预备党员", "姓名", "联系电话", "面积（平方米）"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
        [1, "甲公司", 5, 4, 1, "张三", "13800000001", "60平方米"],
        [2, "乙公司", 3, 3, 0, None, None, "120.5"],
    ]
    xlsx(path, {"Sheet1": rows})
    return Expected(
        {
            "甲公司": {"members_total_in": 5, "members_formal": 4, "members_probation": 1, "venue_area": 60},
            "乙公司": {
                "members_total_in": 3,
                "members_formal": 3,
                "members_probation": 0,
                "venue_area": 120.5,
            },
        },
        {
            "Sheet1": "- name members_total_in members_formal members_probation secretary secretary_phone venue_area"
        },
        doubts=["-5 org_name_missing"],
    )


@layout("程序生成（公式未计算）.xlsx")
def formulas_without_results(path: Path) -> Expected:
    """A program wrote formulas and no results; the running number is drawn down to row 200."""
    rows: list[list[Any]] = [["序号", "企业名称", "职工人数", "男职工", "女职工", "年营业收入（万元）"]]
    rows += [["=ROW()-1", "甲公司", "=D2+E2", 3, 4, 100], ["=ROW()-1", "乙公司", 7, 3, 4, '=IF(1>2,"",0)']]
    rows += [["=ROW()-1", "丙公司", 9, None, None, 50]]
    rows += [["=ROW()-1"] for _ in range(200)]
    xlsx(path, {"Sheet": rows})
    return Expected(
        {"丙公司": {"employees": 9, "revenue": 50}},
        {"Sheet": "- name employees - - revenue"},
        refused=["C2 formula_uncalculated", "F3 formula_uncalculated"],
    )


@layout("公式表（已计算）.xlsx")
def formulas_with_results(path: Path) -> Expected:
    """Excel's own file: results beside the formulas, an empty text as a result, failed formulas of every kind."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, ["企业名称", "职工人数", "年营业收入（万元）", "备注", "统一社会信用代码"])
        for row, (name, staff, sales, remark, uscc) in enumerate(
            [
                ("甲公司", 12, 1200.5, "", code(1)),
                ("乙公司", "#REF!", 5, "x", ""),
                ("丙公司", 3, "#DIV/0!", "", ""),
                ("丁公司", 4, 5, "#N/A", ""),
                ("#NAME?", 4, 5, "", ""),
                ("戊公司", 4, 5, "说明#N/A", ""),
            ],
            start=1,
        ):
            for column, result in enumerate((name, staff, sales, remark, uscc)):
                sheet.write_formula(row, column, "=A1", None, result)
    changed(path, "xl/workbook.xml", lambda text: text.replace(' fullCalcOnLoad="1"', ""))
    empty = re.compile(r'<c r="(\w+)"(><f>A1</f><v></v>)')  # Excel says that an empty result is text
    changed(path, "xl/worksheets/sheet1.xml", lambda text: empty.sub(r'<c r="\1" t="str"\2', text))
    return Expected(
        {
            "甲公司": {"employees": 12, "revenue": 1200.5, "uscc": code(1)},
            "戊公司": {"employees": 4, "revenue": 5, "progress": "说明#N/A"},
        },
        {"台账": "name employees revenue progress uscc"},
        refused=["B3 formula_failed", "C4 formula_failed", "D5 formula_failed", "A6 formula_failed"],
    )


@layout("台账（格式复杂）.xlsx")
def everything_that_excel_can_do_to_a_cell(path: Path) -> Expected:
    """Rich text, phonetic readings, comments, filters, frozen panes, hidden rows and columns, borders to the last cell."""

    def dress(sheet: Worksheet) -> None:
        bold = TextBlock(InlineFont(b=True), "甲机械")
        sheet["B3"] = CellRichText(bold, "有限", TextBlock(InlineFont(i=True), "公司"))
        sheet["B4"].comment = Comment("请核对：名称应为 丁公司", "审核人")
        sheet.auto_filter.ref = "A2:D5"
        sheet.auto_filter.add_filter_column(3, ["是"])
        sheet.freeze_panes = "C3"
        sheet.row_dimensions[4].hidden = True
        sheet.column_dimensions["C"].hidden = True
        thin = Side(style="thin")
        for cell in ("XFD1", "XFD6", "A1048576", "F300"):
            sheet[cell].border = Border(thin, thin, thin, thin)
        sheet["B5"].font = Font(strike=True)
        sheet["E3"].number_format = "0%"

    rows: Lines = [
        ["宛城区台账"],
        ["序号", "单位名称", "统一社会信用代码", "是否规上", "年营业收入"],
        [1, None, code(1), "是", 0.85],
        [2, "乙公司", code(2), "否", "85%"],
        [3, "丙公司", code(3), "Y", 3],
    ]
    xlsx(path, {"台账": Page(rows, ("A1:E1",), touch=dress)})
    spoken = '<rPh sb="0" eb="1"><t>bing</t></rPh><phoneticPr fontId="1"/>'
    third = "".join(f"&#{ord(sign)};" for sign in "丙公司") + "</t>"
    changed(path, "xl/worksheets/sheet1.xml", lambda text: text.replace(third, third + spoken))
    return Expected(
        {
            "甲机械有限公司": {"uscc": code(1), "above_scale": True, "revenue": 0.85},
            "丙公司": {"uscc": code(3), "above_scale": True, "revenue": 3},
        },
        {"台账": "- name uscc above_scale revenue"},
        refused=["E4 not_a_number"],
    )


@layout("宽表.xlsx")
def columns_beyond_z(path: Path) -> Expected:
    """Sixty columns, those that count far to the right; hundreds of blank rows between the data."""
    heading: list[Any] = [f"指标{number}" for number in range(1, 61)]
    heading[0], heading[27], heading[40], heading[59] = "序号", "企业名称", "从业人员数", "统一社会信用代码"
    rows: list[list[Any]] = [heading]
    for number in range(1, 4):
        row: list[Any] = [number, *[number * 10] * 59]
        row[27], row[40], row[59] = f"企业{number}公司", "五人" if number == 2 else number, code(number)
        rows += [row, *[[] for _ in range(300)], [" ", "\u3000", "\u200b"]]
    xlsx(path, {"宽表": rows})
    fields = ["-"] * 60
    fields[27], fields[40], fields[59] = "name", "employees", "uscc"
    return Expected(
        {f"企业{number}公司": {"employees": number, "uscc": code(number)} for number in (1, 3)},
        {"宽表": " ".join(fields)},
        refused=["AO304 not_a_count"],
    )


def _dates(since_1904: bool) -> list[list[Any]]:
    return [
        ["单位名称", "党组织名称", "党组织成立时间", "最近换届时间", "届满日", "采集日期"],
        ["甲公司", "甲公司党支部", date(2010, 5, 1), "2010年5月", "2027-06-01", date(2026, 11, 1)],
        ["乙公司", "乙公司党支部", "2010.5.1", "2010-05", "2027年6月", "2026/11/2"],
        ["丙公司", "丙公司党支部", 20100501, "201005", None, "20261103"],
        ["丁公司", "丁公司党支部", "May 2010", "1-May-2010", None, "November 4, 2026"],
        ["戊公司", "戊公司党支部", "二〇一〇年五月一日", 2010, "2010", "2026年11月5日上午"],
        ["己公司", "己公司党支部", "5/1/2010", None, None, None],
        ["庚公司", "庚公司党支部", "10年5月", None, None, None],
        ["辛公司", "辛公司党支部", 2010.1, None, None, None],
        ["壬公司", "壬公司党支部", "2030-01-01", None, None, None],
        ["癸公司", "癸公司党支部", 38837 if since_1904 else 40299, "2010-02-30", None, None],
    ]


_DATED = {
    "甲公司": {"founded": "2010-05-01", "last_election": "2010-05", "surveyed_on": "2026-11-01"},
    "乙公司": {"founded": "2010-05-01", "last_election": "2010-05", "surveyed_on": "2026-11-02"},
    "丙公司": {"founded": "2010-05-01", "last_election": "2010-05", "surveyed_on": "2026-11-03"},
    "丁公司": {"founded": "2010-05", "last_election": "2010-05-01", "surveyed_on": "2026-11-04"},
    "辛公司": {"founded": "2010"},
}
_DATE_FIELDS = "name org_name founded last_election term_ends surveyed_on"


@layout("换届情况.xlsx")
def dates_in_every_spelling(path: Path) -> Expected:
    """Real dates, text, serial numbers, months only, English; those that are no dates go back."""
    xlsx(path, {"换届": _dates(False)})
    return Expected(
        {name: {"has_org": True, "org_name": f"{name}党支部", **dated} for name, dated in _DATED.items()},
        {"换届": _DATE_FIELDS},
        refused=["F6 not_a_date", "C7 not_a_date", "C8 not_a_date", "C10 future_date", "D11 not_a_date"],
        doubts=["C9 month_unclear"],
    )


@layout("换届情况（苹果电脑）.xlsx", returns=False)
def dates_counted_from_1904(path: Path) -> Expected:
    """The same workbook from a Mac of old: its days count from 1904."""
    xlsx(path, {"换届": _dates(True)[:3]}, since_1904=True)
    return Expected(
        {
            name: {"has_org": True, "org_name": f"{name}党支部", **_DATED[name]}
            for name in ("甲公司", "乙公司")
        },
        {"换届": _DATE_FIELDS},
    )


@layout("汇总与明细.xlsx", returns=False)
def a_summary_beside_the_list(path: Path) -> Expected:
    """Numbers of enterprises by township are no enterprises; below the list, lines to sign and to print."""
    summary: Lines = [
        ["乡镇", "企业数", "职工总数", "党员总数", "已建党组织数"],
        ["汉冶街道", 2, 30, 3, 1],
        ["合计", 2, 30, 3, 1],
    ]
    listed: Lines = [
        ["2026年企业党建台账"],
        [None, None, "党员人数", "企业名称", "职工总数", "企业成立时间"],
        [None, None, 2, "甲公司", 10, "2010-05-01"],
        [None, None, 1, "乙公司", 20, "2012-05-01"],
        [None, None, 3, "合  计", 30],
        [None, None, "负责人签字：张三", None, "打印日期：2026-11-01"],
    ]
    xlsx(path, {"汇总": summary, "名单": listed})
    return Expected(
        {
            "甲公司": {"employees": 10, "members_total_in": 2},
            "乙公司": {"employees": 20, "members_total_in": 1},
        },
        {"汇总": "township - employees members_total_in -", "名单": "members_total_in name employees -"},
        notes=["汇总：没有名称这一列"],
    )


@layout("逐行写明计量单位.xlsx")
def a_column_of_units_of_measure(path: Path) -> Expected:
    """单位 holds 元 and 万元, no names: each amount is read by its row. 成立时间 under 企业基本情况 is not the organisation's."""
    rows: Lines = [
        ["企业台账"],
        ["企业基本情况", None, None, None, "党组织情况", None],
        ["单位名称", "成立时间", "年营业收入", "单位", "党组织名称", "成立党组织时间"],
        ["甲公司", "2010-05-01", 100, "万元", "甲公司党支部", "2015-05-01"],
        ["乙公司", "2011-05-01", 2000000, "元", "乙公司党支部", "2016-05-01"],
        ["丙公司", None, 300, None],
        ["丁公司", None, "0.3亿元", None],
        ["戊公司", None, 500, "人"],
        ["己公司", None, 600, "万美元"],
        ["庚公司", None, 0, None],
    ]
    xlsx(path, {"台账": Page(rows, ("A1:F1", "A2:D2", "E2:F2"))})
    return Expected(
        {
            **{
                f"{name}公司": {
                    "revenue": sales,
                    "has_org": True,
                    "org_name": f"{name}公司党支部",
                    "founded": founded,
                }
                for name, sales, founded in (("甲", 100, "2015-05-01"), ("乙", 200, "2016-05-01"))
            },
            "丙公司": {},
            "丁公司": {"revenue": 3000},
            "戊公司": {},
            "庚公司": {"revenue": 0},
        },
        {"台账": "name - revenue - org_name founded"},
        refused=["C9 foreign_money"],
        doubts=["C6 measure_unknown", "C8 measure_unknown"],
        notes=["台账：D 列“单位”写的是计量单位"],
    )


@layout("每项都有计量单位.xlsx", returns=False)
def a_unit_of_measure_for_each_amount(path: Path) -> Expected:
    """计量单位 behind each amount; the line above the table speaks where a row is silent, a heading goes before its row."""
    rows: Lines = [
        ["园区企业经营情况"],
        ["金额单位：万元"],
        ["企业名称", "营业收入", "计量单位", "纳税总额", "计量单位", "资产总额（万元）", "计量单位"],
        ["甲公司", 3.5, "亿元", 350000, "元", 900, "万元"],
        ["乙公司", 35, None, 20, "千元", 800, "元"],
    ]
    xlsx(path, {"经营": Page(rows, ("A1:G1",))})
    return Expected(
        {
            "甲公司": {"revenue": 35000, "tax": 35, "assets": 900},
            "乙公司": {"revenue": 35, "tax": 2, "assets": 800},
        },
        {"经营": "name revenue - tax - assets -"},
        doubts=["F5 measure_differs"],
        notes=["经营：C 列", "经营：E 列", "经营：G 列"],
    )
