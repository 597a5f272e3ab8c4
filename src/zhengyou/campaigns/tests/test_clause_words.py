"""A clause is named in words that a clerk understands; its key stays where machines read it."""

from __future__ import annotations

import pytest
from django.template import engines
from django.utils.translation import override

from zhengyou.campaigns import clause_words


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("opening.c1", "开头第1条"),
        ("closing.c2", "结尾第2条"),
        ("1.c3", "第一部分第3条"),
        ("12.c10", "第十二部分第10条"),
        ("3.1.2", "3.1.2"),
        ("", ""),
    ],
)
def test_a_key_in_words(key: str, words: str) -> None:
    assert clause_words.said(key) == words


def test_every_template_has_the_filter() -> None:
    shown = engines["django"].from_string('{{ "3.c2"|clause_name }}').render({})
    assert shown == "第三部分第2条"


def test_a_part_is_counted_in_figures_in_english() -> None:
    with override("en"):
        assert "三" not in clause_words.said("3.c2")
