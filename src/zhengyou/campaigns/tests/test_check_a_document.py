"""Each thing that the check finds: once where it is wrong, once where it is right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from zhengyou.campaigns.document_words import FINDINGS
from zhengyou.campaigns.rules.document import checking
from zhengyou.campaigns.rules.document.checking import Weight, Window, check, stops
from zhengyou.campaigns.rules.document.content import Content, Item
from zhengyou.campaigns.tests.document_matter import GOOD, content, item

WINDOW = Window(date(2026, 11, 1), date(2027, 10, 31))
SAME = "每月召开一次协调会，研究推进中遇到的困难，年底前全部办结。"


def codes(checked: Content, **more: object) -> list[str]:
    return [one.code for one in check(checked, window=WINDOW, **more)]  # type: ignore[arg-type]


def with_measure(**facts: object) -> Item:
    return item(measures=(replace(GOOD, **facts),))  # type: ignore[arg-type]


RIGHT_AND_WRONG = {
    "unanswered": (content(item()), content(replace(item(), text="  "))),
    "head_missing": (content(item()), content(item(), addressees="")),
    "without_measure": (content(item()), content(item(measures=()))),
    "excused_with_measure": (
        content(replace(item(measures=()), text="", excused="省里统一办")),
        content(replace(item(), text="", excused="省里统一办")),
    ),
    "text_names_other_day": (
        content(item(text="于2026年12月10日前完成逐户排查工作。")),
        content(item(text="于2026年12月20日前完成逐户排查工作。")),
    ),
    "measure_without_lead": (content(item()), content(with_measure(leads=()))),
    "lead_gone": (content(item()), content(with_measure(gone=("组织部",)))),
    "measure_without_date": (content(item()), content(with_measure(due_on=None))),
    "measure_without_mark": (content(item()), content(with_measure(done_when=" "))),
    "outside_phases": (
        content(with_measure(due_on=date(2027, 10, 31))),
        content(with_measure(due_on=date(2027, 11, 1))),
    ),
    "measure_without_clause": (content(item()), content(item(), loose=(replace(GOOD, task=99),))),
    "pasted": (
        content(item(1, text=SAME), item(2, text="由工商联逐个走访商会，听取意见后分类建立台账。")),
        content(item(1, text=SAME), item(2, text=SAME)),
    ),
}


@pytest.mark.parametrize("code", RIGHT_AND_WRONG)
def test_it_is_found_where_it_is_and_only_there(code: str) -> None:
    right, wrong = RIGHT_AND_WRONG[code]
    assert code not in codes(right)
    assert codes(wrong) == [code]


def test_a_withdrawn_directive_is_told() -> None:
    assert codes(content(item())) == []
    assert codes(content(item()), withdrawn=["通知"]) == ["directive_withdrawn"]


def test_every_finding_is_explained_and_no_explanation_is_left_over() -> None:
    assert set(FINDINGS) == {*RIGHT_AND_WRONG, "directive_withdrawn"}
    assert all(words.what and words.why and words.mend for words in FINDINGS.values())


def test_only_what_is_unanswered_or_missing_in_the_head_stops() -> None:
    wrong = [one for _right, bad in RIGHT_AND_WRONG.values() for one in check(bad, window=WINDOW)]
    assert {one.code for one in stops(wrong)} == {"unanswered", "head_missing"}
    assert {one.code for one in wrong if one.weight is Weight.NOTE} == {
        "without_measure",
        "excused_with_measure",
        "text_names_other_day",
    }


def test_the_same_words_are_no_fault_where_one_measure_serves_both() -> None:
    shared = (GOOD,)
    assert codes(content(item(1, text=SAME, measures=shared), item(2, text=SAME, measures=shared))) == []


def test_many_pasted_answers_are_told_once_with_all_their_places() -> None:
    (found,) = check(content(*(item(number, text=SAME) for number in range(1, 6))), window=WINDOW)
    assert (found.key, found.others) == ("1.1", ("1.2", "1.3", "1.4", "1.5"))


def test_short_answers_are_alike_by_chance() -> None:
    assert codes(content(item(1, text="按期办结。"), item(2, text="按期办结。"))) == []


def test_a_measure_under_two_clauses_is_told_once() -> None:
    bad = (replace(GOOD, due_on=None),)
    found = codes(content(item(1, measures=bad), item(2, measures=bad)))
    assert found.count("measure_without_date") == 1


def test_an_excused_clause_needs_neither_text_nor_measure() -> None:
    excused = replace(item(measures=()), text="", excused="这一条只对省级提出")
    assert codes(content(excused)) == []


def test_a_day_that_does_not_exist_is_passed_over() -> None:
    assert codes(content(item(text="于2026年2月30日前完成逐户排查工作。"))) == []


def test_the_window_is_open_where_nothing_is_known() -> None:
    assert Window().holds(date(1900, 1, 1))
    assert Window(last=date(2027, 1, 1)).holds(None)


def test_a_thousand_answers_are_compared_in_a_moment() -> None:
    items = [
        item(number, text=f"第{number}项由第{number}个单位在第{number}周内办结，逐户登记。")
        for number in range(1000)
    ]
    assert checking.check(content(*items), window=WINDOW) is not None
