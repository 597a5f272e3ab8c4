"""A long text is refused with a sentence and comes back as it was typed; the browser cuts nothing."""

from __future__ import annotations

from typing import Any, cast

import pytest
from django import forms
from django.utils import translation

from zhengyou.scoping import Scope
from zhengyou.web.forms import QuestionForm


class Asked(QuestionForm):
    report = forms.CharField(label="简要报告", max_length=300, widget=forms.Textarea)
    name = forms.CharField(label="名称", max_length=60)
    contact_phone = forms.CharField(label="电话", max_length=20)


def form(**data: Any) -> Asked:
    return Asked({"name": "甲", "contact_phone": "1", **data}, scope=cast(Scope, None))


@pytest.mark.parametrize(("length", "refused"), [(300, False), (412, True)])
def test_a_long_text_is_refused_with_its_length_and_kept(length: int, refused: bool) -> None:
    with translation.override("zh-hans"):
        asked = form(report="长" * length)
        said: list[Any] = list(asked.errors.get("report", []))
    assert said == (["最多 300 个字，现在 412 个。"] if refused else [])
    assert "长" * length in str(asked["report"])


def test_only_what_is_typed_on_one_line_is_bounded_by_the_browser() -> None:
    asked = form(report="")
    assert "maxlength" not in str(asked["report"])
    assert 'maxlength="60"' in str(asked["name"])


def test_the_browser_keeps_no_numbers_of_persons() -> None:
    asked = form(report="")
    assert "data-private" in str(asked["contact_phone"])
    assert "data-private" not in str(asked["report"])
