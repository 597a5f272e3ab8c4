"""The table is found wherever an office has put it, and what is no data is told apart."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhengyou.workbooks import reading, tables
from zhengyou.workbooks.cells import Shared
from zhengyou.workbooks.tests.makers import (
    HEADINGS,
    KNOWN,
    data,
    make_csv,
    make_raw_xlsx,
    make_xlsx,
    only_table,
    text_cell,
)


def headed(table: tables.Table) -> list[tuple[str, str, str]]:
    return [(column.letter, column.group, column.header) for column in table.columns]


def test_a_plain_table(tmp_path: Path) -> None:
    table = only_table(
        make_xlsx(tmp_path / "a.xlsx", {"单位": [HEADINGS, ["甲", "91", 3], ["乙", "92", None]]})
    )
    assert table.sheet == "单位"
    assert table.header_rows == (1,)
    assert [column.header for column in table.columns] == list(HEADINGS)
    assert data(table) == [(2, ["甲", "91", 3]), (3, ["乙", "92", None])]


def test_lines_above_are_kept_and_their_unit_of_money_is_read(tmp_path: Path) -> None:
    rows = [["非公企业统计表"], ["填报单位：宛城区", None, "单位：万元"], [], HEADINGS, ["甲", "91", 3]]
    table = only_table(make_xlsx(tmp_path / "a.xlsx", {"单位": rows}, {"单位": {"A1:C1": "非公企业统计表"}}))
    assert table.header_rows == (4,)
    assert table.lead == [(1, "非公企业统计表"), (2, "填报单位：宛城区"), (2, "单位：万元")]
    assert table.unit == "万元"
    assert data(table) == [(5, ["甲", "91", 3])]


GROUPED = {
    "A2:A3": "单位名称",
    "B2:B3": "统一社会信用代码",
    "C2:D2": "党组织书记",
    "E2:F2": "党员情况",
}
LEAVES = [None, None, "姓名", "电话", "总数", "正式党员"]


def test_two_merged_heading_rows(tmp_path: Path) -> None:
    rows = [["一览表"], [], LEAVES, ["甲", "91", "张", "1", 5, 3]]
    merges = {"单位": {"A1:F1": "一览表", **GROUPED}}
    table = only_table(make_xlsx(tmp_path / "a.xlsx", {"单位": rows}, merges))
    assert table.header_rows == (2, 3)
    assert headed(table) == [
        ("A", "", "单位名称"),
        ("B", "", "统一社会信用代码"),
        ("C", "党组织书记", "姓名"),
        ("D", "党组织书记", "电话"),
        ("E", "党员情况", "总数"),
        ("F", "党员情况", "正式党员"),
    ]
    assert data(table) == [(4, ["甲", "91", "张", "1", 5, 3])]


def test_three_merged_heading_rows(tmp_path: Path) -> None:
    merges = {"A1:A3": "单位名称", "B1:B3": "统一社会信用代码", "C1:F1": "党建情况"}
    merges |= {"C2:D2": "党组织书记", "E2:F2": "党员情况"}
    rows = [[], [], LEAVES, ["甲", "91", "张", "1", 5, 3]]
    table = only_table(make_xlsx(tmp_path / "a.xlsx", {"单位": rows}, {"单位": merges}))
    assert table.header_rows == (1, 2, 3)
    assert headed(table)[2] == ("C", "党建情况/党组织书记", "姓名")
    assert headed(table)[5] == ("F", "党建情况/党员情况", "正式党员")


def test_two_heading_rows_that_are_not_merged(tmp_path: Path) -> None:
    rows = [
        ["单位名称", "统一社会信用代码", "党组织书记", "", "党员情况", ""],
        ["", "", "姓名", "电话", "总数", "正式党员"],
        ["甲", "91", "张", "1", "5", "3"],
        ["乙", "", "", "", "", ""],
    ]
    table = only_table(make_csv(tmp_path / "a.csv", rows))
    assert table.header_rows == (1, 2)
    assert headed(table)[3:5] == [("D", "党组织书记", "电话"), ("E", "党员情况", "总数")]
    assert [number for number, _ in data(table)] == [3, 4]


LEADS = [
    [["2026年企业党建台账"]],
    [["2026年企业党建台账"], []],
    [["2026年企业党建台账"], ["填报单位：宛城区", None, None, None, "单位：万元"]],
]


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize("title", [False, True])
@pytest.mark.parametrize("merged", [False, True])
def test_two_heading_rows_under_a_title(
    tmp_path: Path, lead: list[list[str | None]], title: bool, merged: bool
) -> None:
    top = len(lead) + 1
    rows = [
        *lead,
        ["序号", "单位名称", "信用代码", "职工人数", None, "党员总数", None],
        [None, None, None, "男", "女", "上次", "下次"],
        [1, "甲公司", "91", "3", "1", "5", "6"],
        [2, "乙公司", "92", "3", "2", "7", "8"],
    ]
    merges = {"A1:G1": lead[0][0]} if title else {}
    if merged:
        merges |= {f"A{top}:A{top + 1}": "序号", f"B{top}:B{top + 1}": "单位名称"}
        merges |= {f"C{top}:C{top + 1}": "信用代码", f"D{top}:E{top}": "职工人数"}
        merges |= {f"F{top}:G{top}": "党员总数"}
    table = only_table(make_xlsx(tmp_path / "a.xlsx", {"单位": rows}, {"单位": merges}))
    assert table.header_rows == (top, top + 1)
    assert headed(table)[3:] == [
        ("D", "职工人数", "男"),
        ("E", "职工人数", "女"),
        ("F", "党员总数", "上次"),
        ("G", "党员总数", "下次"),
    ]
    assert len(data(table)) == 2


def test_a_first_data_row_of_words_is_no_second_heading(tmp_path: Path) -> None:
    rows = [["单位名称", "所在乡镇", "书记姓名"], ["甲公司", "城关镇", "张三"], ["乙公司", "", ""]]
    table = only_table(make_csv(tmp_path / "a.csv", rows))
    assert table.header_rows == (1,)
    assert len(data(table)) == 2


def test_an_unmerged_leaf_beside_a_merged_group_does_not_belong_to_it(tmp_path: Path) -> None:
    rows = [[], [None, "总数", "正式党员", "书记姓名"], ["家", "人", "人"], ["甲", 5, 4, "张"]]
    merges = {"单位": {"A1:A2": "单位名称", "B1:C1": "党员情况"}}
    table = only_table(make_xlsx(tmp_path / "a.xlsx", {"单位": rows}, merges))
    assert headed(table)[1:] == [
        ("B", "党员情况", "总数"),
        ("C", "党员情况", "正式党员"),
        ("D", "", "书记姓名"),
    ]
    assert data(table) == [(4, ["甲", 5, 4, "张"])]


def test_a_form_of_one_unit_is_no_table(tmp_path: Path) -> None:
    rows = [["单位名称", "甲公司", "信用代码", "91"], ["职工人数", 3, "书记姓名", "张"]]
    with reading.open_workbook(make_xlsx(tmp_path / "a.xlsx", {"单位": rows})) as workbook:
        assert [each.reason for each in tables.find_tables(workbook, KNOWN).skipped] == ["no_header"]


def test_a_table_that_begins_far_from_the_corner(tmp_path: Path) -> None:
    rows = [[], [], [None, None, *HEADINGS], [None, None, "甲", "91", 3]]
    table = only_table(make_xlsx(tmp_path / "a.xlsx", {"单位": rows}))
    assert [column.letter for column in table.columns] == ["C", "D", "E"]
    assert data(table)[0][1][table.columns[0].index] == "甲"


def test_totals_remarks_and_signatures_are_no_data(tmp_path: Path) -> None:
    rows = [
        ["序号", *HEADINGS, "备注"],
        ["甲", "乙", 1, 2, 3],
        [1, "甲公司", "91", 3, "说明：新办"],
        [None, "城关镇小计", None, 3],
        [],
        ["  "],
        ["合 计", None, None, 3],
        ["备注：本表每月报送", None, None, None],
        ["填表人：张三", None, "审核人：李四", "联系电话：1"],
        ["1.代码请填写十八位", None, None],
    ]
    table = only_table(make_xlsx(tmp_path / "a.xlsx", {"单位": rows}))
    kinds = {row.number: row.kind for row in table.every_row()}
    assert kinds == {
        2: "numbering",
        3: "data",
        4: "total",
        5: "blank",
        6: "blank",
        7: "total",
        8: "remark",
        9: "remark",
        10: "remark",
    }


@pytest.mark.parametrize(
    "name", ["合计科技有限公司", "说明书印刷厂", "注塑厂", "例外广告公司", "备注印刷社", "总计"]
)
def test_a_unit_with_an_odd_name_is_data_unless_it_is_the_total(tmp_path: Path, name: str) -> None:
    table = only_table(make_csv(tmp_path / "a.csv", [HEADINGS, [name, "91", "3"]]))
    (row,) = table.every_row()
    assert row.kind == ("total" if name == "总计" else "data")


def test_a_total_is_known_wherever_the_table_begins(tmp_path: Path) -> None:
    rows = [
        [None, None, "职工人数", "单位名称", "统一社会信用代码"],
        [None, None, 2, "甲公司", "91"],
        [None, None, 2, "合  计", None],
        [None, None, "２", "合计", None],
        [None, None, None, "总计", None],
        [None, None, 3, "合计科技有限公司", "92"],
        [None, None, 4, "乙公司", "小计"],
    ]
    table = only_table(make_xlsx(tmp_path / "a.xlsx", {"单位": rows}))
    kinds = [row.kind for row in table.every_row()]
    assert kinds == ["data", "total", "total", "total", "data", "data"]


@pytest.mark.parametrize(
    "line",
    [
        ["负责人签字：张三"],
        ["单位负责人（签字）："],
        [None, "打印日期：2026-11-01"],
        ["打印日期 2026-11-01"],
        ["制表日期：2026年11月1日"],
        ["审核人：", "李四"],
        ["审核人"],
        ["（盖章）"],
        ["单位（公章）"],
        ["填报单位（盖章）：", None, "填报人：王五"],
    ],
)
def test_lines_to_sign_and_print_are_no_data(tmp_path: Path, line: list[str | None]) -> None:
    table = only_table(make_xlsx(tmp_path / "a.xlsx", {"单位": [HEADINGS, ["甲", "91", 3], line]}))
    assert [row.kind for row in table.every_row()] == ["data", "remark"]


def test_section_lines_across_the_table_and_repeated_headings_are_no_data(tmp_path: Path) -> None:
    rows = [HEADINGS, [], ["甲", "91", 3], HEADINGS, ["乙", "92", 4]]
    path = make_xlsx(tmp_path / "a.xlsx", {"单位": rows}, {"单位": {"A2:C2": "一、城关镇"}})
    table = only_table(path)
    assert [row.kind for row in table.every_row()] == ["data", "data", "header", "data"]
    wide = [[*HEADINGS, "所在乡镇"], [], ["甲", "91", 3, "城关"]]
    path = make_xlsx(tmp_path / "b.xlsx", {"单位": wide}, {"单位": {"A2:D2": "一、城关镇"}})
    assert [row.kind for row in only_table(path).every_row()] == ["remark", "data"]


def test_words_merged_over_rows_count_for_each_of_them_and_numbers_are_marked(tmp_path: Path) -> None:
    rows = [["单位名称", "所在乡镇", "职工人数"], ["甲"], ["乙"], ["丙", "北关", 5]]
    merges = {"单位": {"B2:B3": "城关镇", "C2:C3": 120}}
    table = only_table(make_xlsx(tmp_path / "a.xlsx", {"单位": rows}, merges))
    perhaps = Shared("120")
    assert data(table) == [
        (2, ["甲", "城关镇", perhaps]),
        (3, ["乙", "城关镇", perhaps]),
        (4, ["丙", "北关", 5]),
    ]
    assert perhaps != "120"
    assert table.spread(2) == table.spread(3) == {1, 2}
    assert table.spread(4) == frozenset()


def test_a_column_without_a_heading_is_shown_when_it_holds_something(tmp_path: Path) -> None:
    rows = [[*HEADINGS, "", ""], ["甲", "91", "3", "", "多写的"]]
    table = only_table(make_csv(tmp_path / "a.csv", rows))
    assert headed(table)[3:] == [("E", "", "")]


def test_several_sheets_each_in_its_own_order(tmp_path: Path) -> None:
    sheets = {"东": [HEADINGS, ["甲", "91", 3]], "西": [HEADINGS[::-1], [3, "91", "甲"]]}
    with reading.open_workbook(make_xlsx(tmp_path / "a.xlsx", sheets)) as workbook:
        found = tables.find_tables(workbook, KNOWN).tables
        assert [(t.sheet, t.columns[0].header) for t in found] == [("东", "单位名称"), ("西", "职工人数")]


def test_sheets_without_a_table_are_named_with_the_reason(tmp_path: Path) -> None:
    sheets: dict[str, Any] = {
        "填表说明": [HEADINGS, ["甲", "91", 3]],
        "单位": [HEADINGS, ["甲", "91", 3]],
        "错误清单": [HEADINGS, ["甲", "91", 3]],
        "另表": [["甲", "乙"], ["丙", "丁"]],
        "Sheet2": [],
    }
    with reading.open_workbook(make_xlsx(tmp_path / "a.xlsx", sheets)) as workbook:
        found = tables.find_tables(workbook, KNOWN)
    assert [table.sheet for table in found.tables] == ["单位"]
    assert {each.sheet: each.reason for each in found.skipped} == {
        "填表说明": "instructions",
        "错误清单": "error_list",
        "另表": "no_header",
        "Sheet2": "empty",
    }


def test_a_hidden_sheet_is_skipped(tmp_path: Path) -> None:
    row = f'<row r="1">{text_cell("A1", "单位名称")}{text_cell("B1", "职工人数")}</row>'
    path = make_raw_xlsx(tmp_path / "a.xlsx", row)
    with reading.open_workbook(path) as workbook:
        assert len(tables.find_tables(workbook, KNOWN).tables) == 1
        hidden = reading.Workbook(path, "xlsx", (reading.Sheet("单位", True, workbook.sheets[0]._source, 0),))
        assert [each.reason for each in tables.find_tables(hidden, KNOWN).skipped] == ["hidden"]


def test_hundreds_of_empty_rows_do_no_harm(tmp_path: Path) -> None:
    rows = [HEADINGS, *[[] for _ in range(900)], ["甲", "91", 3]]
    assert data(only_table(make_xlsx(tmp_path / "a.xlsx", {"单位": rows}))) == [(902, ["甲", "91", 3])]


def test_short_rows_are_filled_up_to_the_last_column(tmp_path: Path) -> None:
    table = only_table(make_csv(tmp_path / "a.csv", [HEADINGS, ["甲"]]))
    assert data(table) == [(2, ["甲", None, None])]


def test_dates_stay_dates(tmp_path: Path) -> None:
    table = only_table(make_xlsx(tmp_path / "a.xlsx", {"单位": [HEADINGS, ["甲", "91", date(2010, 5, 1)]]}))
    assert data(table)[0][1][2] == date(2010, 5, 1)


def test_merged_ranges_without_end_do_no_harm(tmp_path: Path) -> None:
    row = f'<row r="1">{text_cell("A1", "单位名称")}{text_cell("B1", "职工人数")}</row>'
    row += f'<row r="2">{text_cell("A2", "甲")}</row>'
    merges = "".join(f'<mergeCell ref="A{n}:XFD1048576"/>' for n in range(2, 3000))
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f"{row}</sheetData><mergeCells>{merges}</mergeCells></worksheet>"
    )
    path = make_raw_xlsx(tmp_path / "a.xlsx", "", {"xl/worksheets/sheet1.xml": sheet})
    assert data(only_table(path)) == [(2, ["甲", None])]
