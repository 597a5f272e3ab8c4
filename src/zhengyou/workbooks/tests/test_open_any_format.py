"""Any usual table opens, told apart by content."""

import base64
import zipfile
import zlib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from zhengyou.workbooks import reading
from zhengyou.workbooks.cells import UNCALCULATED
from zhengyou.workbooks.tests import old_excel
from zhengyou.workbooks.tests.makers import (
    HEADINGS,
    make_archive,
    make_csv,
    make_raw_xlsx,
    make_xlsx,
    text_cell,
)
from zhengyou.workbooks.tests.old_excel import Failed

# A workbook of Excel 97 as an old program wrote it: 标题 over three columns, a heading, one row.
OLD_EXCEL = (
    "c-rk)O=uHA6#izDG-*iEB&I?mlu)qN+C$QM&_lac(4La?N3j$^QyWkk(h@9K54Bo*6a+6-ycBxzQuX3LqBjphMGt}?CKgX#6"
    "fE@6W_|Ort7+|_0WB)?E%WC6?##~2o86sP3xWLX-EaZx&;c8YMm4I+bb?B?CHO&h!;q|1yQmln{}ifSG?7&fJodhH$~lztU4"
    "Vu=_UA-_k5rCh6p4{+I<kd0$bCo&*@t$b0yjzHLml@j$n+G`ZA@>o=M$y}SaXGGJNf3t02cH_^FDJG_iGJo^FiMCKF7RcO$@"
    "boAy@H*tD@xVKxghuD)V<5>g^uPf#$6%olWObnLI)?fpb_gBEUB*Q=dhYerxptq+edEcW$7+rrCi>7$<pwPs4*Ho3v=+XkR?"
    "Jf?iHXS;+1@Ju_nmTf9fUjJqH{Od!!Q9!?gLO=F7*agLlGB}UUWh}N-8&vIW7*dN;)i?v0g@y;kC*6)^^I48Y-P11Wg89YRX"
    "P{VwHQ^HT%`pT`Zuj7N=`U%!d@<v~J9qg1(00S3g1O@xpV*5dxIbsjfOMKTI%!iqVXdzSG*j;Nfho{)*GFuy|oi@fBeODRZM"
    "EvyUo(J{Qi~4Tj=er8$L-TL-Sv1h=X^7(GHH8+@B5qulc&J;oFt?8POzVExMqHZT?7LyU^J=gPH?skzPg#<qBgaSjiw*n*`%"
    "7AqtkEn<8c8;@HEn}vjic?Re`zipBu!{ilF_XseKOnO6@v~fh<h@Sw!fcnLqS17K|w)5K|x{NnT}?DtjiBhhxt3;G|zQbsT9"
    ">Q$$yJpjL>zKeoPM`OLY$86|JA`a0u&OVv{k}d7;EHYCVTx401n)D_+0!J15GYXVZcH-<Lv_wqLBIpMSXh?<`K$8v"
)

ODS_CONTENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="单位">{rows}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)


def make_ods(path: Path, rows: str) -> Path:
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    parts = {"META-INF/manifest.xml": manifest, "content.xml": ODS_CONTENT.format(rows=rows)}
    return make_archive(path, {"mimetype": mimetype, **parts})


def ods_cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def rows_of(path: Path) -> list[list[reading.Cell]]:
    with reading.open_workbook(path) as workbook:
        return list(workbook.sheets[0].rows())


def test_an_xlsx_gives_text_numbers_dates_and_booleans(tmp_path: Path) -> None:
    row = ["甲", 3, 1.5, date(2010, 5, 1), datetime(2010, 5, 1, 8, 30), True, None, " 乙 "]
    path = make_xlsx(tmp_path / "a.xlsx", {"单位": [[*row[:4]], []]})
    assert rows_of(path) == [["甲", 3, 1.5, date(2010, 5, 1)]]
    path = make_xlsx(tmp_path / "b.xlsx", {"单位": [[row[0], *row[5:]]]})
    assert rows_of(path) == [["甲", True, None, " 乙 "]]


def test_whole_floats_become_integers_and_rounded_codes_stay_numbers(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", {"单位": [[3.0, 411302199001011234]]})
    ((count, code),) = rows_of(path)
    assert count == 3
    assert type(count) is int
    assert isinstance(code, int)
    assert code != 411302199001011234


def test_rows_and_columns_before_the_first_cell_are_counted(tmp_path: Path) -> None:
    path = make_raw_xlsx(tmp_path / "a.xlsx", f'<row r="3">{text_cell("C3", "甲")}</row>')
    rows = rows_of(path)
    assert len(rows) == 3
    assert rows[2] == [None, None, "甲"]


def test_a_failed_formula_reads_as_its_error(tmp_path: Path) -> None:
    cells = '<c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>' + text_cell("C1", "甲")
    path = make_raw_xlsx(tmp_path / "a.xlsx", f'<row r="1">{cells}</row>')
    assert rows_of(path) == [[None, "#DIV/0!", "甲"]]


@pytest.mark.parametrize("inline", [True, False])
def test_how_a_word_is_spoken_is_no_part_of_it(tmp_path: Path, inline: bool) -> None:
    text = '<t>甲</t><rPh sb="0" eb="1"><t>jia</t></rPh><phoneticPr fontId="1"/>'
    path = tmp_path / "a.xlsx"
    if inline:
        make_raw_xlsx(path, f'<row r="1"><c r="A1" t="inlineStr"><is>{text}</is></c></row>')
    else:
        make_xlsx(path, {"单位": [["甲"]]})
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name).decode() for name in archive.namelist()}
        parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace("<t>甲</t>", text)
        make_archive(path, parts)
    assert rows_of(path) == [["甲"]]


def test_a_formula_without_a_result_is_told_apart_from_an_empty_one(tmp_path: Path) -> None:
    written = {"A": "<v></v>", "B": "<v/>", "C": "", "D": "<v>0</v>", "E": "<v>3</v>"}
    row = "".join(f'<c r="{letter}1"><f>1+2</f>{result}</c>' for letter, result in written.items())
    row += '<c r="F1" t="str"><f>""</f><v></v></c>'
    book = make_raw_xlsx(tmp_path / "a.xlsx", f'<row r="1">{row}</row>')
    assert rows_of(book) == [[UNCALCULATED, UNCALCULATED, UNCALCULATED, 0, 3, None]]
    with zipfile.ZipFile(book) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    described = parts["xl/workbook.xml"].replace("</workbook>", '<calcPr fullCalcOnLoad="1"/></workbook>')
    make_archive(book, {**parts, "xl/workbook.xml": described})
    assert rows_of(book)[0][3:5] == [UNCALCULATED, 3]


def test_a_failed_formula_in_an_old_xls_reads_as_its_error(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["甲", Failed("#N/A")], ["乙", Failed("#DIV/0!"), 3]]
    path = old_excel.write(tmp_path / "a.xls", {"一": [["甲"]], "单位": rows})
    with reading.open_workbook(path) as workbook:
        assert list(workbook.sheets[1].rows()) == [["甲", "#N/A", None], ["乙", "#DIV/0!", 3]]


def test_a_failed_formula_in_an_ods_reads_as_its_error_and_never_as_nought(tmp_path: Path) -> None:
    error = 'calcext:value-type="error" table:number-columns-repeated="2"'
    failed = f'<table:table-cell office:value-type="float" office:value="0" {error}><text:p>#N/A</text:p></table:table-cell>'
    text = 'office:value-type="string" office:string-value="" calcext:value-type="error"'
    other = f"<table:table-cell {text}><text:p>Err:502</text:p></table:table-cell>"
    rows = "<table:table-row><table:table-cell/></table:table-row>"
    rows += f"<table:table-row>{ods_cell('甲')}{failed}{other}{ods_cell('乙')}</table:table-row>"
    path = make_ods(tmp_path / "a.ods", rows)
    assert rows_of(path)[-1] == ["甲", "#N/A", "#N/A", "#VALUE!", "乙"]


def test_sheets_say_whether_they_are_hidden_and_what_is_merged(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", {"单位": [["甲"]], "二": []}, {"单位": {"A2:B3": "乙"}})
    with reading.open_workbook(path) as workbook:
        first, second = workbook.sheets
        assert (first.name, first.hidden, second.hidden) == ("单位", False, False)
        assert first.merged == ((1, 0, 2, 1),)
        assert list(second.rows()) == []
        assert next(iter(first.rows())) == ["甲"]


@pytest.mark.parametrize("name", ["报表.xlsx", "报表.csv", "报表.doc", "报表"])
def test_the_name_does_not_matter(tmp_path: Path, name: str) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", {"单位": [HEADINGS]}).rename(tmp_path / name)
    with reading.open_workbook(path) as workbook:
        assert workbook.format == "xlsx"


def test_an_old_xls_opens(tmp_path: Path) -> None:
    path = tmp_path / "旧表.xls"
    path.write_bytes(zlib.decompress(base64.b85decode("".join(OLD_EXCEL))))
    with reading.open_workbook(path) as workbook:
        assert workbook.format == "xls"
        assert list(workbook.sheets[0].rows())[2] == ["甲公司", "91411300MA0000001X", 12]
        assert workbook.sheets[0].merged == ((0, 0, 0, 2),)


def test_an_ods_opens_with_its_empty_rows_to_the_end(tmp_path: Path) -> None:
    rows = f"<table:table-row>{ods_cell('单位名称')}{ods_cell('甲')}"
    rows += '<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
    rows += '<table:table-row table:number-rows-repeated="1048574"><table:table-cell '
    rows += 'table:number-columns-repeated="16384"/></table:table-row>'
    path = make_ods(tmp_path / "a.ods", rows)
    assert [row[:2] for row in rows_of(path)] == [["单位名称", "甲"]]


def test_an_ods_that_repeats_a_cell_without_end_is_refused(tmp_path: Path) -> None:
    cell = ods_cell("甲", ' table:number-columns-repeated="16384"')
    rows = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    with pytest.raises(reading.UnreadableFile) as refused:
        reading.open_workbook(make_ods(tmp_path / "a.ods", rows))
    assert refused.value.code in {"too_large", "too_many_columns"}


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_opens_in_every_encoding_and_with_every_delimiter(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    rows = [["单位名称", "地址", "人数"], ["甲公司", "人民路1号，东", "12"], ["乙，公司", "一\n二", ""]]
    path = make_csv(tmp_path / "a.txt", rows, encoding, delimiter)
    assert rows_of(path) == [rows[0], rows[1], ["乙，公司", "一\n二", None]]


def test_codes_in_text_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('代码,号码\n00123,="911234567890123456"\n', encoding="utf-8")
    assert rows_of(path)[1] == ["00123", "911234567890123456"]


def test_blank_lines_keep_their_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("甲,乙\n\n丙,丁\n", encoding="utf-8")
    assert rows_of(path) == [["甲", "乙"], [], ["丙", "丁"]]


def test_null_bytes_in_text_are_taken_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("单位名称,人数\n甲\0公司,12\n乙公司,13\n".encode())
    with reading.open_workbook(path) as workbook:
        assert list(workbook.sheets[0].rows())[1] == ["甲公司", "12"]
        assert [note.code for note in workbook.notes] == ["null_bytes"]


def test_an_open_quote_does_not_swallow_the_rows_after_it(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('单位名称,人数\n"甲公司,12\n乙公司,13\n', encoding="utf-8")
    with reading.open_workbook(path) as workbook:
        assert list(workbook.sheets[0].rows()) == [["单位名称", "人数"], ['"甲公司', "12"], ["乙公司", "13"]]
        assert [note.code for note in workbook.notes] == ["quotes"]


def test_a_separator_line_of_excel_is_understood(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=;\n甲;乙\n", encoding="utf-8")
    assert rows_of(path) == [[], ["甲", "乙"]]


def test_macros_are_left_out_and_told(tmp_path: Path) -> None:
    row = f'<row r="1">{text_cell("A1", "甲")}</row>'
    path = make_raw_xlsx(tmp_path / "a.xlsm", row, {"xl/vbaProject.bin": b"macro"})
    with reading.open_workbook(path) as workbook:
        assert [note.code for note in workbook.notes] == ["macros"]
        assert list(workbook.sheets[0].rows()) == [["甲"]]


def test_rows_can_be_read_again_and_sheets_in_turn(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", {"一": [["甲"]], "二": [["乙"]]})
    with reading.open_workbook(path) as workbook:
        first, second = workbook.sheets
        assert [list(sheet.rows()) for sheet in (first, second, first)] == [[["甲"]], [["乙"]], [["甲"]]]
