"""The PDF's type area: 156 x 225 mm with white of 37, 35, 28 and 26 mm, 22 lines of 28 characters (5.1, 5.2)."""

from __future__ import annotations

from itertools import pairwise

import pytest

from zhengyou.documents import Document, Kind, Paragraph
from zhengyou.documents.measures import load_measures
from zhengyou.documents.tests import samples
from zhengyou.documents.tests.measuring import MM, laid

PITCH = 28.95 * MM


def test_the_paper_is_a4() -> None:
    for page in laid(samples.DOCUMENT):
        assert [page.width, page.height] == pytest.approx([210, 297], abs=0.1)


def test_a_full_page_has_22_lines() -> None:
    first, second = laid(samples.full_lines(23))
    assert len(first.text) == 22
    assert len(second.text) == 1


def test_a_full_line_has_28_characters() -> None:
    (page,) = laid(samples.full_lines(22))
    assert {len(line.text) for line in page.text} == {28}


def test_lines_reach_from_margin_to_margin() -> None:
    (page,) = laid(samples.full_lines(22))
    for line in page.text:
        assert line.left == pytest.approx(28, abs=0.3)  # a letter has a little white of its own
        assert line.right == pytest.approx(210 - 26, abs=0.3)


def test_baselines_stand_28_95_points_apart() -> None:
    (page,) = laid(samples.full_lines(22))
    baselines = [line.baseline for line in page.text]
    steps = [later - earlier for earlier, later in pairwise(baselines)]
    assert steps == pytest.approx([PITCH] * 21, abs=0.06)


def test_the_lines_fill_the_type_area_from_head_to_foot() -> None:
    (page,) = laid(samples.full_lines(22))
    above, below = page.text[0].baseline - 37, 297 - 35 - page.text[-1].baseline
    assert above == pytest.approx(0.8 * PITCH, abs=0.1)
    assert below == pytest.approx(0.2 * PITCH, abs=0.5)  # 22 lines leave 0.3 mm


def test_the_body_is_fangsong_of_16_points() -> None:
    (page,) = laid(samples.full_lines(3))
    assert {(line.font, line.size) for line in page.text} == {("FandolFang-Regular", 16.0)}


def test_a_paragraph_begins_two_characters_in() -> None:
    (page,) = laid(Document(kind=Kind.REPORT, title="", body=(Paragraph(samples.PLAIN * 3),)))
    character = 156 / 28
    assert page.text[0].left - page.text[1].left == pytest.approx(2 * character, abs=0.2)
    assert (len(page.text[0].text), len(page.text[1].text)) == (26, 28)


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    for page in laid(samples.pages(6)):
        for line in page.text:
            assert line.text[0] not in "，。、；：？！）》”’〕"
            assert line.text[-1] not in "（《“‘〔"


def test_sixty_pages_keep_the_grid() -> None:
    pages = laid(samples.pages(60))
    assert len(pages) > 55
    for page in pages[1:-2]:  # the last but one gives its last paragraph to the signature
        assert len(page.text) in (21, 22)  # a heading does not stay alone at the foot
        assert page.text[0].baseline == pytest.approx(37 + 0.8 * PITCH, abs=0.1)


def test_the_numbers_of_the_standard_are_data() -> None:
    measures = load_measures()
    assert (measures.text_width, measures.text_height) == (156, 225)
    assert 22 * measures.pitch * MM <= 225
    assert 28 * measures.character * MM == pytest.approx(156)
