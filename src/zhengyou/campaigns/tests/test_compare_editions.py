"""What differs between two editions, with the words marked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from zhengyou.campaigns.rules.document.content import from_json, to_json
from zhengyou.campaigns.rules.document.differences import Change, Stretch, compare, count, mark
from zhengyou.campaigns.tests.document_matter import GOOD, content, item

TEXTS = st.text(alphabet="甲乙丙丁由在前完成。，；\n0123", max_size=120)


def told(old: str, new: str) -> str:
    signs = {None: "{}", Change.ADDED: "[+{}]", Change.REMOVED: "[-{}]"}
    return "".join(signs[one.change].format(one.text) for one in mark(old, new))


def test_words_that_came_and_went_are_marked() -> None:
    assert (
        told("由组织部每月调度。年底前办结。", "由组织部、统战部每周调度。年底前办结。")
        == "由组织部[-每月][+、统战部每周]调度。年底前办结。"
    )


def test_equal_texts_have_no_mark() -> None:
    assert mark("甲。乙。", "甲。乙。") == (Stretch("甲。乙。"),)
    assert mark("", "") == ()


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_the_marks(old: str, new: str) -> None:
    stretches = mark(old, new)
    assert "".join(one.text for one in stretches if one.change is not Change.ADDED) == old
    assert "".join(one.text for one in stretches if one.change is not Change.REMOVED) == new


def test_nothing_changed_nothing_told() -> None:
    assert compare(content(item()), content(item())) == []
    assert count(content(item()), content(item())) == 0


def test_head_first_then_clause_by_clause() -> None:
    old = content(item(1), item(2), item(3))
    new = content(
        item(1, text="改过的话，另有说法。"), item(2), item(4), number="3号", dated=date(2026, 11, 24)
    )
    found = compare(old, new)
    assert [(one.change, one.item) for one in found] == [
        (Change.CHANGED, 0),
        (Change.CHANGED, 1),
        (Change.ADDED, 4),
        (Change.REMOVED, 3),
    ]
    assert count(old, new) == len(found)
    assert [field.name for field in found[0].fields] == ["number", "dated"]
    assert [field.name for field in found[1].fields] == ["text"]


def test_a_measure_that_changed_is_told_under_its_clause() -> None:
    later = replace(GOOD, due_on=date(2026, 12, 31))
    (found,) = compare(content(item(measures=(GOOD,))), content(item(measures=(later,))))
    (field,) = found.fields
    assert field.name == "measures"
    assert {one.text for one in field.stretches if one.change} == {"10", "31"}


def test_clauses_joined_since_are_met_again() -> None:
    joined = replace(item(1), clauses=(1, 2))
    assert compare(content(item(2, text=item(1).text, measures=item(1).measures)), content(joined)) == []


def test_an_edition_comes_back_as_it_was_kept() -> None:
    kept = content(
        item(1), replace(item(2), text="", excused="省里统一办"), dated=date(2026, 11, 24), loose=(GOOD,)
    )
    assert from_json(to_json(kept)) == kept
