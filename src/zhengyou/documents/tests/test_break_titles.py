"""Long titles: no word torn, no mark at a line's edge, a good shape (7.3.1)."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengyou.documents.advance import width
from zhengyou.documents.measures import load_measures
from zhengyou.documents.titles import break_title

WORDS = load_measures().title_words
WIDEST = load_measures().of("title", "widest")


def broken(title: str) -> tuple[str, ...]:
    return break_title(title, widest=WIDEST, words=WORDS)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于报送工作情况的报告", ["关于报送工作情况的报告"]),
        (
            "关于开展2026年度非公有制企业党建工作情况检查的通知",
            ["关于开展2026年度非公有制", "企业党建工作情况检查的通知"],
        ),
        (
            "中共南阳市委组织部关于推动非公有制企业党组织和党的工作有序有度有力覆盖的实施意见",
            ["中共南阳市委组织部关于推动", "非公有制企业党组织和党的工作", "有序有度有力覆盖的实施意见"],
        ),
        ("第一行\n第二行", ["第一行", "第二行"]),
        ("", []),
    ],
)
def test_titles_break_where_a_person_would(title: str, lines: list[str]) -> None:
    assert list(broken(title)) == lines


@given(st.text(alphabet="关于推动非公党建的通知和《》，、2026A年（）", max_size=120))
def test_nothing_is_lost_and_no_mark_stands_at_an_edge(title: str) -> None:
    lines = broken(title)
    assert "".join(lines) == title
    for line in lines[1:]:
        assert line[0] not in "》，、）"
    for line in lines[:-1]:
        assert line[-1] not in "《（"


@given(st.text(alphabet="关于推动非公党建的通知和", min_size=1, max_size=150))
def test_lines_keep_to_the_width_and_to_each_other(title: str) -> None:
    lines = broken(title)
    assert max(width(line) for line in lines) <= WIDEST
    assert min(width(line) for line in lines) * 3 >= max(width(line) for line in lines) or len(title) > 200


def test_numbers_and_names_in_latin_letters_stay_whole() -> None:
    title = "关于进一步做好全市非公有制经济组织的党建工作2026年12月31日前完成ABC系统的通知"
    text = "|".join(broken(title))
    for whole in ("2026年", "12月", "31日", "ABC"):
        assert whole in text


def test_a_text_pasted_as_a_title_does_not_take_minutes() -> None:
    start = time.perf_counter()
    lines = broken("甲，" * 5000)
    assert time.perf_counter() - start < 2
    assert max(width(line) for line in lines) <= WIDEST
