"""Makes workbooks as offices send them, and files that are none."""

import csv
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import xlsxwriter

from zhengyou.workbooks import reading, tables
from zhengyou.workbooks.mapping import Target, known, propose
from zhengyou.workbooks.reading import Workbook
from zhengyou.workbooks.tables import Table

TARGETS = (
    Target("name", ("企业（单位）名称", "企业名称", "单位名称")),
    Target("uscc", ("统一社会信用代码", "信用代码")),
    Target("town", ("乡镇（街道）", "所在乡镇")),
    Target("employees", ("从业人员（在岗职工）数", "职工人数")),
    Target("revenue", ("年营业收入（万元）", "营业收入")),
    Target("members", ("组织关系在本单位的党员总数", "党员总数"), (("党员情况", "总数"),)),
    Target("formal", ("其中：正式党员", "正式党员")),
    Target("owner", ("法定代表人姓名",)),
    Target("secretary", ("书记姓名",), (("党组织书记", "姓名"),)),
    Target("secretary_phone", ("书记电话",), (("党组织书记", "电话"),)),
    Target("form", ("组建形式",), (), ("单独", "联合", "挂靠")),
)
KNOWN = known(TARGETS)
HEADINGS = ("单位名称", "统一社会信用代码", "职工人数")

Rows = Iterable[Any]
Merges = Mapping[str, Any]


def make_xlsx(path: Path, sheets: Mapping[str, Rows], merges: Mapping[str, Merges] | None = None) -> Path:
    """Writes the rows of each sheet, then its merged ranges ("A1:C1" -> text)."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        book.default_date_format = day
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            for reference, text in (merges or {}).get(name, {}).items():
                sheet.merge_range(reference, text)
    return path


def make_csv(path: Path, rows: Rows, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def make_archive(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def make_raw_xlsx(path: Path, sheet_data: str, extra: Mapping[str, str | bytes] | None = None) -> Path:
    """The smallest xlsx that parsers accept, with `sheet_data` written into its only sheet as it is."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="单位" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{sheet_data}</sheetData>'
        "</worksheet>",
    }
    return make_archive(path, {**parts, **(extra or {})})


def text_cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def only_table(path: Path) -> Table:
    """The table of a file that holds one; its workbook stays open with it."""
    return the_table(reading.open_workbook(path))


def the_table(workbook: Workbook) -> Table:
    (table,) = tables.find_tables(workbook, KNOWN).tables
    return table


def fields(table: Table) -> dict[str, str]:
    """Column letter -> field, for the columns that mean something."""
    return {entry.column: entry.field for entry in propose(table, TARGETS).entries if entry.field}


def data(table: Table) -> list[tuple[int, list[Any]]]:
    return list(table.rows())
