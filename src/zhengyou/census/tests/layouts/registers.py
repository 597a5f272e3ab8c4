"""Exports of the market regulator, the tax office and the social insurance, and what offices make of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from zhengyou.census.tests.importing.lab import code
from zhengyou.census.tests.layouts.layout import Expected, layout
from zhengyou.census.tests.layouts.sheets import Lines, Page, ods, xlsx
from zhengyou.workbooks.tests import old_excel
from zhengyou.workbooks.tests.old_excel import Failed, OldSheet


@layout("市场监管局企业库20261101.xls")
def a_register_in_old_excel(path: Path) -> Expected:
    """Excel 97: legal forms under 企业类型, real dates, capital that nobody asks for, a failed formula, a hidden sheet."""
    rows: Lines = [
        ["序号", "统一社会信用代码", "企业名称", "企业类型",
         "法定代表人", "注册资本", "登记状态", "住所", "成立日期", "职工数"],
        [1, code(1), "甲公司", "有限责任公司(自然人投资或控股)", "张三",
         "500万人民币", "存续（在营、开业、在册）", "宛城区东关街道1号", date(2012, 3, 5), 12],
        [2, code(2), "乙公司", "股份有限公司", "李四", "1000万人民币", "停业整顿", "宛城区", date(2015, 1, 1), Failed("#N/A")],
        [3, code(3), "丙公司", "外商投资企业", "JOHN SMITH", "100万美元", "注销", None, date(1899, 12, 31), 7],
    ]  # fmt: skip
    hidden = OldSheet([["统一社会信用代码", "企业名称"], [code(9), "作废公司"]], hidden=True)
    old_excel.write(path, {"企业库": OldSheet(rows), "校验": hidden})
    first = {"uscc": code(1), "ownership_type": "私营", "owner_name": "张三", "reg_status": "正常"}
    return Expected(
        {
            "甲公司": {**first, "reg_address": "宛城区东关街道1号", "employees": 12},
            "丙公司": {"uscc": code(3), "ownership_type": "外商投资",
             "owner_name": "JOHN SMITH", "reg_status": "注销", "employees": 7},
        },
        {"企业库": "- uscc name ownership_type owner_name - reg_status reg_address - employees"},
        refused=["J3 formula_failed"],
        doubts=["D3 other_question"],
        notes=["校验：工作表是隐藏的"],
    )  # fmt: skip


@layout("参保单位.ods", returns=False)
def insured_staff_in_an_open_document(path: Path) -> Expected:
    """LibreOffice: a title over all columns, real dates and booleans, the number of insured staff."""
    rows: Lines = [
        [("南阳市参保单位情况", 5)],
        ["单位名称", "社会信用代码", "参保人数", "是否规上", "更新时间"],
        ["甲公司", code(1), 35, True, date(2026, 10, 31)],
        ["乙公司", code(2), 0, False, date(2026, 10, 31)],
        ["丙公司", code(3), None, None, None],
        [("小计", 2), 35, None, None],
    ]
    ods(path, {"参保": Page(rows), "隐藏": Page([["单位名称", "参保人数"], ["丁公司", 1]], hidden=True)})
    surveyed = {"surveyed_on": "2026-10-31"}
    return Expected(
        {
            "甲公司": {"uscc": code(1), "social_insured": 35, "above_scale": True, **surveyed},
            "乙公司": {"uscc": code(2), "social_insured": 0, "above_scale": False, **surveyed},
            "丙公司": {"uscc": code(3)},
        },
        {"参保": "name uscc social_insured above_scale surveyed_on"},
        notes=["隐藏：工作表是隐藏的"],
    )


@layout("税源企业（元）.xlsx")
def amounts_in_four_units(path: Path) -> Expected:
    """The line above says 元, one heading says 万元, one 亿元, some cells say it themselves; output value is no revenue."""
    rows: Lines = [
        ["宛城区重点税源企业", None, None, None, None, None],
        ["编制单位：税务局", None, None, "金额单位：元"],
        ["企业名称", "纳税总额", "资产总额(亿元)", "营业收入（万元）", "年产值（万元）", "党建经费"],
        ["甲公司", 1234567.89, 1.5, "1,200.50", 3000, "2万元"],
        ["乙公司", "5万元", "3,000万", "1.2亿元", 4000, 800],
        ["丙公司", "1e10", "1e10", "约300", None, "/"],
        ["丁公司", "12,34", None, "500万美元", None, None],
        ["戊公司", 0.5, "－", "０", "无", "近３万元"],
        ["己公司", None, None, 123456789, None, "85%"],
    ]
    xlsx(path, {"税源": rows})
    return Expected(
        {
            "甲公司": {"tax": 123.4568, "assets": 15000, "revenue": 1200.5, "budget_amount": 2},
            "乙公司": {"tax": 5, "assets": 3000, "revenue": 12000, "budget_amount": 0.08},
            "戊公司": {"tax": 0.0001, "revenue": 0, "budget_amount": 3},
        },
        {"税源": "name tax assets revenue - budget_amount"},
        refused=["C6 too_large", "B7 not_a_number", "D7 foreign_money", "F9 not_a_number"],
        doubts=["B4 rounded", "D6 approximate", "B8 rounded", "F8 approximate", "D9 doubtful_amount"],
    )


@layout("企业名录（代码已损坏）.xlsx")
def codes_that_the_spreadsheet_rounded(path: Path) -> Expected:
    """Codes of digits only, typed into number cells: rounded, in scientific notation, old numbers; each says what to do."""
    rows: Lines = [
        ["企业名称", "统一社会信用代码", "联系电话"],
        ["甲公司", 914113020000000012, 13800000001],
        ["乙公司", 9.14113020001234e17, None],
        ["丙公司", "9.14113E+17", None],
        ["丁公司", "411302000012345", None],
        ["戊公司", "MA12345678", None],
        ["己公司", code(6)[:-1] + ("1" if code(6)[-1] != "1" else "2"), None],
        ["庚公司", code(7).replace("M", "I"), None],
        ["辛公司", None, None],
    ]
    xlsx(path, {"名录": rows})
    return Expected(
        {"己公司": {"uscc": rows[6][1]}, "辛公司": {}},
        {"名录": "name uscc contact_phone"},
        refused=["B2 code_rounded", "B3 code_rounded", "B4 code_mangled", "B5 code_old_number", "B6 code_length", "B8 code_sign"],
        doubts=["B7 code_doubtful"],
    )  # fmt: skip


@layout("两证整合库.xlsx", returns=False)
def codes_with_signs_nobody_sees(path: Path) -> Expected:
    """Zero width, no-break and ideographic blanks, a byte order mark, full-width signs, small letters, an apostrophe."""
    full = "".join(chr(ord(sign) + 0xFEE0) for sign in code(3))
    rows: Lines = [
        ["\ufeff企业名称\u200b", " 统一社会\u00a0信用代码", "从业人员\u3000（人）"],
        ["\u200b甲公司\u00a0", f"\ufeff{code(1)[:6]}\u200b{code(1)[6:]}\u00a0", "\u200e12\u200f"],
        ["乙\u2060公司", f" {code(2)[:4]} {code(2)[4:10]}\u3000{code(2)[10:].lower()} ", "１，２００"],
        ["丙公司", full, "３"],
        ["丁公司", f"\t{code(4)}\n", "4\u00ad"],
        ["戊公司", f"{code(5)[:8]}-{code(5)[8:]}", "５人"],
    ]

    def apostrophes(sheet: object) -> None:
        for row in sheet["B2:C6"]:  # type: ignore[index]
            for cell in row:
                cell.quotePrefix = True

    xlsx(path, {"名单": Page(rows, touch=apostrophes)})
    names, staff = ("甲公司", "乙公司", "丙公司", "丁公司", "戊公司"), (12, 1200, 3, 4, 5)
    return Expected(
        {
            name: {"uscc": code(n), "employees": one}
            for n, (name, one) in enumerate(zip(names, staff, strict=True), 1)
        },
        {"名单": "name uscc employees"},
    )
