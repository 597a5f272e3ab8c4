"""版头: the issuer's mark, the document's number, signers, the red line; and a letter's double lines (7.2, 10.1)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zhengyou.documents.tests import samples
from zhengyou.documents.tests.measuring import MM, Bar, Page, find, laid, number, text_of, value, word

RED = (1.0, 0.0, 0.0)
EM_FOOT = 0.12  # of its size lies a Chinese letter below the baseline


def red_bars(page: Page) -> list[Bar]:
    return [bar for bar in page.bars if tuple(bar.colour or ()) == RED]


def test_the_mark_begins_35_mm_below_the_head_of_the_type_area() -> None:
    mark = laid(samples.SHORT)[0].line(samples.ISSUER)
    top = mark.baseline - (1 - EM_FOOT) * mark.size * MM
    assert top == pytest.approx(37 + 35, abs=0.5)
    assert mark.text == f"{samples.ISSUER}文件"
    assert mark.left + mark.right == pytest.approx(2 * (28 + 156 / 2), abs=2)


@pytest.mark.parametrize("name", ["县委", samples.ISSUER, "中共南阳市委非公有制经济组织和社会组织工作委员会"])
def test_a_mark_of_any_length_keeps_to_the_type_area(name: str) -> None:
    page = laid(replace(samples.SHORT, issuers=(name,)))[0]
    marks = [line for line in page.lines if line.text[:2] == name[:2] or line.text.endswith("文件")][:2]
    assert marks
    for line in marks:
        assert line.left >= 28 - 0.3
        assert line.right <= 184 + 0.5


def test_notes_stand_at_the_left_from_the_first_line_down() -> None:
    lines = laid(samples.SHORT)[0].lines[:3]
    assert [line.text for line in lines] == ["000001", "秘密★1年", "特急"]
    assert [line.left for line in lines] == pytest.approx([28] * 3, abs=0.5)
    assert "Sans" in lines[1].font


def test_the_red_line_is_4_mm_below_the_number_and_as_wide_as_the_type_area() -> None:
    page = laid(samples.SHORT)[0]
    (bar,) = red_bars(page)
    number_line = page.line("宛组发")
    assert [bar.left, bar.right] == pytest.approx([28, 184], abs=0.05)
    assert bar.top - (number_line.baseline + EM_FOOT * 16 * MM) == pytest.approx(4, abs=0.1)
    assert bar.bottom - bar.top == pytest.approx(0.5, abs=0.05)


def test_the_number_is_centred_two_blank_lines_below_the_mark() -> None:
    page = laid(samples.SHORT)[0]
    mark, number_line = page.line(samples.ISSUER), page.line("宛组发")
    assert (number_line.left + number_line.right) / 2 == pytest.approx(28 + 78, abs=1)
    gap = number_line.baseline - 0.8 * 28.95 * MM - (mark.baseline + EM_FOOT * mark.size * MM)
    assert gap == pytest.approx(2 * 28.95 * MM, abs=0.3)


def test_a_document_sent_upwards_names_its_signers_beside_the_number() -> None:
    page = laid(samples.UPWARD)[0]
    first, last = page.line("签发人："), page.line("宛组发")
    assert first.text == "签发人：张三李四"
    assert last.text == "宛组发〔2026〕12号王五"  # the number stands beside the last signer
    assert last.left == pytest.approx(28 + 156 / 28, abs=0.4)
    assert first.right == pytest.approx(184 - 156 / 28, abs=0.6)


def test_the_title_is_two_blank_lines_below_the_red_line() -> None:
    page = laid(samples.SHORT)[0]
    (bar,) = red_bars(page)
    first = page.line("中共南阳市委组织部关于")
    assert first.baseline - 0.8 * 28.95 * MM - bar.bottom == pytest.approx(2 * 28.95 * MM, abs=0.1)
    assert first.size == 22.0


def test_the_body_begins_on_the_first_page() -> None:
    assert laid(samples.DOCUMENT)[0].line("为做好").size == 16.0
    for document in (samples.SHORT, samples.UPWARD, samples.LETTER):
        assert laid(document)[0].line(samples.TEXT[:9]).size == 16.0


def test_joint_issuers_stand_one_below_another_and_end_alike() -> None:
    names = (samples.ISSUER, "中共南阳市委统战部", "南阳市市场监督管理局")
    page = laid(replace(samples.SHORT, issuers=names))[0]
    lines = [page.line(name[:6]) for name in names]
    assert [line.baseline for line in lines] == sorted(line.baseline for line in lines)
    assert max(line.left for line in lines) - min(line.left for line in lines) < 1
    assert any("文件" in line.text for line in page.lines[:8])


def test_a_letter_has_red_double_lines_of_170_mm() -> None:
    page = laid(samples.LETTER)[0]
    bars = sorted(red_bars(page), key=lambda bar: bar.top)
    assert len(bars) == 4
    for bar in bars:
        assert [bar.left, bar.right] == pytest.approx([20, 190], abs=0.1)
    thickness = [round(bar.bottom - bar.top, 1) for bar in bars]
    assert thickness == [0.9, 0.3, 0.3, 0.9]  # thick above thin at the head, thin above thick at the foot
    mark = page.line(samples.ISSUER)
    assert mark.baseline - (1 - EM_FOOT) * mark.size * MM == pytest.approx(30, abs=0.3)
    assert bars[0].top - (mark.baseline + EM_FOOT * mark.size * MM) == pytest.approx(4, abs=0.2)
    assert 297 - bars[3].bottom == pytest.approx(20, abs=0.1)
    assert page.line("000001").text == "000001宛组发〔2026〕12号"


def test_word_has_the_head_in_its_own_styles() -> None:
    made = word(samples.SHORT)
    mark = made.paragraph(samples.ISSUER)
    assert value(find(mark, ".//w:color")[0], "val") == "FF0000"
    assert value(find(mark, ".//w:rFonts")[0], "eastAsia") == "方正小标宋简体"
    before = number(find(mark, "w:pPr/w:spacing")[0], "before") / 20 * MM
    assert before + 3 * 28.95 * MM == pytest.approx(35, abs=0.1)
    (line,) = find(made.body, ".//w:pBdr/w:bottom")
    assert value(line, "color") == "FF0000"


def test_word_names_the_signers_beside_the_number() -> None:
    rows = [text_of(row) for row in find(word(samples.UPWARD).body, ".//w:tbl[1]/w:tr")]
    assert rows[:2] == ["签发人：张三李四", "宛组发〔2026〕12号王五"]


def test_words_letter_has_its_mark_30_mm_below_the_edge_and_double_lines() -> None:
    made = word(samples.LETTER)
    margins = find(made.body, ".//w:pgMar")[0]
    assert number(margins, "header") / 20 * MM == pytest.approx(30, abs=0.1)
    assert number(margins, "footer") / 20 * MM == pytest.approx(20, abs=0.1)
    kinds = [
        value(one, "val")
        for part in (*made.parts("word/header"), *made.parts("word/footer"))
        for one in find(part, ".//w:pBdr/w:bottom")
    ]
    assert kinds == ["thickThinSmallGap", "thinThickSmallGap"]
