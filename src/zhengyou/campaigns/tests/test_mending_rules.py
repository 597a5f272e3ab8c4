"""Where a clause may be split, and which sentences may be marked as one."""

from __future__ import annotations

import pytest

from zhengyou.campaigns.rules.directive import mending, read

TEXT = """一、加强领导
去年工作取得成绩，各地要系统谋划，统筹安排；要压实责任。情况很好。
二、“两个覆盖，一个不少”工作
要摸清底数，做到“应建尽建、应覆盖
- 2 -
尽覆盖”，每月报告一次。
"""


def parted(start: str, text: str = TEXT) -> list[tuple[str, str]]:
    tree = read(text)
    one = next(clause for clause in tree.clauses if clause.text.startswith(start))
    found = mending.cuts(text, tree.regions, one.start, one.end)
    return [(text[cut.first[0] : cut.first[1]], text[cut.second[0] : cut.second[1]]) for cut in found]


def test_a_clause_may_be_split_at_its_punctuation() -> None:
    assert parted("各地要系统") == [("各地要系统谋划，", "统筹安排；")]


def test_it_is_not_split_inside_a_quotation_or_round_a_page_number() -> None:
    halves = parted("要摸清底数")
    assert [first for first, _second in halves] == [
        "要摸清底数，",
        "要摸清底数，做到“应建尽建、应覆盖\n- 2 -\n尽覆盖”，",
    ]


def test_a_clause_over_a_page_number_says_nothing_of_it() -> None:
    tree = read(TEXT)
    one = tree.clauses[-1]
    assert mending.said(TEXT, tree.regions, one.start, one.end) == one.text
    assert "- 2 -" in TEXT[one.start : one.end]
    assert "- 2 -" not in one.text


def test_sentences_that_are_no_clause_can_be_marked() -> None:
    tree = read(TEXT)
    found = mending.unasked(TEXT, tree.regions, [(one.start, one.end) for one in tree.clauses])
    assert [(TEXT[one.start : one.end], one.key) for one in found] == [
        ("加强领导", "1"),
        ("去年工作取得成绩，", "1"),
        ("情况很好。", "1"),
        ("“两个覆盖，一个不少”工作", "2"),
    ]


def test_a_sentence_goes_on_over_a_wrapped_line_and_ends_with_its_paragraph() -> None:
    text = "一、情况\n我们已经走访了全部的企业，\n其中有三家存在困难。\n　　台账已经建立\n　　人员已经到位\n"
    tree = read(text)
    found = mending.unasked(text, tree.regions, [])
    assert [text[one.start : one.end] for one in found][-3:] == [
        "我们已经走访了全部的企业，\n其中有三家存在困难。",
        "台账已经建立",
        "人员已经到位",
    ]


@pytest.mark.parametrize(("sentence", "words"), [("各地要加强领导。", ("要",)), ("重要的是方向。", ())])
def test_it_tells_which_words_of_a_sentence_might_ask(sentence: str, words: tuple[str, ...]) -> None:
    text = f"一、情况\n{sentence}\n"
    found = mending.unasked(text, read(text).regions, [])
    assert found[-1].duty == words
