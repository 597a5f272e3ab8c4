"""What narrows the lists behind the figures."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from zhengyou.analytics.indicators import Part
from zhengyou.web.forms import FilterForm


class BehindForm(FilterForm):
    """Which part of the population, and a word of the name."""

    part = forms.ChoiceField(
        label=_("看哪部分"),
        required=False,
        choices=[
            (Part.MISSING, _("分母内未达到")),
            (Part.NUMERATOR, _("分子")),
            (Part.UNKNOWN, _("情况未知")),
            (Part.LEFT_OUT, _("不计入（停业、注销、空挂）")),
        ],
    )
    q = forms.CharField(label=_("单位名称或信用代码"), required=False, max_length=60)
