"""Refused rows go back in the sender's own workbook, marked, and can be uploaded again."""

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.packaging.relationship import Relationship
from openpyxl.workbook.external_link.external import ExternalBook, ExternalLink

from zhengyou.workbooks import annotating, faults, in_place, reading, rebuilding, tables
from zhengyou.workbooks.annotating import Fault, return_refused
from zhengyou.workbooks.tables import Table
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

ROWS = [["一览表"], HEADINGS, ["甲", "91", 3], ["乙", "9x", 4], ["丙", "93", "五"], ["合计", None, 7]]
FAULTS = (
    Fault("单位", 4, "B", "代码不对", "改成 18 位"),
    Fault("单位", 5, "C", "不是数字"),
    Fault("单位", 5, None, "整行有误", "请核对"),
)


def found_in(path: Path) -> list[Table]:
    return tables.find_tables(reading.open_workbook(path), KNOWN).tables


def returned(source: Path, *faults: Fault) -> Path:
    target = source.with_name("退回.xlsx")
    return_refused(source, target, found_in(source), faults)
    return target


@pytest.fixture(params=["in place", "rebuilt"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Both ways of returning must do; True when the layout is kept."""
    if request.param == "rebuilt":
        monkeypatch.setattr(annotating, "MOST_ROWS_IN_PLACE", 0)
    return bool(request.param == "in place")


def test_it_keeps_headings_and_refused_rows_only(tmp_path: Path, either_way: bool) -> None:
    source = make_xlsx(tmp_path / "a.xlsx", {"单位": ROWS}, {"单位": {"A1:C1": "一览表"}})
    outcome = return_refused(source, tmp_path / "b.xlsx", found_in(source), FAULTS)
    assert outcome == annotating.Returned(rows=2, in_place=either_way)
    table = only_table(tmp_path / "b.xlsx")
    assert table.sheet == "单位"
    assert table.lead == [(1, "一览表")]
    assert data(table) == [(3, ["乙", "9x", 4]), (4, ["丙", "93", "五"])]


def test_wrong_cells_are_red_and_say_what_is_wrong(tmp_path: Path, either_way: bool) -> None:
    path = returned(make_xlsx(tmp_path / "a.xlsx", {"单位": ROWS}), *FAULTS)
    sheet = openpyxl.load_workbook(path)["单位"]
    marked = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert marked == {
        "B3": "代码不对\n怎样改：改成 18 位",
        "C4": "不是数字",
        "A4": "整行有误\n怎样改：请核对",
    }
    for place in marked:
        assert str(sheet[place].fill.fgColor.rgb).endswith("FFC7CE")
        assert str(sheet[place].font.color.rgb).endswith("9C0006")
    assert sheet["A3"].fill.fill_type is None


def test_a_list_of_errors_stands_in_front_and_is_skipped_when_read(tmp_path: Path, either_way: bool) -> None:
    path = returned(make_xlsx(tmp_path / "a.xlsx", {"单位": ROWS}), *FAULTS)
    with reading.open_workbook(path) as workbook:
        front = workbook.sheets[0]
        assert front.name == "错误清单"
        lines = list(front.rows())
        assert lines[0][0] == "错误清单：共 2 行需要改正"
        assert lines[4] == ["单位", 3, "B", "统一社会信用代码", "9x", "代码不对", "改成 18 位", 4]
        assert lines[6] == ["单位", 4, None, "整行", None, "整行有误", "请核对", 5]
        assert [each.reason for each in tables.find_tables(workbook, KNOWN).skipped] == ["error_list"]


def test_a_renamed_list_of_errors_is_still_skipped(tmp_path: Path) -> None:
    path = returned(make_xlsx(tmp_path / "a.xlsx", {"单位": ROWS}), *FAULTS)
    book = openpyxl.load_workbook(path)
    book["错误清单"].title = "Sheet1"
    book.save(path)
    assert [table.sheet for table in found_in(path)] == ["单位"]


def test_a_returned_file_can_be_returned_again(tmp_path: Path, either_way: bool) -> None:
    first = returned(make_xlsx(tmp_path / "a.xlsx", {"单位": ROWS}), *FAULTS)
    again = tmp_path / "c.xlsx"
    return_refused(first, again, found_in(first), [Fault("单位", 4, "B", "还是不对")])
    book = openpyxl.load_workbook(again)
    assert book.sheetnames == ["错误清单", "单位"]
    sheet = book["单位"]
    assert data(only_table(again)) == [(3, ["丙", "93", "五"])]
    assert [c.coordinate for row in sheet.iter_rows() for c in row if c.comment] == ["B3"]
    assert sheet["A3"].fill.fill_type is None


@pytest.mark.parametrize("way", ["in place", "rebuilt"])
@pytest.mark.parametrize("hostile", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "=HYPERLINK(1)"])
def test_text_that_looks_like_a_formula_stays_text(
    tmp_path: Path, hostile: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way == "rebuilt":
        monkeypatch.setattr(annotating, "MOST_ROWS_IN_PLACE", 0)
    rows = [HEADINGS, [hostile, hostile, 3]]
    path = returned(make_xlsx(tmp_path / "a.xlsx", {"单位": rows}), Fault("单位", 2, "B", hostile, hostile))
    book = openpyxl.load_workbook(path)
    for cell in [*book["单位"][2][:2], *book["错误清单"][5][4:7]]:
        assert (cell.value, cell.data_type) == (hostile, "s")
    assert book["错误清单"]["E5"].quotePrefix


def test_formulas_go_back_as_what_they_showed(tmp_path: Path) -> None:
    heading = "".join(text_cell(f"{c}1", t) for c, t in zip("ABC", HEADINGS, strict=True))
    row = f'{text_cell("A3", "甲")}<c r="C3"><f>1+2</f><v>3</v></c>'
    source = make_raw_xlsx(tmp_path / "a.xlsx", f'<row r="1">{heading}</row><row r="3">{row}</row>')
    path = returned(source, Fault("单位", 3, "B", "缺少代码"))
    assert data(only_table(path)) == [(2, ["甲", None, 3])]
    assert openpyxl.load_workbook(path)["单位"]["C2"].data_type == "n"


def uncalculated(path: Path, formula: str) -> Path:
    """A table whose row 3 is refused and whose C3 holds a formula without a result; row 2 is accepted."""
    heading = "".join(text_cell(f"{c}1", t) for c, t in zip("ABC", HEADINGS, strict=True))
    rows = f'<row r="2">{text_cell("A2", "甲")}<c r="C2"><v>3</v></c></row>'
    rows += f'<row r="3">{text_cell("A3", "乙")}<c r="C3"><f>{formula}</f></c><c r="E3"><v>2</v></c></row>'
    return make_raw_xlsx(path, f'<row r="1">{heading}</row>{rows}')


@pytest.mark.parametrize(
    ("formula", "kept"),
    [
        ("D3+E3", "=D2+E2"),
        ("SUM($D3:E$3)", "=SUM($D2:E$2)"),
        ("IF(1&gt;2,&quot;&quot;,D3*1.5%)", '=IF(1>2,"",D2*1.5%)'),
        ("C2+1", None),
        ("SUM(C2:C3)", None),
        ("SUM(C:C)", None),
        ("Sheet2!A3", None),
        ("[1]Sheet1!A3", None),
        ("WEBSERVICE(D3)", None),
        ("HYPERLINK(D3)", None),
        ("cmd|'/C calc'!A0", None),
        ("A3:INDEX(A3,1)", None),
        ("{1,2}", None),
    ],
)
def test_a_formula_nobody_worked_out_goes_back_where_it_means_the_same(
    tmp_path: Path, either_way: bool, formula: str, kept: str | None
) -> None:
    path = returned(uncalculated(tmp_path / "a.xlsx", formula), Fault("单位", 3, "C", "没有算出结果"))
    cell = openpyxl.load_workbook(path)["单位"]["C2"]
    assert cell.value == (kept if either_way else None)
    assert cell.comment.text == "没有算出结果"


def test_grouped_headings_come_back_whole(tmp_path: Path, either_way: bool) -> None:
    merges = {"A1:A2": "单位名称", "B1:C1": "党组织书记", "D1:D2": "职工人数"}
    rows = [[], [None, "姓名", "电话"], ["甲", "乙", 1, 2], ["甲", "张", "1", 2], ["乙", "李", "2", 2]]
    source = make_xlsx(tmp_path / "a.xlsx", {"单位": rows}, {"单位": merges})
    before = only_table(source)
    after = only_table(returned(source, Fault("单位", 5, "C", "电话不对")))
    assert after.header_rows == before.header_rows == (1, 2)
    assert after.columns == before.columns
    assert data(after)[-1][1] == ["乙", "李", "2", 2]


def test_words_merged_over_accepted_rows_are_not_lost(tmp_path: Path, either_way: bool) -> None:
    rows = [["单位名称", "所在乡镇", "职工人数"], ["甲"], ["乙"], ["丙"]]
    source = make_xlsx(tmp_path / "a.xlsx", {"单位": rows}, {"单位": {"B2:B4": "城关镇"}})
    path = returned(source, Fault("单位", 3, "A", "重名"), Fault("单位", 4, "A", "重名"))
    assert data(only_table(path)) == [(2, ["乙", "城关镇", None]), (3, ["丙", "城关镇", None])]


def test_the_layout_is_kept_where_it_can_be(tmp_path: Path) -> None:
    source = make_xlsx(tmp_path / "a.xlsx", {"单位": ROWS, "填表说明": [["请认真填写"]]})
    book = openpyxl.load_workbook(source)
    sheet = book["单位"]
    sheet.column_dimensions["A"].width = 44
    sheet.row_dimensions[5].height = 33
    sheet.row_dimensions[5].hidden = True
    sheet["A5"].number_format = "0.000"
    sheet["A5"].comment = Comment("旧批注", "张三")
    sheet.auto_filter.ref = "A2:C5"
    book.save(source)
    sheet = openpyxl.load_workbook(returned(source, FAULTS[2]))["单位"]
    assert sheet.column_dimensions["A"].width == 44
    assert sheet.row_dimensions[3].height == 33
    assert not sheet.row_dimensions[3].hidden
    assert sheet["A3"].number_format == "0.000"
    assert sheet["A3"].comment is not None
    assert sheet["A3"].comment.text.endswith("原批注：旧批注")
    assert sheet["A3"].comment.author == faults.AUTHOR


def test_each_sheet_keeps_its_own_refused_rows(tmp_path: Path, either_way: bool) -> None:
    sheets = {"东": [HEADINGS, ["甲", "91", 3]], "西": [HEADINGS, ["乙", "92", 4], ["丙", "93", 5]]}
    path = returned(make_xlsx(tmp_path / "a.xlsx", sheets), Fault("西", 3, "B", "不对"))
    east, west = found_in(path)
    assert data(east) == []
    assert data(west) == [(2, ["丙", "93", 5])]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_text_table_comes_back_as_xlsx_with_codes_whole(tmp_path: Path, encoding: str) -> None:
    source = make_csv(tmp_path / "单位.csv", [HEADINGS, ["甲", "0091", "3"], ["乙", "0092", "4"]], encoding)
    path = returned(source, Fault("单位", 3, "B", "不对"))
    with reading.open_workbook(path) as workbook:
        assert workbook.format == "xlsx"
    assert data(only_table(path)) == [(2, ["乙", "0092", "4"])]


def test_dates_come_back_as_dates(tmp_path: Path, either_way: bool) -> None:
    rows = [HEADINGS, ["甲", "91", date(2010, 5, 1)]]
    path = returned(make_xlsx(tmp_path / "a.xlsx", {"单位": rows}), Fault("单位", 2, "B", "不对"))
    assert data(only_table(path)) == [(2, ["甲", "91", date(2010, 5, 1)])]


STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fills count="1"><fill>'
    '<patternFill patternType="of its own"/></fill></fills></styleSheet>'
)


def test_what_openpyxl_cannot_open_is_rebuilt(tmp_path: Path) -> None:
    heading = "".join(text_cell(f"{c}1", t) for c, t in zip("ABC", HEADINGS, strict=True))
    rows = f'<row r="1">{heading}</row><row r="2">{text_cell("A2", "甲")}</row>'
    source = make_raw_xlsx(tmp_path / "a.xlsx", rows, {"xl/styles.xml": STYLES})
    outcome = return_refused(source, tmp_path / "b.xlsx", found_in(source), [Fault("单位", 2, "A", "不对")])
    assert outcome == annotating.Returned(1, False)
    assert data(only_table(tmp_path / "b.xlsx")) == [(2, ["甲", None, None])]


@pytest.mark.parametrize(
    "extra",
    [
        '<mergeCells><mergeCell ref="A9:XFD1048576"/></mergeCells>',
        '<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>',
    ],
)
def test_ranges_that_openpyxl_would_walk_for_ever_are_never_given_to_it(tmp_path: Path, extra: str) -> None:
    heading = "".join(text_cell(f"{c}1", t) for c, t in zip("ABC", HEADINGS, strict=True))
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f'<row r="1">{heading}</row><row r="2">{text_cell("A2", "甲")}</row></sheetData>{extra}</worksheet>'
    )
    source = make_raw_xlsx(tmp_path / "a.xlsx", "", {"xl/worksheets/sheet1.xml": sheet})
    with reading.open_workbook(source) as workbook:
        assert not in_place.fits_in_memory(workbook)
    assert data(only_table(returned(source, Fault("单位", 2, "A", "不对")))) == [(2, ["甲", None, None])]


def test_control_characters_do_no_harm(tmp_path: Path, either_way: bool) -> None:
    path = returned(make_xlsx(tmp_path / "a.xlsx", {"单位": ROWS}), Fault("单位", 3, "A", "有\x00怪\x0b字"))
    assert openpyxl.load_workbook(path)["错误清单"]["F5"].value == "有怪字"


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "ROWS_PER_SHEET", 3)
    source = make_csv(tmp_path / "单位.csv", [HEADINGS, *([f"甲{n}", "91", "3"] for n in range(5))])
    path = returned(source, *(Fault("单位", n, "B", "不对") for n in range(2, 7)))
    assert [len(data(table)) for table in found_in(path)] == [2, 2, 1]


def test_nothing_refused_gives_headings_only(tmp_path: Path, either_way: bool) -> None:
    path = returned(make_xlsx(tmp_path / "a.xlsx", {"单位": ROWS}))
    assert data(only_table(path)) == []


def test_links_to_other_files_do_not_come_back(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", {"单位": [HEADINGS, ["甲公司", "", "多"]]})
    book = openpyxl.load_workbook(path)
    link = ExternalLink(externalBook=ExternalBook(sheetNames=None, id="rId1"))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"
    where = "file:///c:/a.xlsx"
    link.file_link = Relationship(Id="rId1", Type=kind, Target=where, TargetMode="External")
    book._external_links.append(link)  # type: ignore[attr-defined]
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        assert any("externalLink" in name for name in archive.namelist())
    back = return_refused(path, tmp_path / "b.xlsx", found_in(path), [Fault("单位", 2, "C", "应填整数")])
    assert back.in_place
    with zipfile.ZipFile(tmp_path / "b.xlsx") as archive:
        assert not any("externalLink" in name for name in archive.namelist())
