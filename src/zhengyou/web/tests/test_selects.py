"""A select is written as Django writes it, only faster."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe

CHOICES: list[Any] = [
    ("", "---"),
    (1, lazystr("甲 <b>")),
    ('"&', mark_safe("乙 &amp; 丙")),
    ("组 <1>", [("x", "一"), ("y", "二'")]),
    (None, "未知"),
]


class Marked(forms.Select):
    """With attributes of its options."""

    def create_option(self, *arguments: Any, **more: Any) -> dict[str, Any]:
        found = super().create_option(*arguments, **more)
        found["attrs"] |= {"disabled": found["value"] == "x", "data-of": 'a"b'}
        return found


@pytest.mark.parametrize("kind", [forms.Select, forms.SelectMultiple, forms.NullBooleanSelect, Marked])
@pytest.mark.parametrize("value", ["", 1, "x", '"&', ["1", "y"], None])
def test_it_is_what_django_writes(kind: type[forms.Select], value: Any) -> None:
    widget = kind() if kind is forms.NullBooleanSelect else kind(choices=CHOICES)
    if kind is forms.NullBooleanSelect and isinstance(value, list):
        return  # it holds one value
    attrs = {"class": "form-select", "required": True, "id": "id_it"}
    ours, theirs = (
        widget.render("it", value, attrs),
        widget.render("it", value, attrs, renderer=DjangoTemplates()),
    )
    assert _close(ours) == _close(theirs)


def _close(html: str) -> str:
    """Without line breaks, of which Django writes more."""
    return re.sub(r"\s*\n\s*", "", html)
