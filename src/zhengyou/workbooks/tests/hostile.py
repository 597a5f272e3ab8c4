"""Files made to harm: each maker writes one and says with which code it must be refused, "" when it is only tamed."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from zhengyou.workbooks.tests import old_excel
from zhengyou.workbooks.tests.makers import make_archive, make_raw_xlsx, make_xlsx, text_cell

Maker = Callable[[Path], str]
HOSTILE: Final[dict[str, tuple[str, Maker]]] = {}
"""By name: the file's name, and its maker."""

_HEAD = f'<row r="1">{text_cell("A1", "单位名称")}{text_cell("B1", "从业人员数")}</row>'
_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="单位">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
)
_STRINGS = (
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{text}</t></si></sst>'
)


def hostile(file: str) -> Callable[[Maker], Maker]:
    """Registers a maker under its own name."""

    def register(make: Maker) -> Maker:
        HOSTILE[make.__name__] = (file, make)
        return make

    return register


def with_strings(path: Path, rows: str, strings: str) -> Path:
    """A raw xlsx with a part of shared texts."""
    make_raw_xlsx(path, rows, {"xl/sharedStrings.xml": strings})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = (
        f'<Relationship Id="r2" Type="{relations}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    where = "xl/_rels/workbook.xml.rels"
    parts[where] = parts[where].replace("</Relationships>", link)
    return make_archive(path, parts)


@hostile("共享文本.xlsx")
def one_long_text_in_every_cell(path: Path) -> str:
    """One text of 32,767 characters, to which 200,000 cells point: 20 GB once laid out, a megabyte on disk."""
    rows = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{letter}{row}" t="s"><v>0</v></c>' for letter in "ABCDEFGHIJ")
        + "</row>"
        for row in range(2, 20_002)
    )
    with_strings(path, _HEAD + rows, _STRINGS.format(text="豫" * 32_767))
    return "too_large"


@hostile("长文本.xlsx")
def long_texts_written_out(path: Path) -> str:
    """330 MB of text in cells of 32,000 characters; a little noise keeps the archive from shrinking suspiciously."""
    noise = random.Random(3)
    words = ["".join(chr(noise.randrange(0x4E00, 0x9000)) for _ in range(100)) for _ in range(60)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        make_raw_xlsx(path.with_suffix(".base"), "")
        with zipfile.ZipFile(path.with_suffix(".base")) as base:
            for name in base.namelist():
                if not name.endswith("sheet1.xml"):
                    archive.writestr(name, base.read(name))
            start, end = base.read("xl/worksheets/sheet1.xml").decode().split("<sheetData>")
        path.with_suffix(".base").unlink()
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(f"{start}<sheetData>{_HEAD}".encode())
            for row in range(2, 3_502):
                text = "".join(noise.choices(words, k=320))
                part.write(f'<row r="{row}">{text_cell(f"A{row}", text)}</row>'.encode())
            part.write(end.encode())
    return "too_large"


@hostile("零.xlsx")
def an_archive_of_zeros(path: Path) -> str:
    """A part of 400 MB of nothing."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        make_raw_xlsx(path.with_suffix(".base"), "")
        with zipfile.ZipFile(path.with_suffix(".base")) as base:
            for name in base.namelist():
                archive.writestr(name, base.read(name))
        path.with_suffix(".base").unlink()
        with archive.open("xl/media/image1.png", "w", force_zip64=True) as part:
            for _ in range(400):
                part.write(bytes(1024 * 1024))
    return "too_large"


@hostile("实体.xlsx")
def entities_that_multiply(path: Path) -> str:
    """A thousand million laughs."""
    entities = "".join(f'<!ENTITY a{n} "' + f"&a{n - 1};" * 10 + '">' for n in range(1, 10))
    sheet = f'<!DOCTYPE x [<!ENTITY a0 "豫">{entities}]><worksheet><sheetData>{_HEAD}<row r="2">'
    sheet += '<c r="A2" t="inlineStr"><is><t>&a9;</t></is></c></row></sheetData></worksheet>'
    make_raw_xlsx(path, "", {"xl/worksheets/sheet1.xml": sheet})
    return "damaged"


@hostile("外部实体.xlsx")
def an_entity_that_reads_our_files(path: Path) -> str:
    """An entity that means a file of the server."""
    sheet = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet><sheetData>'
    sheet += (
        f'{_HEAD}<row r="2"><c r="A2" t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>'
    )
    make_raw_xlsx(path, "", {"xl/worksheets/sheet1.xml": sheet})
    return "damaged"


@hostile("尺寸.xlsx")
def a_dimension_that_lies(path: Path) -> str:
    """The sheet says that it reaches to the last cell of all; it holds one row."""
    make_raw_xlsx(path, _HEAD + f'<row r="2">{text_cell("A2", "甲公司")}<c r="B2"><v>3</v></c></row>')
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    make_archive(path, parts)
    return ""


@hostile("合并.xlsx")
def merged_ranges_without_end(path: Path) -> str:
    """A hundred thousand merged ranges, each over the whole sheet."""
    merges = '<mergeCell ref="A2:XFD1048576"/>' * 100_000
    make_raw_xlsx(path, _HEAD + f'<row r="2">{text_cell("A2", "甲公司")}<c r="B2"><v>3</v></c></row>')
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace("</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>")
    make_archive(path, parts)
    return ""


@hostile("重复列.ods")
def columns_repeated_without_end(path: Path) -> str:
    """One cell, a thousand million times beside itself, a thousand million times below itself."""
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="1000000000">'
    cell += "<text:p>甲</text:p></table:table-cell>"
    rows = f'<table:table-row table:number-rows-repeated="1000000000">{cell}</table:table-row>'
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": _ODS.format(rows=rows),
    }
    make_archive(path, {**parts, "META-INF/manifest.xml": "<manifest/>"})
    return "too_large"


@hostile("一行.csv")
def one_line_of_fifty_megabytes(path: Path) -> str:
    """Seventeen million cells beside one another."""
    path.write_bytes("单位名称,从业人员数\r\n".encode() + b"ab," * 17_000_000)
    return "too_large"


@hostile("一格.csv")
def one_cell_of_fifty_megabytes(path: Path) -> str:
    """One cell without an end."""
    path.write_bytes("单位名称,从业人员数\r\n".encode() + "豫".encode() * 17_000_000)
    return "too_large"


@hostile("引号.csv")
def quoted_cells_over_a_million_lines(path: Path) -> str:
    """One record: a million cells, each in quotes, each over two lines."""
    path.write_bytes("单位名称,从业人员数\r\n".encode() + b'"a\nb",' * 7_000_000)
    return "too_large"


@hostile("坏扇区.xls")
def sectors_that_point_to_themselves(path: Path) -> str:
    """The table of sectors is a circle."""
    old_excel.write(path, {"单位": [["单位名称", "从业人员数"], *[[f"企业{n}", n] for n in range(3000)]]})
    content = bytearray(path.read_bytes())
    for place in range(len(content) - 1024, len(content), 4):
        content[place : place + 4] = b"\x01\x00\x00\x00"
    path.write_bytes(bytes(content))
    return "damaged"


@hostile("怪扇区.xls")
def sectors_of_an_impossible_size(path: Path) -> str:
    """The head of the container says that a sector has two to the power of 60,000 bytes."""
    old_excel.write(path, {"单位": [["单位名称", "从业人员数"], ["甲公司", 3]]})
    content = bytearray(path.read_bytes())
    content[30:32] = b"\x60\xea"
    path.write_bytes(bytes(content))
    return "damaged"


@hostile("远格.xls")
def an_old_cell_far_away(path: Path) -> str:
    """A record of a cell in row 65,535 and column 65,535: 4,000 million cells."""
    far = bytes.fromhex("0302 0e00 ffff ffff 0000 0000000000000840")
    sheet = old_excel.OldSheet([["单位名称", "从业人员数"], ["甲公司", 3]], extra=far)
    old_excel.write(path, {"单位": sheet})
    return "too_large"


@hostile("宏与外链.xlsx")
def macros_and_links_to_other_files(path: Path) -> str:
    """A macro project, a link to another workbook, a link that would start a program."""
    make_xlsx(path, {"单位": [["单位名称", "从业人员数"], ["甲公司", 3], ["乙公司", "多"]]})
    with zipfile.ZipFile(path) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts["xl/externalLinks/externalLink1.xml"] = (
        f'<externalLink xmlns="{main}"><ddeLink ddeService="cmd" ddeTopic="/c calc"><ddeItems>'
        '<ddeItem name="a"/></ddeItems></ddeLink></externalLink>'
    )
    where, book = "xl/_rels/workbook.xml.rels", "xl/workbook.xml"
    link = (
        f'<Relationship Id="rId99" Type="{relations}/externalLink" Target="externalLinks/externalLink1.xml"/>'
    )
    parts[where] = parts[where].decode().replace("</Relationships>", f"{link}</Relationships>")  # type: ignore[union-attr]
    parts[book] = (
        parts[book]
        .decode()  # type: ignore[union-attr]
        .replace(
            "</sheets>", '</sheets><externalReferences><externalReference r:id="rId99"/></externalReferences>'
        )
    )
    parts["xl/vbaProject.bin"] = b"macro"
    make_archive(path, parts)
    return ""
