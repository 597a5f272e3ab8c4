"""Files: text in any usual encoding, docx as people make them; everything else is refused with one clear sentence."""

from __future__ import annotations

import contextlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengyou.campaigns.rules.directive import read
from zhengyou.campaigns.rules.directive.files import LARGEST_FILE, read_bytes, read_file
from zhengyou.campaigns.rules.directive.unreadable import UnreadableFile
from zhengyou.campaigns.tests.docx_files import W, docx, numbering, p, table

TEXT = "关于开展走访的通知\n各支部：\n一、走访对象\n各支部要走访困难党员。\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_a_text_is_read_in_any_usual_encoding(encoding: str) -> None:
    assert read_bytes(TEXT.encode(encoding)).text == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le"])
def test_a_rare_character_is_no_hindrance(encoding: str) -> None:
    text = TEXT * 5 + "联系人：\U00020000\u3400㐱。"
    assert read_bytes(text.encode(encoding)).text == text


def test_line_ends_stay_as_they_are() -> None:
    assert read_bytes(TEXT.replace("\n", "\r\n").encode()).text == TEXT.replace("\n", "\r\n")


def lines(body: str, **parts: str) -> list[str]:
    return read_bytes(docx(body, **parts)).text.splitlines()


def test_automatic_numbers_are_printed() -> None:
    levels = numbering(
        ("chineseCountingThousand", "%1、"),
        ("chineseCounting", "（%2）"),
        ("decimal", "%3."),
        ("decimal", "%1.%3"),
    )
    body = (
        p("背景", numbered=(1, 0))
        + p("目标", numbered=(1, 1))
        + p("其一", numbered=(1, 2))
        + p("任务", numbered=(1, 1))
        + p("其二", numbered=(1, 2))
        + p("没有编号")
        + p("要求", numbered=(1, 0))
        + p("组织", numbered=(1, 1))
        + p("取消了编号", numbered=(0, 0))
    )
    assert lines(body, numbering=levels) == [
        "一、背景",
        "（一）目标",
        "1.其一",
        "（二）任务",
        "1.其二",
        "没有编号",
        "二、要求",
        "（一）组织",
        "取消了编号",
    ]


def test_numbers_come_from_styles_too() -> None:
    styles = (
        f'<w:styles {W}><w:style w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Heading"><w:basedOn w:val="Base"/></w:style></w:styles>'
    )
    body = p("总则", style="Heading") + p("附则", style="Heading")
    assert lines(body, styles=styles, numbering=numbering(("chineseCounting", "第%1章"))) == [
        "第一章总则",
        "第二章附则",
    ]


def test_a_table_gives_a_line_for_each_row() -> None:
    source = read_bytes(docx(p("任务分工表") + table(("任务", "单位"), ("建立企业党员信息台账", "组织部"))))
    assert source.text == "任务分工表\n任务\t单位\n建立企业党员信息台账\t组织部\n"
    assert [clause.text for clause in read(source).clauses] == ["建立企业党员信息台账"]


def test_a_table_of_one_column_holds_paragraphs() -> None:
    assert lines(table(("一、总则",), ("各支部要抓好落实。",))) == ["一、总则", "各支部要抓好落实。"]


def test_a_table_in_a_table_is_read_once() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{p('里层甲')}</w:tc><w:tc>{p('里层乙')}</w:tc></w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc>{p('外层')}{inner}</w:tc></w:tr></w:tbl>"
    assert lines(outer) == ["外层", "里层甲\t里层乙"]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{p('各支部要按时报名。')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert lines(body) == ["正文", "各支部要按时报名。"]


def test_footnotes_stand_apart() -> None:
    notes = (
        f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0">{p("----")}</w:footnote>'
        f'<w:footnote w:id="2">{p("统计口径要以年报为准。")}</w:footnote></w:footnotes>'
    )
    source = read_bytes(docx(p("关于统计工作的通知") + p("各支部要如实填报。"), footnotes=notes))
    directive = read(source)
    assert [clause.text for clause in directive.clauses] == ["各支部要如实填报。"]
    assert [source.text[r.start : r.end].strip() for r in directive.regions if r.kind == "footnote"] == [
        "统计口径要以年报为准。"
    ]


def test_what_was_deleted_hidden_or_only_calculated_is_not_read() -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>删去的</w:delText></w:r></w:del><w:ins><w:r><w:t>插入的</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏的</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:hyperlink><w:r><w:t>链接的</w:t></w:r></w:hyperlink></w:p>"
    )
    assert lines(body) == ["插入的链接的"]


def test_the_tree_of_a_docx() -> None:
    body = (
        p("关于建立联系点的意见")
        + p("选点", numbered=(1, 0))
        + p("每名领导要联系一家企业。")
        + p("用点", numbered=(1, 0))
    )
    body += p("不得增加企业负担。")
    source = read_bytes(docx(body, numbering=numbering(("chineseCounting", "%1、"))))
    directive = read(source)
    assert [(part.number, part.heading) for part in directive.parts] == [("一", "选点"), ("二", "用点")]
    assert [source.text[one.start : one.end] for one in directive.clauses] == [
        "每名领导要联系一家企业。",
        "不得增加企业负担。",
    ]


# Refused

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def archive(**parts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return packed.getvalue()


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as refusal:
        read_bytes(content)
    assert "\n" not in refusal.value.sentence
    assert refusal.value.sentence.endswith("。")
    return refusal.value.sentence


@pytest.mark.parametrize(
    "content", [b"", b"\n \n", b"\xef\xbb\xbf", "\u3000\n".encode(), docx(""), docx(p(" "))]
)
def test_an_empty_file(content: bytes) -> None:
    assert "空的" in refused(content)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"%PDF-1.7 abc", "PDF"),
        (b"{\\rtf1 abc}", "RTF"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"\xff\xd8\xff\xe0abc", "图片"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"MZ\x90\x00", "程序"),
        (bytes(range(256)) * 8, "认不出"),
        (TEXT.encode()[:-2], "认不出"),
        (b"<html><body>abc</body></html>", "网页"),
        (OLE, "不是 txt 或 docx"),
        (OLE + "WordDocument".encode("utf-16-le"), "旧版 Word"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (archive(a=b"1"), "压缩包"),
        (docx(p("正文"), types="application/vnd.ms-word.document.macroEnabled.main+xml"), "宏"),
        (docx(p("正文"))[:-30], "损坏"),
        (docx(p("正文")).replace(b"PK\x05\x06", b"PK\x05\x07"), "损坏"),
        (docx("<w:p>"), "损坏"),
    ],
)
def test_what_is_no_directive(content: bytes, word: str) -> None:
    if word:
        assert word in refused(content)


def test_entities_and_document_types_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "要要要要要要要要"><!ENTITY b "&a;&a;&a;&a;">]>'
    content = docx(p("正文"), numbering=f"{bomb}<w:numbering {W}>&b;</w:numbering>")
    assert "结构不正常" in refused(content)
    hidden = f'<?xml version="1.0" encoding="UTF-16"?>{bomb}<w:numbering {W}/>'.encode("utf-16")
    assert "结构不正常" in refused(docx(p("正文"), numbering=hidden))


def test_endless_nesting_is_refused() -> None:
    assert "结构不正常" in refused(docx("<w:sdt>" * 500 + "</w:sdt>" * 500))


def test_a_part_that_unpacks_to_a_monster_is_refused() -> None:
    assert "太大" in refused(docx(p("要" * 10), numbering=b"<w:numbering>" + b" " * (61 * 1024 * 1024)))


def test_a_size_that_is_a_lie_is_found_out() -> None:
    content = bytearray(docx(p("要"), numbering=b"<w:numbering>" + b" " * (61 * 1024 * 1024)))
    directory = content.rfind(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (100).to_bytes(4, "little")
    assert refused(bytes(content))


def test_a_file_of_ten_megabytes_is_refused_as_too_long() -> None:
    assert "万字" in refused("各支部要抓好落实。\n".encode() * 370_000)
    assert "MB" in refused(b"a" * (LARGEST_FILE + 1))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"没有\.txt"):
        read_file(tmp_path / "没有.txt")
    with pytest.raises(UnreadableFile):
        read_file(tmp_path)


@settings(max_examples=200)
@given(st.one_of(st.binary(max_size=400), st.binary(max_size=60).map(lambda tail: b"PK\x03\x04" + tail)))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(UnreadableFile):
        read(read_bytes(content))


GOOD = docx(
    p("关于建立联系点的意见") + p("选点", numbered=(1, 0)), numbering=numbering(("chineseCounting", "%1、"))
)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_damaged_docx_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    content = bytearray(GOOD)
    for place, value in changes:
        content[place] = value
    with contextlib.suppress(UnreadableFile):
        read(read_bytes(bytes(content)))
