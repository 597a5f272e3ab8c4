"""What was wrong with a row is told in the language of whoever reads it."""

from __future__ import annotations

from django.utils import translation

from zhengyou.census.models import ImportIssue
from zhengyou.census.rules.findings import Sentence, say, say_both


def told(sentence: Sentence, language: str) -> str:
    issue = ImportIssue(message=str(sentence), template=sentence.template, values=sentence.values)
    with translation.override(language):
        return issue.sentence


def test_a_finding_is_chinese_first() -> None:
    sentence = say("“%(label)s”不能是负数，请核对。", label="从业人员(在岗职工)数")
    assert told(sentence, "zh-hans") == str(sentence) == "“从业人员(在岗职工)数”不能是负数，请核对。"


def test_the_name_of_a_field_is_said_in_english_too() -> None:
    sentence = say("“%(label)s”不能是负数，请核对。", label="从业人员(在岗职工)数")
    assert told(sentence, "en") == "‘Employees’ cannot be negative; please check."


def test_a_sentence_within_a_sentence_is_said_in_english_too() -> None:
    where = say("工作表“%(sheet)s”第 %(number)s 行", sheet="甲", number=2)
    sentence = say("与%(row)s是同一名党员，请只留一行。", row=where)
    assert str(sentence) == "与工作表“甲”第 2 行是同一名党员，请只留一行。"
    assert told(sentence, "en") == "The same member as row 2 of sheet ‘甲’; please keep only one row."


def test_a_sentence_that_came_in_both_languages_needs_no_catalogue() -> None:
    sentence = say_both("信用代码应为18位。", "A code has 18 characters.")
    assert told(sentence, "zh-hans") == "信用代码应为18位。"
    assert told(sentence, "en") == "A code has 18 characters."


def test_plain_text_is_its_own_template() -> None:
    issue = ImportIssue(message="姓名空着，请填写。")
    with translation.override("en"):
        assert issue.sentence == "The name is empty; please fill it in."
