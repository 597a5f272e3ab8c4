"""What is no table, or would take the server down, is refused in one sentence."""

import contextlib
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from zhengyou.workbooks import archives, kinds, reading
from zhengyou.workbooks.tests.makers import make_archive, make_csv, make_raw_xlsx, make_xlsx, text_cell

Maker = Callable[[Path], object]


def code_of(path: Path) -> str:
    with pytest.raises(reading.UnreadableFile) as refused:
        reading.open_workbook(path)
    assert refused.value.sentence == str(refused.value)
    assert "\n" not in refused.value.sentence
    assert refused.value.sentence.endswith("。")
    return refused.value.code


def compound(*names: str) -> bytes:
    """An OLE container as far as its directory names go."""
    body = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    return body + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in names).ljust(512, b"\0")


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\t", b"\0" * 600])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert code_of(path) == "empty"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert code_of(tmp_path / "没有.xlsx") == "missing"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_cut_xlsx(tmp_path: Path, share: float) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", {"单位": [[f"甲{n}"] for n in range(500)]})
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert code_of(path) == "truncated"


def test_a_text_cut_inside_a_character(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("单位名称,人数\n甲公司".encode()[:-1])
    assert code_of(path) == "truncated"


def test_an_xlsx_whose_content_is_damaged(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", {"单位": [[f"甲{n}"] for n in range(500)]})
    content = bytearray(path.read_bytes())
    content[60:200] = b"\xff" * 140
    path.write_bytes(bytes(content))
    assert code_of(path) in {"damaged", "truncated"}


def test_a_sheet_that_is_no_xml(tmp_path: Path) -> None:
    path = make_raw_xlsx(tmp_path / "a.xlsx", '<row r="1"><c r="A1"><v>1</c></row>')
    with reading.open_workbook(path) as workbook, pytest.raises(reading.UnreadableFile) as refused:
        list(workbook.sheets[0].rows())
    assert refused.value.code == "damaged"


def test_an_encrypted_xlsx(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(compound("EncryptionInfo", "EncryptedPackage"))
    assert code_of(path) == "encrypted"


def test_an_encrypted_archive(tmp_path: Path) -> None:
    path = make_archive(tmp_path / "a.xlsx", {"xl/workbook.xml": "x"})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(content))
    assert code_of(path) == "encrypted"


DOCX = {
    "[Content_Types].xml": '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>',
    "word/document.xml": "<w/>",
}


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(200),
        b"\xff\xd8\xff\xe0" + bytes(200),
        b"%PDF-1.7 ...",
        b"{\\rtf1 ...}",
        b"<html><table><tr><td>1</td></tr></table></html>",
        b'<?xml version="1.0"?><Workbook/>',
        b"MZ\x90\x00" + bytes(200),
        compound("WordDocument"),
        compound("something"),
        bytes(range(256)) * 8,
    ],
)
def test_what_is_no_table(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert code_of(path) == "not_a_table"


def test_a_docx_called_xlsx(tmp_path: Path) -> None:
    assert code_of(make_archive(tmp_path / "a.xlsx", DOCX)) == "not_a_table"


def test_an_ordinary_archive(tmp_path: Path) -> None:
    assert code_of(make_archive(tmp_path / "a.xlsx", {"甲.txt": "甲"})) == "not_a_table"


def test_a_file_beyond_the_largest_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "LARGEST_FILE", 1000)
    path = make_xlsx(tmp_path / "a.xlsx", {"单位": [["甲"]]})
    assert code_of(path) == "too_large"


def test_an_archive_that_declares_too_much(tmp_path: Path) -> None:
    parts = {"xl/media/a.bin": bytes(archives.RATIO_MATTERS_FROM + 1)}
    path = make_raw_xlsx(tmp_path / "a.xlsx", "", parts)
    assert code_of(path) == "too_large"


def test_an_archive_that_declares_less_than_it_holds(tmp_path: Path) -> None:
    path = make_raw_xlsx(tmp_path / "a.xlsx", "", {"xl/media/a.bin": bytes(archives.RATIO_MATTERS_FROM + 1)})
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/media/a.bin").file_size
    lie = path.read_bytes().replace(struct.pack("<L", size), struct.pack("<L", 10))
    path.write_bytes(lie)
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo("xl/media/a.bin").file_size == 10
    assert code_of(path) == "too_large"


def test_shared_texts_beyond_their_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST_SHARED_STRINGS", 1000)
    rows = [[f"甲{number}" * 10] for number in range(100)]
    assert code_of(make_xlsx(tmp_path / "a.xlsx", {"单位": rows})) == "too_large"


@pytest.mark.parametrize(
    "cells",
    [
        text_cell("A1", "甲") + text_cell("Z1048576", "乙"),
        '<c r="A1"><v>1</v></c><c r="Z1048576"><v>1</v></c>',
        "<c r='A1'><v>1</v></c><c r='Z1048576'><v>1</v></c>",
        '<c s="0" r="A1"><v>1</v></c><c s="0" r="Z1048576"><v>1</v></c>',
        '<c\nr="A1"><v>1</v></c><c\nr="Z1048576"><v>1</v></c>',
    ],
)
def test_two_cells_far_apart(tmp_path: Path, cells: str) -> None:
    path = make_raw_xlsx(tmp_path / "a.xlsx", f'<row r="1">{cells}</row>')
    assert code_of(path) == "too_large"


def test_content_in_the_last_column(tmp_path: Path) -> None:
    path = make_raw_xlsx(
        tmp_path / "a.xlsx", f'<row r="1">{text_cell("A1", "甲")}{text_cell("XFD1", "乙")}</row>'
    )
    assert code_of(path) == "too_many_columns"


def test_borders_to_the_last_column_do_no_harm(tmp_path: Path) -> None:
    names = ["XFD1", "XFD200000"]
    empty = "".join(f'<row r="{name[3:]}">{{}}<c r="{name}" s="0"/></row>' for name in names)
    path = make_raw_xlsx(tmp_path / "a.xlsx", empty.format(text_cell("A1", "甲"), ""))
    with reading.open_workbook(path) as workbook:
        assert list(workbook.sheets[0].rows()) == [["甲"]]


def test_a_text_with_too_many_columns(tmp_path: Path) -> None:
    assert code_of(make_csv(tmp_path / "a.csv", [["甲"] * 16_384])) == "too_many_columns"
    path = make_csv(tmp_path / "b.csv", [["甲", *[""] * 16_383]])
    with reading.open_workbook(path) as workbook:
        assert [row[:2] for row in workbook.sheets[0].rows()] == [["甲"]]


def test_a_cell_of_many_characters_is_kept(tmp_path: Path) -> None:
    path = make_csv(tmp_path / "a.csv", [["甲" * 40_000, "乙"]])
    with reading.open_workbook(path) as workbook:
        assert [len(str(value)) for row in workbook.sheets[0].rows() for value in row] == [40_000, 1]


def test_a_text_without_an_end_of_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("甲,乙\n" + "丙" * 200_000, encoding="utf-8")
    assert code_of(path) == "damaged"


def test_too_many_sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_SHEETS", 2)
    path = make_xlsx(tmp_path / "a.xlsx", {name: [["甲"]] for name in "一二三"})
    assert code_of(path) == "too_many_sheets"


def test_entities_that_multiply(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY a{n} "' + f"&a{n - 1};" * 10 + '">' for n in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "甲">{entities}]><worksheet><sheetData><row r="1">'
    bomb += '<c r="A1" t="inlineStr"><is><t>&a11;</t></is></c></row></sheetData></worksheet>'
    path = make_raw_xlsx(tmp_path / "a.xlsx", "", {"xl/worksheets/sheet1.xml": bomb})
    with reading.open_workbook(path) as workbook:
        try:
            read = sum(len(str(value)) for row in workbook.sheets[0].rows() for value in row)
        except reading.UnreadableFile:
            read = 0
    assert read < 1000


def test_noise_never_ends_in_anything_but_a_refusal(tmp_path: Path) -> None:
    whole = make_xlsx(tmp_path / "a.xlsx", {"单位": [[f"甲{n}", n] for n in range(50)]}).read_bytes()
    path = tmp_path / "b.xlsx"
    for step in range(40):
        noisy = io.BytesIO(whole)
        noisy.seek(step * len(whole) // 40)
        noisy.write(bytes([step * 7 % 256] * 5))
        path.write_bytes(noisy.getvalue())
        with contextlib.suppress(reading.UnreadableFile), reading.open_workbook(path) as workbook:
            for sheet in workbook.sheets:
                list(sheet.rows())
