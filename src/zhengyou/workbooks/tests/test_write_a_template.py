"""The template guides whoever fills it in, and what is filled in can be read again."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from zhengyou.workbooks.mapping import Target, known, propose
from zhengyou.workbooks.reading import open_workbook
from zhengyou.workbooks.tables import find_tables
from zhengyou.workbooks.templates import Place, TemplateColumn, TemplateSheet, write_template

PLACES = [
    Place("南阳市", "宛城区", "城关镇"),
    Place("南阳市", "卧龙区", "城关镇"),
    Place("郑州市", "中原区", "建设路街道"),
    Place("南阳市", "宛城区", "枣林街道"),
    Place("济源市", "济源市", ""),
]
COLUMNS = [
    TemplateColumn("单位名称", help="营业执照上的全称", required=True, width=30),
    TemplateColumn("统一社会信用代码", kind="code", length=18),
    TemplateColumn("市", kind="place_city"),
    TemplateColumn("县", kind="place_county"),
    TemplateColumn("乡镇", kind="place_township"),
    TemplateColumn("类别", kind="enum", values=("非公企业", "行业商会")),
    TemplateColumn("人数", kind="int"),
    TemplateColumn("收入", kind="decimal"),
    TemplateColumn("登记日期", kind="date"),
    TemplateColumn("成立时间", kind="partial_date"),
    TemplateColumn("有无", kind="bool"),
]


def make(path: Path, columns: list[TemplateColumn] | None = None, **more: Any) -> Any:
    sheet = TemplateSheet("单位", columns or COLUMNS, more.pop("filled", ()))
    write_template(path, [sheet], title="普查表", places=PLACES, **more)
    return openpyxl.load_workbook(path)


def rules(book: Any) -> dict[str, Any]:
    """Column letter -> its validation."""
    return {str(rule.sqref).split(":")[0][0]: rule for rule in book["单位"].data_validations.dataValidation}


def test_headings_are_locked_and_cells_below_are_free(tmp_path: Path) -> None:
    sheet = make(tmp_path / "a.xlsx", filled=[["甲"]])["单位"]
    assert sheet.protection.sheet
    assert sheet["A1"].protection.locked
    assert not sheet["A2"].protection.locked
    assert not sheet.column_dimensions["B"].protection.locked
    assert sheet.freeze_panes == "B2"
    assert sheet.column_dimensions["A"].width == pytest.approx(30, abs=1)


def test_required_columns_say_so_in_words(tmp_path: Path) -> None:
    book = make(tmp_path / "a.xlsx")
    assert book["单位"]["A1"].value == "单位名称（必填）"
    assert book["单位"]["B1"].value == "统一社会信用代码"
    assert rules(book)["A"].prompt.startswith("必填。营业执照上的全称")


def test_codes_are_text_so_that_excel_does_not_round_them(tmp_path: Path) -> None:
    book = make(tmp_path / "a.xlsx", filled=[["甲", "911234567890123456"]])
    cell = book["单位"]["B2"]
    assert (cell.value, cell.data_type, cell.number_format) == ("911234567890123456", "s", "@")
    rule = rules(book)["B"]
    assert (rule.type, rule.operator, rule.formula1, rule.errorStyle) == (
        "textLength",
        "equal",
        "18",
        "warning",
    )


def test_answers_are_chosen_from_lists(tmp_path: Path) -> None:
    book = make(tmp_path / "a.xlsx")
    assert book["选项"].sheet_state == "hidden"
    assert choices(book, rules(book)["F"].formula1) == ["非公企业", "行业商会"]
    assert rules(book)["K"].formula1 == '"是,否"'


def choices(book: Any, reference: str) -> list[str]:
    return [row[0].value for row in book["选项"][reference.removeprefix("选项!")]]


def test_places_follow_one_another(tmp_path: Path) -> None:
    book = make(tmp_path / "a.xlsx")
    lists = book["选项"]
    found = rules(book)
    assert choices(book, found["C"].formula1) == ["南阳市", "郑州市", "济源市"]
    county, township = found["D"].formula1, found["E"].formula1
    assert county == "OFFSET(选项!$C$1,MATCH($C2,选项!$B$1:$B$4,0)-1,0,COUNTIF(选项!$B$1:$B$4,$C2),1)"
    key = '$C2&"|"&$D2'
    assert township == (
        f"OFFSET(选项!$E$1,MATCH({key},选项!$D$1:$D$4,0)-1,0,COUNTIF(选项!$D$1:$D$4,{key}),1)"
    )
    pairs = [(row[3].value, row[4].value) for row in lists.iter_rows(max_row=4)]
    assert pairs == [
        ("南阳市|宛城区", "城关镇"),
        ("南阳市|宛城区", "枣林街道"),
        ("南阳市|卧龙区", "城关镇"),
        ("郑州市|中原区", "建设路街道"),
    ]


def test_each_key_is_one_stretch_of_a_list_of_thousands(tmp_path: Path) -> None:
    places = [Place(f"市{n % 18}", f"县{n % 157}", f"镇{n}") for n in range(2_500)]
    write_template(tmp_path / "a.xlsx", [TemplateSheet("单位", COLUMNS)], title="表", places=places)
    keys = [
        row[3].value for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["选项"].iter_rows(max_row=2_500)
    ]
    stretches = [key for place, key in enumerate(keys) if place == 0 or keys[place - 1] != key]
    assert len(stretches) == len(set(keys))


def test_a_template_of_one_county_needs_no_city_column(tmp_path: Path) -> None:
    columns = [TemplateColumn("县", kind="place_county"), TemplateColumn("乡镇", kind="place_township")]
    book = make(tmp_path / "a.xlsx", columns)
    assert choices(book, rules(book)["A"].formula1) == ["宛城区", "卧龙区", "中原区", "济源市"]
    assert "MATCH($A2," in rules(book)["B"].formula1


def test_numbers_and_dates_are_checked(tmp_path: Path) -> None:
    found = rules(make(tmp_path / "a.xlsx"))
    assert (found["G"].type, found["G"].formula1) == ("whole", "0")
    assert found["H"].type == "decimal"
    assert found["I"].type == "date"
    assert found["J"].type == "custom"
    assert "LEFT(J2,4)" in found["J"].formula1
    for rule in found.values():
        assert len(rule.prompt or "") <= 255
        assert len(rule.error or "") <= 255


def test_groups_stand_over_their_columns(tmp_path: Path) -> None:
    columns = [
        TemplateColumn("单位名称", required=True),
        TemplateColumn("姓名", "党组织书记"),
        TemplateColumn("电话", "党组织书记", kind="code"),
    ]
    sheet = make(tmp_path / "a.xlsx", columns)["单位"]
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A1:A2", "B1:C1"]
    assert (sheet["B1"].value, sheet["B2"].value) == ("党组织书记", "姓名")
    assert sheet.freeze_panes == "B3"


def test_instructions_come_first_and_name_every_column(tmp_path: Path) -> None:
    book = make(tmp_path / "a.xlsx", instructions=["先看这里"])
    assert book.sheetnames == ["说明", "单位", "选项"]
    texts = [str(cell.value) for row in book["说明"].iter_rows() for cell in row if cell.value]
    assert "1. 先看这里" in texts
    assert all(column.label in texts for column in COLUMNS)


def test_a_filled_template_is_read_and_mapped_with_certainty(tmp_path: Path) -> None:
    targets = [Target(f"f{number}", (column.label,)) for number, column in enumerate(COLUMNS)]
    make(tmp_path / "a.xlsx", filled=[["甲", "9" * 18, "南阳市"], ["=乙", None, "郑州市"]])
    with open_workbook(tmp_path / "a.xlsx") as workbook:
        found = find_tables(workbook, known(targets))
        (table,) = found.tables
        assert [(number, values[:3]) for number, values in table.rows()] == [
            (2, ["甲", "9" * 18, "南阳市"]),
            (3, ["=乙", None, "郑州市"]),
        ]
        assert {each.reason for each in found.skipped} == {"instructions", "hidden"}
        entries = propose(table, targets).entries
    assert [each.field for each in entries] == [target.field for target in targets]
    assert {each.confidence for each in entries} == {1.0}


def test_long_help_is_cut_to_what_excel_shows(tmp_path: Path) -> None:
    book = make(tmp_path / "a.xlsx", [TemplateColumn("长" * 40, help="说" * 400, kind="int")])
    assert len(rules(book)["A"].prompt) == 255
    assert len(rules(book)["A"].promptTitle) == 32
