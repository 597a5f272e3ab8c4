"""How alike two texts are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengyou.campaigns.rules import likeness as rules
from zhengyou.campaigns.rules.likeness import likeness, pairs

SOME = st.lists(st.text("要加强党建工作，。 ab", max_size=12), max_size=8)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("要加强领导。", "要加强领导", 1.0),
        ("要 加强，领导", "要加强领导。", 1.0),
        ("要加强领导。", "", 0.0),
        ("", "", 0.0),
        ("好", "好", 1.0),
        ("甲乙丙", "丁戊己", 0.0),
        ("甲乙丙", "甲乙丁", 0.5),
        ("甲乙甲乙", "甲乙", 0.5),
    ],
)
def test_it_is_the_share_of_neighbouring_characters_in_common(a: str, b: str, expected: float) -> None:
    assert likeness(a, b) == pytest.approx(expected)


def test_a_clause_put_in_other_words_is_more_alike_than_another_clause() -> None:
    asked = "各地要在十二月底前完成对所有企业的摸底，建立台账。"
    again = "各县区要于十二月底前完成所有企业摸底，并建立工作台账。"
    other = "党员业主要全程参与活动。"
    assert likeness(asked, again) > 0.5
    assert likeness(asked, other) < 0.1


@given(SOME, SOME, st.sampled_from([0.1, 0.3, 0.5, 0.75, 1.0]))
def test_the_quick_search_finds_what_comparing_all_finds(
    texts: list[str], other: list[str], at_least: float
) -> None:
    every = [(i, j, likeness(a, b)) for i, a in enumerate(texts) for j, b in enumerate(other)]
    assert pairs(texts, other, at_least) == [pair for pair in every if pair[2] >= at_least]


@given(st.text(), st.text())
def test_it_does_not_matter_which_comes_first(a: str, b: str) -> None:
    assert likeness(a, b) == likeness(b, a)
    assert 0 <= likeness(a, b) <= 1


def test_a_sentence_as_long_as_a_book_makes_nobody_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    work: list[int] = []

    def counted(text: str) -> str:
        work.append(len(text))
        return text

    monkeypatch.setattr(rules, "fold", counted)
    endless = "各企业都要把党建工作抓紧抓实" * 3_000
    assert pairs(["各地要建立台账。"], [endless, "各地要建立台账。"], 0.5) == [(0, 1, 1.0)]
    assert likeness(endless, endless) == 1
    assert max(work) == rules.LONGEST
