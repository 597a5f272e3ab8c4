"""Exports of other systems as text: every encoding and delimiter, under names that say something else."""

from __future__ import annotations

import codecs
from pathlib import Path

from zhengyou.census.tests.importing.lab import code
from zhengyou.census.tests.layouts.layout import Expected, layout
from zhengyou.census.tests.layouts.sheets import Lines, lines, ods, xlsx
from zhengyou.workbooks.tests import old_excel

_ROWS: Lines = [
    ["单位名称", "统一社会信用代码", "从业人员数", "年营业收入（万元）", "是否建立党组织"],
    ["甲䶮公司", code(1), "120人", "1200.5", "是"],
    ["乙公司", code(2), "", "无", "否"],
    ["丙公司", code(3)[:-2], "5", "", ""],
]
_TAKEN = {
    "甲䶮公司": {"uscc": code(1), "employees": 120, "revenue": 1200.5, "has_org": True},
    "乙公司": {"uscc": code(2), "has_org": False},
}
_FIELDS = "name uscc employees revenue has_org"


def _expected(sheet: str) -> Expected:
    return Expected(_TAKEN, {sheet: _FIELDS}, refused=["B4 code_length"], doubts=["D3 none_written"])


@layout("市场主体导出.csv")
def commas_in_gb18030(path: Path) -> Expected:
    """What Chinese Excel writes as csv: GB18030, a name with a character of its later part."""
    path.write_bytes(lines(_ROWS).encode("gb18030"))
    return _expected("市场主体导出")


@layout("台账.csv")
def commas_with_a_byte_order_mark(path: Path) -> Expected:
    """UTF-8 with a byte order mark, as Excel writes it when asked."""
    path.write_bytes(codecs.BOM_UTF8 + lines(_ROWS).encode())
    return _expected("台账")


@layout("数据.txt")
def tabs_in_utf_16(path: Path) -> Expected:
    """Excel's “Unicode text”: UTF-16 with its mark, tabs."""
    path.write_bytes(codecs.BOM_UTF16_LE + lines(_ROWS, "\t").encode("utf-16-le"))
    return _expected("数据")


@layout("数据库导出.txt")
def semicolons_in_big_endian(path: Path) -> Expected:
    """A database's export: UTF-16 big endian, semicolons."""
    path.write_bytes(codecs.BOM_UTF16_BE + lines(_ROWS, ";").encode("utf-16-be"))
    return _expected("数据库导出")


@layout("系统下载.xls")
def tabs_under_the_name_of_xls(path: Path) -> Expected:
    """Many systems call a text with tabs xls; UTF-8 without a mark, lines ended by a line feed alone."""
    path.write_bytes(lines(_ROWS, "\t").replace("\r\n", "\n").encode())
    return _expected("系统下载")


@layout("汇总.csv", returns=False)
def quoted_cells_with_commas_and_breaks(path: Path) -> Expected:
    """Title and unit above the heading, quoted cells with commas, quotes and line breaks, ="…" around codes, a total."""
    text = "宛城区企业名单,,,\r\n单位：元,,,\r\n企业名称,信用代码,年营业收入,经营地址\r\n"
    text += f'"甲""诚信""公司","=""{code(1)}""","12,000,000","宛城区汉冶街道光武路1号,东楼"\r\n'
    text += f'"乙\r\n公司",="{code(2)}",5000,\r\n\r\n\r\n合计,,12005000,\r\n'
    path.write_bytes(text.encode("gb18030"))
    first = {
        "uscc": code(1),
        "revenue": 1200,
        "op_address": "宛城区汉冶街道光武路1号,东楼",
        "place": "汉冶街道",
    }
    return Expected(
        {'甲"诚信"公司': first, "乙 公司": {"uscc": code(2), "revenue": 0.5}},
        {"汇总": "name uscc revenue op_address"},
    )


@layout("摸底表.csv")
def a_workbook_under_the_name_of_csv(path: Path) -> Expected:
    """Somebody renamed an xlsx to csv."""
    xlsx(path, _ROWS)
    return _expected("摸底表")


@layout("旧系统.xlsx")
def an_old_workbook_under_a_new_name(path: Path) -> Expected:
    """Somebody renamed an Excel 97 workbook to xlsx."""
    old_excel.write(path, {"摸底表": _ROWS})
    return _expected("摸底表")


@layout("LibreOffice.xls")
def an_open_document_under_the_name_of_xls(path: Path) -> Expected:
    """Somebody renamed an ods to xls; its empty cells go to the last row and column."""
    ods(path, {"摸底表": [[value or None for value in row] for row in _ROWS]})
    return _expected("摸底表")


@layout("分街道名单.csv")
def sections_in_a_text(path: Path) -> Expected:
    """A list by streets as text: the titles between the rows stand alone in the first cell."""
    rows: Lines = [["企业名称", "职工人数", "联系电话"], ["东关街道", None, None], ["甲公司", 5, None]]
    rows += [["二、汉冶街道", None, None], ["丁公司", "十人", None], ["乙公司", 6, None], ["合计", 11, None]]
    path.write_bytes(lines(rows).encode("gb18030"))
    return Expected(
        {"甲公司": {"place": "东关街道", "employees": 5}, "乙公司": {"place": "汉冶街道", "employees": 6}},
        {"分街道名单": "name employees contact_phone township"},
        refused=["B5 not_a_count"],
    )
