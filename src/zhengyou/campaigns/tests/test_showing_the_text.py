"""The text is shown with every character of the source, in its order."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengyou.campaigns.rules.directive import Directive, mending, read, showing

TEXTS = sorted((Path(__file__).parent / "directives").glob("*.txt"))
LETTERS = st.text("一二、（）1.各要加强领导。；，：“”\n\r 　\t- 同志们 第页\f", max_size=300)


def spans(tree: Directive) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in tree.clauses]


def shown(text: str, tree: Directive, page: tuple[int, int]) -> list[showing.Line]:
    clauses = [(one.start, one.end, one.id) for one in tree.clauses]
    return showing.lines(text, tree.regions, clauses, mending.unasked(text, tree.regions, spans(tree)), page)


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.stem)
def test_nothing_is_left_out_and_each_clause_stands_where_it_was_read(file: Path) -> None:
    text = file.read_text()
    tree = read(text)
    found = shown(text, tree, (0, len(text)))
    assert "".join(line.text for line in found) == text
    runs = [run for line in found for run in line.runs]
    for clause in tree.clauses:
        mine = [run for run in runs if run.clause == clause.id]
        assert mine[0].first
        assert mine[-1].last
        assert "".join(run.text for run in mine) == text[clause.start : clause.end]


@given(LETTERS, st.integers(1, 80))
def test_any_text_is_shown_whole_page_by_page(text: str, size: int) -> None:
    tree = read(text)
    found = showing.pages(text, tree.regions, spans(tree), size)
    assert found[0][0] == 0
    assert found[-1][1] == len(text)
    assert all(before[1] == after[0] for before, after in pairwise(found))
    assert not any(start < cut < end for start, end in spans(tree) for cut, _end in found)
    assert "".join(line.text for page in found for line in shown(text, tree, page)) == text


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.stem)
def test_no_page_ends_inside_a_clause(file: Path) -> None:
    text = file.read_text()
    tree = read(text)
    cuts = [end for _start, end in showing.pages(text, tree.regions, spans(tree), 1)]
    assert not any(start < cut < end for start, end in spans(tree) for cut in cuts)


def test_a_long_text_is_parted_before_a_part() -> None:
    part = "一、加强领导\n各地要加强领导，压实责任。\n各部门要密切配合。\n"
    text = "关于服务的意见\n" + part * 40
    tree = read(text)
    found = showing.pages(text, tree.regions, spans(tree), 200)
    assert 4 < len(found) < 12
    assert all(text[start:].startswith("一、") for start, _end in found[1:])


def test_furniture_headings_and_words_of_duty_are_told_apart() -> None:
    text = "一、加强领导\n各地要压实责任，密切配合，\n- 3 -\n形成合力。\n"
    first, second, third, fourth = shown(text, read(text), (0, len(text)))
    assert [piece.kind for run in first.runs for piece in run.pieces] == ["number", "heading", ""]
    assert first.passage == "1"
    assert [piece.text for piece in second.runs[0].pieces if piece.asks] == ["要"]
    assert (third.kind, third.furniture) == ("page_number", True)
    assert (second.runs[0].first, second.runs[0].last) == (True, False)
    assert (fourth.runs[0].first, fourth.runs[0].last) == (False, True)
