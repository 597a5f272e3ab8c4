"""Whatever is typed is set as it stands: nothing is taken for markup, nothing breaks the file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengyou.documents import (
    Attachment,
    Cell,
    Document,
    Heading,
    Items,
    Kind,
    Paragraph,
    Table,
    to_docx,
    to_pdf,
)
from zhengyou.documents.cleaning import clean
from zhengyou.documents.tests import samples
from zhengyou.documents.tests.measuring import Word, find, fonts, laid, text_of, word

MARKUP = "<b>&amp;\"' #set page(width: 1pt) $x^2$ *星* _线_ `码` @引 \\u{41} // 注 {{x}} ]]> %d"
SURROGATES = "甲\ud800乙\udfff丙"
CONTROLS = "甲\x00\x07乙\x0b\x1b丙\x7f\ufffe\uffff丁\u202e戊\u200b己"


def everywhere(text: str) -> Document:
    table = Table(head=((text, Cell(text, down=2)),), rows=((text,),), caption=text, unit=text)
    return Document(
        kind=Kind.DOCUMENT,
        title=text,
        body=(Paragraph(text), Heading(1, text), Heading(2, text, runs_on=text), Items((text,)), table),
        issuers=(text,),
        number=text,
        copy_number=text,
        secrecy=text,
        urgency=text,
        signers=(text,),
        addressees=text,
        attachments=(Attachment(text, (Paragraph(text),)),),
        signatures=(text,),
        dated=date(2026, 1, 1),
        note=text,
        copies_to=text,
        printed_by=text,
        printed_on=date(2026, 1, 1),
    )


def test_markup_is_text() -> None:
    document = samples.with_body(Paragraph(MARKUP))
    shown = "".join(line.text for page in laid(document) for line in page.lines)
    assert MARKUP.replace(" ", "") in shown.replace(" ", "")
    assert MARKUP in [text_of(one) for one in find(word(document).body, ".//w:p")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        MARKUP,
        SURROGATES,
        CONTROLS,
        "😀👨‍👩‍👧🇨🇳",
        "𬱖㐂𠀀",
        "字" * 300,
        "a" * 300,
        "\u0301" * 5,
    ],
)
@pytest.mark.parametrize("kind", Kind)
def test_any_text_can_stand_anywhere(text: str, kind: Kind) -> None:
    document = replace(everywhere(text), kind=kind)
    assert to_pdf(document, fonts=fonts()).content.startswith(b"%PDF")
    assert Word(to_docx(document, fonts=fonts())).body is not None


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=40))
def test_no_text_breaks_a_document(text: str) -> None:
    document = everywhere(text)
    assert to_pdf(document, fonts=fonts()).content.startswith(b"%PDF")
    assert Word(to_docx(document, fonts=fonts())).body is not None


@given(st.text())
def test_clean_text_holds_what_xml_holds_and_stays_clean(text: str) -> None:
    made = clean(text)
    assert clean(made) == made
    assert all(sign == "\n" or sign >= " " for sign in made)
    assert not any("\ud800" <= sign <= "\udfff" or sign in "\ufffe\uffff" for sign in made)
    made.encode()


def test_a_broken_character_leaves_a_mark() -> None:
    assert clean(SURROGATES) == "甲\ufffd乙\ufffd丙"
    assert clean(CONTROLS) == "甲乙 丙丁戊己"


def test_a_document_may_be_empty() -> None:
    for kind in Kind:
        document = Document(kind=kind, title="")
        assert len(laid(document)) == 1
        assert word(document).body is not None


def test_a_title_of_500_characters_is_set_whole() -> None:
    title = ("推动非公党建覆盖" * 63)[:500]
    pages = laid(replace(samples.SHORT, title=title))
    assert title in "".join(line.text for page in pages for line in page.lines if line.size == 22.0)
    for page in pages:
        assert max(line.right for line in page.lines) < 190  # the white of a mark at the edge may reach out


def test_lines_within_a_paragraph_become_paragraphs() -> None:
    document = samples.with_body(Paragraph("　　甲\r\n\r\n乙\n"))
    texts = [text_of(one) for one in find(word(document).body, ".//w:p")]
    assert "甲" in texts
    assert "乙" in texts


def test_rare_characters_of_names_are_written() -> None:
    document = samples.with_body(Paragraph("张𬱖、李㐂、王𬭎"))
    made = to_pdf(document, fonts=fonts())
    assert made.notices == ()
    assert any("𬱖" in line.text for page in laid(document) for line in page.lines)


def test_a_character_that_no_font_has_is_told() -> None:
    made = to_pdf(samples.with_body(Paragraph("甲\U0003fffa\U00016fff乙")), fonts=fonts())
    assert [notice.code for notice in made.notices] == ["signs"]
    assert "U+16FFF" in made.notices[0].message_zh
