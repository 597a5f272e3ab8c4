"""Workbooks as offices lay them out: titles, two heading rows, ticks, text files, other units of money."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from zhengyou.census.importing import targets
from zhengyou.census.tests.importing.lab import Lab, figures, grid
from zhengyou.web.errors import Refused


def test_a_title_and_a_unit_above_two_heading_rows(lab: Lab) -> None:
    file = grid(
        lab.folder / "a.xlsx",
        [
            ["宛城区非公企业摸底表"],
            ["填报单位：宛城区", None, None, None, "单位：元"],
            ["序号", "企业名称", "年营业收入", "资产总额（万元）", "党组织书记", None],
            [None, None, None, None, "姓名", "电话"],
            [1, "甲公司", 12000000, 80, "张三", "13800000001"],
            [2, "乙公司", 5000, 0.5, None, None],
            ["合计", None, 12005000, 80.5, None, None],
            ["备注：以上为初步摸底情况"],
        ],
        merges=["A1:F1", "E3:F3", "A3:A4", "B3:B4", "C3:C4", "D3:D4"],
    )
    _, outcome = lab.run(file)
    assert (outcome.read, outcome.refused) == (2, 0)
    unit = lab.unit("甲公司")
    assert unit.revenue == Decimal(1200)
    assert unit.assets == Decimal(80)
    fields = {one.column: one.field for one in outcome.mapping.entries}
    assert (fields["E"], fields["F"]) == ("secretary", "secretary_phone")
    assert [issue.row for issue in outcome.issues] == [5]


def test_ticks_that_are_one_answer(lab: Lab) -> None:
    file = grid(
        lab.folder / "a.xlsx",
        [
            ["单位名称", "是否建立党组织", "组建形式", None, None],
            [None, None, "单独", "联合", "挂靠"],
            ["甲公司", "是", "√", None, None],
            ["乙公司", "是", None, "√", "√"],
        ],
        merges=["A1:A2", "B1:B2", "C1:E1"],
    )
    _, outcome = lab.run(file)
    assert lab.unit("甲公司").form == "own"
    assert [issue.finding.code for issue in outcome.errors] == ["two_ticks"]
    assert outcome.errors[0].column == "C"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_text_files_of_any_usual_encoding(lab: Lab, encoding: str, mark: str) -> None:
    file = lab.folder / "表.csv"
    lines = [
        mark.join(row)
        for row in (["单位名称", "从业人员数", "年营业收入（万元）"], ["甲䶮公司", "120人", "1200.5"])
    ]
    file.write_bytes("\r\n".join(lines).encode(encoding))
    _, outcome = lab.run(file)
    assert figures(outcome) == (1, 1, 0, 0, 0)
    assert lab.unit("甲䶮公司").revenue == Decimal("1200.5")


def test_two_sheets_with_different_columns_are_one_import(lab: Lab) -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "东片"
    for row in (["单位名称", "从业人员数"], ["甲公司", 5]):
        first.append(row)
    second = book.create_sheet("西片")
    for row in (["从业人员", "企业名称", "所属乡镇"], [6, "乙公司", "汉冶街道"], [7, "甲公司", ""]):
        second.append(row)
    book.save(lab.folder / "a.xlsx")
    _, outcome = lab.run(lab.folder / "a.xlsx")
    assert figures(outcome) == (3, 2, 0, 0, 1)
    assert (outcome.errors[0].sheet, outcome.errors[0].row) == ("西片", 3)
    assert lab.unit("乙公司").territory.name == "汉冶街道"


def test_a_sheet_that_is_left_out_is_told(lab: Lab) -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    for row in (["单位名称", "从业人员数"], ["甲公司", 5]):
        first.append(row)
    others: dict[str, list[list[Any]]] = {
        "汇总": [["从业人员数", "年营业收入"], [3, 4]],
        "杂记": [["今天下雨"], ["明天天晴"]],
    }
    for title, rows in others.items():
        sheet = book.create_sheet(title)
        for line in rows:
            sheet.append(line)
    book.save(lab.folder / "a.xlsx")
    _, outcome = lab.run(lab.folder / "a.xlsx")
    assert (outcome.read, outcome.issues) == (1, [])
    assert [note.partition("：")[0] for note in outcome.notes] == ["杂记", "汇总"]


def test_a_person_may_decide_what_a_column_means(lab: Lab) -> None:
    file = grid(lab.folder / "a.xlsx", [["单位名称", "从业人员数", "最新人数"], ["甲公司", 5, 7]])
    _, outcome = lab.run(file, chosen={("摸底表", "C"): "employees"})
    assert lab.unit("甲公司").employees == 7
    assert [one.field for one in outcome.mapping.entries] == ["name", None, "employees"]


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({("摸底表", "C"): "nonsense"}, "没有“nonsense”"),
        ({("摸底表", "Z"): "employees"}, "没有 Z 列"),
        ({("摸底表", "B"): "employees", ("摸底表", "C"): "employees"}, "只留一列"),
        ({("摸底表", "A"): None}, "单位名称"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(
    lab: Lab, chosen: dict[tuple[str, str], str | None], told: str
) -> None:
    file = grid(lab.folder / "a.xlsx", [["单位名称", "从业人员数", "最新人数"], ["甲公司", 5, 7]])
    with pytest.raises(Refused, match=told):
        lab.run(file, chosen=chosen)


def test_a_code_that_excel_rounded_is_refused_with_what_to_do(lab: Lab) -> None:
    file = grid(lab.folder / "a.xlsx", [["单位名称", "统一社会信用代码"], ["甲公司", 914113020000000012]])
    _, outcome = lab.run(file)
    assert [issue.finding.code for issue in outcome.errors] == ["code_rounded"]
    assert "文本" in outcome.errors[0].finding.message


def test_a_macro_free_name_does_not_matter(lab: Lab) -> None:
    file = grid(lab.folder / "a.xlsx", [["单位名称", "从业人员数"], ["甲公司", 5]])
    other = Path(file).rename(lab.folder / "台账.dat")
    _, outcome = lab.run(other)
    assert figures(outcome) == (1, 1, 0, 0, 0)


@pytest.mark.parametrize(
    ("header", "needless"),
    [
        ("序号", True),
        ("No.", True),
        ("企业规模（大中小微）", True),
        ("备注说明栏", False),
        ("党费缴纳情况表", False),
    ],
)
def test_a_column_that_nobody_needs_raises_no_alarm(header: str, needless: bool) -> None:
    assert targets.needless("units", header, "") is needless
