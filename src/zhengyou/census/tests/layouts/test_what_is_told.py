"""Sentences that help: which sheet, which column, which other row, what was changed without being asked."""

from __future__ import annotations

from typing import Any

from zhengyou.census.tests.importing.lab import SHEET, Lab, code, codes, doubts, grid, id_number
from zhengyou.census.tests.layouts.sheets import xlsx

BRANCH = "豫宛精密铸造有限公司党支部"


def test_a_repeated_row_names_the_other_sheet(lab: Lab) -> None:
    head = ["单位名称", "统一社会信用代码"]
    path = xlsx(
        lab.folder / "a.xlsx",
        {
            "甲表": [head, ["甲公司", code(1)]],
            "乙表": [head, ["乙公司", code(2)], ["丙公司", code(1)], ["乙公司", code(2)]],
        },
    )
    _, outcome = lab.run(path)
    told = [(issue.sheet, issue.row, issue.finding.message.partition("是")[0]) for issue in outcome.errors]
    assert told == [("乙表", 3, "与工作表“甲表”第 2 行"), ("乙表", 4, "与第 2 行")]


def test_a_place_that_nobody_knows_is_told_in_its_own_column(lab: Lab) -> None:
    path = grid(
        lab.folder / "a.xlsx",
        [
            ["单位名称", "县（市、区）", "乡镇（街道）"],
            ["甲公司", None, "没有镇"],
            ["乙公司", "没有县", None],
        ],
    )
    _, outcome = lab.run(path, place="411300")
    assert [(issue.column, issue.finding.code) for issue in outcome.issues] == [
        ("C", "unknown_township"),
        ("B", "unknown_place"),
    ]


def test_another_name_under_a_known_code_is_told(lab: Lab) -> None:
    lab.run([{"name": "甲公司", "uscc": code(1)}, {"name": "乙（南阳）公司", "uscc": code(2)}])
    _, outcome = lab.run([{"name": "丁公司", "uscc": code(1)}, {"name": "乙(南阳) 公司", "uscc": code(2)}])
    assert (outcome.updated, doubts(outcome), outcome.warnings[0].row) == (2, ["name_changed"], 2)


def test_another_name_under_a_known_identity_number_is_told(lab: Lab) -> None:
    lab.run([{"name": "张三", "id_number": id_number(21), "branch": BRANCH}], kind="members")
    _, outcome = lab.run([{"name": "张三丰", "id_number": id_number(21), "branch": BRANCH}], kind="members")
    assert (outcome.updated, doubts(outcome)) == (1, ["name_changed"])


def test_a_word_that_decides_who_counts_is_refused_and_one_that_describes_is_not(lab: Lab) -> None:
    path = grid(
        lab.folder / "a.xlsx",
        [
            ["单位名称", "经营状态", "生产经营状况"],
            ["甲公司", "半死不活", "好"],
            ["乙公司", "正常", "半死不活"],
        ],
    )
    _, outcome = lab.run(path)
    assert (codes(outcome), doubts(outcome)) == (["unknown_choice"], ["unknown_choice"])
    assert (lab.unit("乙公司").reg_status, lab.unit("乙公司").condition) == ("normal", "")
    assert "好、一般、困难" in outcome.warnings[0].finding.message


def test_a_word_that_is_not_understood_leaves_what_is_held(lab: Lab) -> None:
    heading = ["单位名称", "生产经营状况"]
    lab.run(grid(lab.folder / "a.xlsx", [heading, ["甲公司", "好"]]))
    lab.run(grid(lab.folder / "b.xlsx", [heading, ["甲公司", "半死不活"]]))
    assert lab.unit("甲公司").condition == "good"


def test_a_column_to_tick_that_says_something_else_goes_back(lab: Lab) -> None:
    rows: list[list[str | None]] = [
        ["单位名称", "组建形式", None],
        [None, "单独", "联合"],
        ["甲公司", "大概", None],
        ["乙公司", "√", "/"],
    ]
    _, outcome = lab.run(grid(lab.folder / "a.xlsx", rows, merges=["A1:A2", "B1:C1"]))
    assert (codes(outcome), lab.unit("乙公司").form) == (["not_a_tick"], "own")


def test_headings_that_nobody_knows_are_read_as_a_mapping_file_says(lab: Lab) -> None:
    rows: list[list[Any]] = [
        ["某局内部登记"],
        ["甲栏", "乙栏", "丙栏", "丁栏"],
        ["甲公司", code(1), 12, "随便"],
        ["乙公司", code(2), 13, None],
    ]
    chosen = {(SHEET, "A"): "name", (SHEET, "B"): "uscc", (SHEET, "C"): "employees"}
    _, outcome = lab.run(grid(lab.folder / "a.xlsx", rows), chosen=chosen)
    assert (outcome.read, outcome.created, outcome.issues) == (2, 2, [])
    assert (lab.unit("甲公司").uscc, lab.unit("乙公司").employees) == (code(1), 13)


def test_of_two_columns_for_one_field_both_are_named(lab: Lab) -> None:
    rows: list[list[Any]] = [["单位名称", "从业人员数", "职工人数"], ["甲公司", 3, 4]]
    _, outcome = lab.run(grid(lab.folder / "a.xlsx", rows))
    assert lab.unit("甲公司").employees == 3
    (note,) = outcome.notes
    assert "C列“职工人数”没有导入，因为B列“从业人员数”是同一项" in note
