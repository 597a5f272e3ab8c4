"""Forms of places that an office adds itself."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from zhengyou.organisations.forms.fields import DayField
from zhengyou.web.forms import QuestionForm


class ZoneForm(QuestionForm):
    """A functional zone under a city, a park under a county."""

    asks = "territory"

    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("例如 高新技术产业开发区。"))
    code = forms.CharField(label=_("区划代码"), max_length=9)
    opened_on = DayField(label=_("设立日期"), help_text=_("批准设立的日期；不清楚的填今天。"))


class RenameForm(QuestionForm):
    """Another name for a place that an office added."""

    asks = "territory"
    prefilled = True

    name = forms.CharField(label=_("名称"), max_length=60)


class CloseTerritoryForm(QuestionForm):
    """The date from which the place is no more."""

    asks = "territory"

    closed_on = DayField(label=_("撤销日期"))


class BodyForm(QuestionForm):
    """A body of a level: mostly an industry authority."""

    asks = "body"

    kind = forms.ChoiceField(label=_("机构类别"))
    name = forms.CharField(label=_("机构名称"), max_length=80, help_text=_("例如 南阳市工业和信息化局。"))

    def __init__(self, *args: object, kinds: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
