"""Forms of census rounds."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from zhengyou.organisations.forms.fields import DayField
from zhengyou.web.forms import QuestionForm


class OpenRoundForm(QuestionForm):
    """A new round."""

    asks = "round"

    code = forms.CharField(
        label=_("轮次名称"), max_length=30, help_text=_("各地导入时按这个名称选择，例如 2026-4。")
    )
    as_of = DayField(label=_("数据截止日"), help_text=_("台账中没有写明日期的情况，都按这一天计。"))
