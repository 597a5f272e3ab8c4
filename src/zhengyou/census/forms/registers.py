"""What narrows the lists of registers' matters, and why a registered unit is not to be surveyed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhengyou.organisations.forms.fields import EnumField
from zhengyou.organisations.forms.place import PlaceField, bind_places
from zhengyou.scoping import Scope
from zhengyou.web.forms import FilterForm, QuestionForm


class DisagreementFilter(FilterForm):
    """Narrows the list of disagreements."""

    place = PlaceField(label=_("所在地"), required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bind_places(self, scope)


class UnsurveyedFilter(FilterForm):
    """Narrows the list of units that only a register knows."""

    q = forms.CharField(label=_("单位名称"), required=False, max_length=60)
    place = PlaceField(label=_("所在地"), required=False)
    show = forms.ChoiceField(
        label=_("显示"), required=False, choices=[("", _("待处理")), ("aside", _("已说明不列入"))]
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bind_places(self, scope)


class SetAsideForm(QuestionForm):
    """Why the ticked units are not to be surveyed."""

    asks = "unsurveyed"

    reason = EnumField("not_surveyed", label=_("不列入调查的原因"), required=True)
