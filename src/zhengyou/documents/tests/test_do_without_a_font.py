"""A machine without the faces still makes documents, and tells what it lacked."""

from __future__ import annotations

import shutil
from pathlib import Path

from zhengyou.documents import shelf, to_docx, to_pdf
from zhengyou.documents.coverage import characters
from zhengyou.documents.tests import samples
from zhengyou.documents.tests.measuring import fonts, opened


def path_of(family: str) -> Path:
    return Path(next(font.path for font in fonts().fonts.fonts() if font.family == family and font.path))


def test_all_faces_are_found_where_the_tests_need_them() -> None:
    assert to_pdf(samples.DOCUMENT, fonts=fonts()).notices == ()


def test_a_missing_face_is_replaced_and_told(tmp_path: Path) -> None:
    for family in ("Noto Serif CJK SC", "Noto Sans CJK SC", "FandolKai"):
        shutil.copy(path_of(family), tmp_path)
    made = to_pdf(samples.SHORT, fonts=shelf(tmp_path))
    (notice,) = made.notices
    assert notice.code == "face"
    assert "没有仿宋字体" in notice.message_zh
    assert "Noto Serif CJK SC" in notice.message_zh
    assert "scripts/fonts.sh" in notice.message_zh
    used = {char["fontname"].partition("+")[2] for page in opened(made).pages for char in page.chars}
    assert "NotoSerifCJKsc-Regular" in used


def test_a_machine_without_any_chinese_font_says_so(tmp_path: Path) -> None:
    made = to_pdf(samples.SHORT, fonts=shelf(tmp_path))
    assert made.content.startswith(b"%PDF")
    codes = [notice.code for notice in made.notices]
    assert codes.count("face") == 6  # five faces and the one for rare characters
    assert "signs" in codes


def test_word_needs_no_font_of_the_server(tmp_path: Path) -> None:
    assert to_docx(samples.SHORT, fonts=shelf(tmp_path)).notices == ()


def test_a_fonts_characters_are_known() -> None:
    fangsong = characters(str(path_of("FandolFang R")), 0)
    assert {ord(sign) for sign in "仿宋字1（）"} <= fangsong
    assert 0x2CC56 not in fangsong
    assert characters("/nowhere", 0) == frozenset()


def test_a_file_that_is_no_font_has_no_characters(tmp_path: Path) -> None:
    broken = tmp_path / "broken.otf"
    broken.write_bytes(b"OTTO\x00\x05" + b"\xff" * 40)
    assert characters(str(broken), 0) == frozenset()
