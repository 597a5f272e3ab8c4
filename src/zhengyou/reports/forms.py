"""What narrows the pages of figures and the lists behind them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhengyou.analytics.indicators import INDICATORS, Part
from zhengyou.reports.queries import splitting
from zhengyou.web.forms import FilterForm


class ChoiceForm(FilterForm):
    """Which figure the overview looks at more closely, and what it is divided by."""

    indicator = forms.ChoiceField(label=_("看哪个数字"), required=False)
    by = forms.ChoiceField(label=_("按什么划分"), required=False)

    def __init__(self, data: Any, *, keys: tuple[str, ...]) -> None:
        super().__init__(data)
        asked = data.get("indicator", "")
        self.key = asked if asked in keys else keys[0]
        self.fields["indicator"].choices = [(key, INDICATORS[key].name) for key in keys]  # type: ignore[attr-defined]
        self.fields["by"].choices = _dimensions(self.key)  # type: ignore[attr-defined]


class DivideForm(FilterForm):
    """What one figure is divided by."""

    by = forms.ChoiceField(label=_("按什么划分"), required=False)

    def __init__(self, data: Any, *, key: str) -> None:
        super().__init__(data)
        self.fields["by"].choices = _dimensions(key)  # type: ignore[attr-defined]


_PARTS = (
    (Part.MISSING, _("分母内未达到")),
    (Part.NUMERATOR, _("分子")),
    (Part.UNKNOWN, _("情况未知")),
    (Part.LEFT_OUT, _("不计入（停业、注销、空挂）")),
)


class BehindForm(FilterForm):
    """Which part of the population, of which value of the dimension, and a word of the name."""

    part = forms.ChoiceField(
        label=_("看哪部分"),
        required=False,
        choices=_PARTS,
    )
    only = forms.ChoiceField(label=_("限于"), required=False)
    q = forms.CharField(label=_("单位名称或信用代码"), required=False, max_length=60)
    by = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, shares: list[splitting.Share]) -> None:
        super().__init__(data)
        if shares:
            options = [(one.option, one.label) for one in shares]
            self.fields["only"].choices = [("", _("全部")), *options]  # type: ignore[attr-defined]
        else:
            del self.fields["only"]


def words_of(part: Part) -> str:
    """A part as the choice names it."""
    return str(dict(_PARTS)[part])


def _dimensions(key: str) -> list[tuple[str, Any]]:
    return [("", _("不划分")), *((one.key, one.name) for one in splitting.dimensions(key))]
