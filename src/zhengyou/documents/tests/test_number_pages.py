"""Page numbers: outside the type area, odd ones right, even ones left, at the same place of the sheet on lying pages (7.5, 8)."""

from __future__ import annotations

import pytest

from zhengyou.documents import Kind
from zhengyou.documents.tests import samples
from zhengyou.documents.tests.measuring import (
    MM,
    find,
    is_turned,
    laid,
    number,
    opened,
    pdf,
    text_of,
    value,
    word,
)

CHARACTER = 156 / 28


def test_odd_pages_are_numbered_right_and_even_ones_left() -> None:
    pages = laid(samples.pages(3))
    assert len(pages) >= 3
    for count, page in enumerate(pages, 1):
        assert page.number is not None
        assert page.number.text == f"— {count} —"
        if count % 2:
            assert page.number.right == pytest.approx(210 - 26 - CHARACTER, abs=0.3)
        else:
            assert page.number.left == pytest.approx(28 + CHARACTER, abs=0.3)


def test_the_dash_is_7_mm_below_the_type_area_in_songti_of_14_points() -> None:
    for page in laid(samples.pages(2)):
        assert page.number is not None
        assert page.number.size == 14.0
        assert "Serif" in page.number.font
        dash = page.number.baseline - 0.33 * 14 * MM
        assert dash == pytest.approx(297 - 35 + 7, abs=0.1)


def test_the_first_page_of_a_letter_has_no_number() -> None:
    first, second, *_ = laid(
        samples.LETTER.__class__(kind=Kind.LETTER, title="函", body=samples.pages(2).body)
    )
    assert first.number is None
    assert second.number is not None


def test_a_lying_page_is_numbered_where_the_sheet_has_its_foot() -> None:
    pages = opened(pdf(samples.with_body(samples.table(40, landscape=True)))).pages
    lying = [(count, page) for count, page in enumerate(pages, 1) if page.width > page.height]
    assert {count % 2 for count, _ in lying} == {0, 1}
    for count, page in lying:
        turned = [char for char in page.chars if is_turned(char)]
        assert "".join(char["text"] for char in turned) == f"— {count} —"
        assert max(char["x1"] for char in turned) * MM < 35
        ends = [float(char[side]) * MM for char in turned for side in ("top", "bottom")]
        if count % 2:
            assert max(ends) == pytest.approx(210 - 26 - CHARACTER, abs=0.5)
        else:
            assert min(ends) == pytest.approx(28 + CHARACTER, abs=0.5)


def test_word_counts_in_the_foot_of_odd_and_even_pages() -> None:
    made = word(samples.DOCUMENT)
    assert find(made.part("word/settings.xml"), "w:evenAndOddHeaders")
    feet = [one for one in made.parts("word/footer") if find(one, ".//w:fldSimple")]
    assert [text_of(one) for one in feet] == ["— 1 —"] * 2
    assert [value(find(one, ".//w:jc")[0], "val") for one in feet] == ["right", "left"]
    odd, even = (find(one, ".//w:ind")[0] for one in feet)
    assert (number(odd, "rightChars"), number(even, "leftChars")) == (100, 100)
    assert {value(find(one, ".//w:fldSimple")[0], "instr") for one in feet} == {" PAGE "}
    style = made.style("page_number")
    assert number(find(style, ".//w:sz")[0], "val") == 28
    assert value(find(style, ".//w:rFonts")[0], "eastAsia") == "宋体"


def test_words_number_stands_7_mm_below_the_type_area() -> None:
    made = word(samples.DOCUMENT)
    distance = number(find(made.body, ".//w:sectPr/w:pgMar")[0], "footer") / 20 * MM
    line = next(
        find(one, ".//w:spacing")[0] for one in made.parts("word/footer") if find(one, ".//w:fldSimple")
    )
    baseline = 297 - distance - 0.2 * number(line, "line") / 20 * MM
    assert baseline - 0.33 * 14 * MM == pytest.approx(297 - 35 + 7, abs=0.1)


def test_in_word_the_first_page_of_a_letter_has_a_foot_of_its_own() -> None:
    made = word(samples.LETTER)
    assert find(made.body, ".//w:sectPr/w:titlePg")
    kinds = {value(one, "type") for one in find(made.body, ".//w:footerReference")}
    assert kinds == {"default", "even", "first"}
    assert sum(bool(find(one, ".//w:fldSimple")) for one in made.parts("word/footer")) == 2
