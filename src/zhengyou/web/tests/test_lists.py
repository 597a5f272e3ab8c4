"""Lists read page by page, and refusals at forms."""

from __future__ import annotations

import pytest
from django import forms
from django.test import RequestFactory

from zhengyou.web.errors import Conflict, Refused
from zhengyou.web.form_pages import refusals_at
from zhengyou.web.lists import paged


@pytest.mark.parametrize(("asked", "number"), [("2", 2), ("999", 3), ("0", 3), ("第二页", 1), ("", 1)])
def test_an_old_or_odd_address_leads_to_a_page_that_there_is(asked: str, number: int) -> None:
    request = RequestFactory().get("/units/", {"page": asked})
    assert paged(request, range(120)).number == number


def refuse(sentence: str) -> None:
    raise Refused(sentence)


def test_a_refusal_stands_at_the_form_or_at_its_field() -> None:
    class Form(forms.Form):
        workbook = forms.CharField(required=False)

    form = Form({})
    with refusals_at(form):
        refuse("这个单位已经登记。")
    assert form.non_field_errors() == ["这个单位已经登记。"]
    with refusals_at(form, "workbook"):
        refuse("文件太大。")
    assert form.errors["workbook"] == ["文件太大。"]


def test_a_conflict_is_no_refusal() -> None:
    form = forms.Form({})
    with pytest.raises(Conflict), refusals_at(form):
        raise Conflict("别人刚改过。")
    assert not form.errors
