"""版记: on the last page, its last rule on the lower edge of the type area (7.4)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zhengyou.documents import Paragraph
from zhengyou.documents.tests import samples
from zhengyou.documents.tests.measuring import MM, Bar, Page, find, laid, number, text_of, value, word

CHARACTER = 156 / 28


def rules(page: Page) -> list[Bar]:
    return sorted(
        (bar for bar in page.bars if tuple(bar.colour or ()) != (1.0, 0.0, 0.0)), key=lambda bar: bar.top
    )


@pytest.mark.parametrize("count", range(1, 16))
def test_it_hangs_at_the_foot_of_the_last_page_whatever_stands_above(count: int) -> None:
    pages = laid(samples.with_body(*[Paragraph(samples.PLAIN)] * count))
    for page in pages[:-1]:
        assert rules(page) == []
    upper, middle, lower = rules(pages[-1])
    assert lower.bottom == pytest.approx(297 - 35, abs=0.05)
    for line in pages[-1].text:  # nothing of the text is overprinted
        assert line.baseline < upper.top or line.text.startswith(("抄送", "公室", "中共南阳市委组织部办公室"))
    assert upper.top < middle.top < lower.top


def test_its_rules_are_as_wide_as_the_type_area_and_thick_thin_thick() -> None:
    bars = rules(laid(samples.SHORT)[-1])
    assert [round(bar.bottom - bar.top, 2) for bar in bars] == [0.35, 0.25, 0.35]
    for bar in bars:
        assert [bar.left, bar.right] == pytest.approx([28, 184], abs=0.05)


def test_it_names_who_gets_copies_and_who_printed_it_when() -> None:
    page = laid(samples.SHORT)[-1]
    copies, printed = page.line("抄送："), page.line("中共南阳市委组织部办公室")
    assert (copies.size, copies.font) == (14.0, "FandolFang-Regular")
    assert copies.left == pytest.approx(28 + CHARACTER, abs=0.3)
    assert printed.text.endswith("2026年11月5日印发")
    assert printed.left == pytest.approx(28 + CHARACTER, abs=0.3)
    assert printed.right == pytest.approx(184 - CHARACTER, abs=0.4)
    over = page.lines[page.lines.index(copies) + 1]
    assert over.left == pytest.approx(
        copies.left + 3 * 14 * MM, abs=0.5
    )  # under the first character behind the colon
    assert over.text.endswith("。")


def test_a_letter_has_no_rules_and_no_printer() -> None:
    page = laid(samples.LETTER)[-1]
    assert rules(page) == []
    assert any(line.text.startswith("抄送：") for line in page.lines)
    assert not any("印发" in line.text for line in page.lines)


def test_without_copies_and_printer_there_is_none() -> None:
    page = laid(replace(samples.SHORT, copies_to="", printed_by="", printed_on=None))[-1]
    assert rules(page) == []


def test_in_word_it_is_a_table_at_the_foot_of_the_last_pages_type_area() -> None:
    made = word(samples.DOCUMENT)
    (table,) = [one for one in find(made.body, ".//w:tbl") if find(one, "w:tblPr/w:tblpPr")]
    place = find(table, "w:tblPr/w:tblpPr")[0]
    assert (value(place, "vertAnchor"), value(place, "tblpYSpec")) == ("margin", "bottom")
    assert number(place, "tblpX") / 20 * MM == pytest.approx(28, abs=0.1)
    assert number(find(table, "w:tblPr/w:tblW")[0], "w") / 20 * MM == pytest.approx(156, abs=0.1)
    sizes = [
        number(find(table, f".//w:tblBorders/w:{side}")[0], "sz") / 8 * MM
        for side in ("top", "insideH", "bottom")
    ]
    assert sizes == pytest.approx([0.35, 0.25, 0.35], abs=0.03)
    assert [text_of(row)[:3] for row in find(table, "w:tr")] == ["抄送：", "中共南"]
    last = [
        text_of(one)
        for one in find(made.body, "w:body/w:p" if made.body.tag.endswith("x") else "./w:body/w:p")
    ][-1]
    assert last == ""  # what the table hangs on
