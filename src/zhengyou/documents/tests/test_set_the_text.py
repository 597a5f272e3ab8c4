"""主体 in the PDF: title, headings, what is attached, signature and date, note (7.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from zhengyou.documents import Attachment, Block, Document, Heading, Items, Kind, Mark, Paragraph
from zhengyou.documents.tests import samples
from zhengyou.documents.tests.measuring import MM, Page, laid

CHARACTER = 156 / 28
PITCH = 28.95 * MM
RIGHT = 184


def page_of(document: Document, beginning: str) -> Page:
    return next(
        page for page in laid(document) if any(line.text.startswith(beginning) for line in page.lines)
    )


def test_headings_have_the_faces_of_their_levels() -> None:
    fonts = {}
    for page in laid(samples.DOCUMENT):
        for line in page.lines:
            fonts[line.text[:3]] = (line.font, line.size)
    assert fonts["一、总"] == ("NotoSansCJKsc-Regular", 16.0)
    assert fonts["（二）"] == ("FandolKai-Regular", 16.0)
    assert fonts["1.单"] == ("FandolFang-Regular", 16.0)
    assert fonts["（1）"] == ("FandolFang-Regular", 16.0)


def test_headings_are_numbered_by_place_and_begin_anew_below_each() -> None:
    beginnings = [line.text[:4] for page in laid(samples.DOCUMENT) for line in page.text]
    for expected in (
        "一、总体",
        "（一）摸",
        "（二）分",
        "1.单独",
        "（1）时",
        "①开展走",
        "二、保障",
        "（一）落",
    ):
        assert expected in beginnings


def test_a_heading_does_not_stay_alone_at_the_foot_of_a_page() -> None:
    body: tuple[Block, ...] = (
        *[Paragraph(samples.PLAIN, indented=False)] * 21,
        Heading(1, "任务"),
        Paragraph(samples.PLAIN),
    )
    first, second = laid(Document(kind=Kind.REPORT, title="", body=body))
    assert first.text[-1].text == samples.PLAIN[: len(first.text[-1].text)]
    assert second.text[0].text == "一、任务"


def test_a_long_title_is_centred_in_two_character_sizes() -> None:
    page = laid(samples.DOCUMENT)[0]
    lines = [line for line in page.lines if line.size == 22.0]
    assert "".join(line.text for line in lines) == samples.TITLE
    assert len(lines) == 3
    for line in lines:
        assert (line.left + line.right) / 2 == pytest.approx(28 + 78, abs=0.3)
        assert "Serif" in line.font
        assert "Bold" in line.font


def test_the_addressees_stand_flush_left_a_blank_line_below_the_title() -> None:
    page = laid(samples.DOCUMENT)[0]
    title = [line for line in page.lines if line.size == 22.0][-1]
    addressees = page.line("各县（区）委组织部")
    assert addressees.text.endswith("：")
    assert addressees.left == pytest.approx(28, abs=0.3)
    assert addressees.baseline - title.baseline == pytest.approx(2 * PITCH, abs=0.1)


def test_what_is_attached_is_named_a_blank_line_below_the_text() -> None:
    document = replace(samples.DOCUMENT, kind=Kind.REPORT, body=(Paragraph(samples.TEXT),))
    page = page_of(document, "附件：")
    first, second = page.line("附件："), page.line("2.")
    rest = page.lines[page.lines.index(second) + 1]
    assert first.left == pytest.approx(28 + 2 * CHARACTER, abs=0.3)
    assert first.text == "附件：1.重点任务分工表"
    before = page.lines[page.lines.index(first) - 1]
    assert first.baseline - before.baseline == pytest.approx(2 * PITCH, abs=0.1)
    assert rest.left > second.left + 0.5 * CHARACTER  # under the name's first character
    assert not rest.text.endswith(("。", "；"))


def test_a_single_attachment_has_no_number() -> None:
    one = replace(samples.DOCUMENT, attachments=(Attachment("分工表", (Paragraph(samples.TEXT),)),))
    assert page_of(one, "附件：").line("附件：").text == "附件：分工表"
    assert laid(one)[-1].lines[0].text == "附件"


def test_without_a_seal_the_date_begins_two_characters_after_the_name() -> None:
    page = laid(samples.SHORT)[-1]
    name = next(line for line in page.lines if line.text == samples.ISSUER)
    day = page.line("2026年11月3日")
    assert name.right == pytest.approx(RIGHT - 2 * CHARACTER, abs=0.4)
    assert day.left - name.left == pytest.approx(2 * CHARACTER, abs=3)  # digits are not exactly half as wide
    assert day.baseline - name.baseline == pytest.approx(PITCH, abs=0.1)


def test_a_date_longer_than_the_name_keeps_two_characters_from_the_edge() -> None:
    page = laid(replace(samples.SHORT, signatures=("县委",), dated=date(2026, 12, 31)))[-1]
    name = next(line for line in page.lines if line.text == "县委")
    day = page.line("2026年12月31日")
    assert day.right == pytest.approx(RIGHT - 2 * CHARACTER, abs=0.4)
    assert day.left - name.left == pytest.approx(2 * CHARACTER, abs=3)


def test_under_a_seal_the_date_keeps_four_characters_from_the_edge_and_the_name_is_centred_over_it() -> None:
    page = laid(replace(samples.SHORT, sealed=True))[-1]
    name = next(line for line in page.lines if line.text == samples.ISSUER)
    day = page.line("2026年11月3日")
    assert day.right == pytest.approx(RIGHT - 4 * CHARACTER, abs=0.4)
    assert (name.left + name.right) / 2 == pytest.approx((day.left + day.right) / 2, abs=1.5)


def test_under_a_seal_a_long_name_takes_the_date_with_it_and_keeps_two_characters_from_the_edge() -> None:
    long = "南阳市创先争优活动领导小组办公室"
    page = laid(replace(samples.SHORT, signatures=(long,), sealed=True))[-1]
    name = next(line for line in page.lines if line.text == long)
    day = page.line("2026年11月3日")
    assert name.right == pytest.approx(RIGHT - 2 * CHARACTER, abs=0.4)
    assert (name.left + name.right) / 2 == pytest.approx((day.left + day.right) / 2, abs=1.5)


def test_the_note_stands_in_brackets_below_the_date() -> None:
    page = laid(samples.SHORT)[-1]
    note = page.line("（此件公开发布）")
    assert note.baseline - page.line("2026年11月3日").baseline == pytest.approx(PITCH, abs=0.1)
    assert note.left == pytest.approx(28 + 2 * CHARACTER, abs=3.5)  # a bracket's white may be taken off


def test_an_attachment_begins_on_a_page_of_its_own_with_its_title_on_the_third_line() -> None:
    pages = laid(samples.DOCUMENT)
    first = next(page for page in pages if page.lines[0].text == "附件1")
    mark, title = first.lines[0], first.lines[1]
    assert "Sans" in mark.font
    assert title.text == "重点任务分工表"
    assert title.baseline == pytest.approx(37 + 2.8 * PITCH, abs=0.1)
    assert pages[-1].lines[0].text == "附件2"


def test_lists_may_be_marked_in_five_ways() -> None:
    body = tuple(Items(("甲", "乙"), mark) for mark in Mark)
    (page,) = laid(Document(kind=Kind.REPORT, title="", body=body))
    assert [line.text for line in page.text] == [
        "1.甲",
        "2.乙",
        "（1）甲",
        "（2）乙",
        "①甲",
        "②乙",
        "一是甲",
        "二是乙",
        "甲",
        "乙",
    ]


@pytest.mark.parametrize("count", range(2, 13))
@pytest.mark.parametrize("attachments", [(), samples.DOCUMENT.attachments])
def test_a_signature_never_stands_on_a_page_without_text(
    count: int, attachments: tuple[Attachment, ...]
) -> None:
    body = (*[Paragraph(samples.PLAIN)] * count, Paragraph(samples.TEXT))
    page = page_of(replace(samples.SHORT, body=body, attachments=attachments), "2026年11月3日")
    name = next(index for index, line in enumerate(page.lines) if line.text == samples.ISSUER)
    assert name > 0
    assert page.lines[0].text != samples.ISSUER
