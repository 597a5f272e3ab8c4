"""Forms of frozen figures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhengyou.analytics.models import Snapshot
from zhengyou.analytics.snapshots import Tree
from zhengyou.organisations.forms.fields import DayField
from zhengyou.web.forms import FilterForm, QuestionForm

WORDS = {Tree.THEN: _("按当时的区划"), Tree.TODAY: _("按现在的区划")}


class FreezeForm(QuestionForm):
    """A new snapshot."""

    asks = "snapshot"

    date = DayField(label=_("报告日期"), help_text=_("数字报到哪一天，例如年底统计填 12 月 31 日。"))
    title = forms.CharField(label=_("名称"), max_length=80, help_text=_("例如：2026 年年底统计。"))
    note = forms.CharField(
        label=_("说明"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class SwitchForm(FilterForm):
    """Of which day, and on which tree. The day '' is today: the overview as it stands."""

    day = forms.ChoiceField(label=_("哪一天的数字"), required=False)
    tree = forms.ChoiceField(label=_("按哪时的区划"), required=False)

    def __init__(self, data: Any, *, snapshots: list[Snapshot], trees: list[Tree]) -> None:
        super().__init__(data)
        days = [(one.date.isoformat(), one.date.isoformat()) for one in snapshots]
        self.fields["day"].choices = [("", _("现在")), *days]  # type: ignore[attr-defined]
        self.fields["tree"].choices = [(one.value, WORDS[one]) for one in trees]  # type: ignore[attr-defined]
