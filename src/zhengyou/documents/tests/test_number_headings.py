"""一、 （一） 1. （1）, counted by place (7.3.3)."""

from __future__ import annotations

import pytest

from zhengyou.documents import Heading, Mark
from zhengyou.documents.numbering import Counter, item_mark
from zhengyou.standards.rules.numerals import chinese


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (21, "二十一"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (999, "九百九十九"),
        (1000, "1000"),
    ],
)
def test_numbers_are_written_in_characters(number: int, text: str) -> None:
    assert chinese(number) == text


def test_a_heading_begins_the_counting_below_it_anew() -> None:
    counter = Counter()
    levels = (1, 2, 3, 4, 4, 3, 2, 3, 1, 2)
    expected = ["一、", "（一）", "1.", "（1）", "（2）", "2.", "（二）", "1.", "二、", "（一）"]
    assert [counter.next(level) for level in levels] == expected


def test_circles_end_at_twenty() -> None:
    assert (item_mark(Mark.CIRCLED, 20), item_mark(Mark.CIRCLED, 21)) == ("⑳", "(21)")


@pytest.mark.parametrize("level", [0, 5, -1])
def test_there_are_four_levels(level: int) -> None:
    with pytest.raises(ValueError, match="level 1 to 4"):
        Heading(level, "")
