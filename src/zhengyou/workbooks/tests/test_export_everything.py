"""Exports leave nothing out and do nothing when they are opened."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from zhengyou.workbooks import exporting, writing
from zhengyou.workbooks.exporting import write_table
from zhengyou.workbooks.reading import open_workbook


def sheets_of(path: Path) -> dict[str, list[list[object]]]:
    with open_workbook(path) as workbook:
        return {sheet.name: [list(row) for row in sheet.rows()] for sheet in workbook.sheets}


def test_each_kind_of_value_keeps_its_kind(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    rows: exporting.Rows = [
        ["甲", 3, Decimal("1.50"), date(2010, 5, 1)],
        [None, True, 2.5, datetime(2010, 5, 1, 8, 30, tzinfo=UTC)],
    ]
    assert write_table(path, ["一", "二", "三", "四"], rows, sheet_name="单位") == 2
    assert sheets_of(path) == {
        "单位": [
            ["一", "二", "三", "四"],
            ["甲", 3, 1.5, date(2010, 5, 1)],
            [None, "是", 2.5, datetime(2010, 5, 1, 8, 30)],
        ]
    }


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "http://例子.cn", "00123"])
def test_text_stays_text(tmp_path: Path, text: str) -> None:
    write_table(tmp_path / "a.xlsx", [text], [[text]])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    for cell in (sheet["A1"], sheet["A2"]):
        assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
        assert bool(cell.quotePrefix) == text.startswith(("=", "+", "-", "@", "\t"))


def test_numbers_too_long_for_excel_keep_every_digit(tmp_path: Path) -> None:
    write_table(tmp_path / "a.xlsx", ["码"], [[411302199001011234]])
    assert sheets_of(tmp_path / "a.xlsx")["数据"][1] == ["411302199001011234"]


def test_what_excel_cannot_hold_does_no_harm(tmp_path: Path) -> None:
    rows: exporting.Rows = [["甲\x00\x0b乙", "丙" * 40_000, float("nan"), date(1850, 1, 1)]]
    write_table(tmp_path / "a.xlsx", list("一二三四"), rows)
    row = sheets_of(tmp_path / "a.xlsx")["数据"][1]
    assert row == ["甲乙", "丙" * 32_767, "nan", "1850-01-01"]


@pytest.mark.parametrize(("rows", "sheets"), [(0, 1), (1, 1), (3, 1), (4, 2), (6, 2), (7, 3)])
def test_more_rows_than_a_sheet_holds_go_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, sheets: int
) -> None:
    monkeypatch.setattr(exporting, "ROWS_PER_SHEET", 3)
    path = tmp_path / "a.xlsx"
    assert write_table(path, ["号"], ([number] for number in range(rows)), sheet_name="单位") == rows
    written = sheets_of(path)
    assert len(written) == sheets
    assert all(rows_[0] == ["号"] for rows_ in written.values())
    assert [row[0] for each in written.values() for row in each[1:]] == list(range(rows))


def test_a_table_goes_into_an_open_file() -> None:
    target = io.BytesIO()
    assert write_table(target, ["一"], [["甲"]], sheet_name="单位") == 1
    assert openpyxl.load_workbook(target).sheetnames == ["单位"]


@pytest.mark.parametrize(
    ("wanted", "given"), [("a/b:c*", "a b c"), ("", "数据"), ("长" * 40, "长" * 31), ("'甲'", "甲")]
)
def test_sheet_names_are_made_such_as_excel_takes(wanted: str, given: str) -> None:
    assert writing.sheet_name(wanted) == given
