"""Forms of census rounds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhengyou.census.models import Round
from zhengyou.organisations.forms.fields import DayField
from zhengyou.organisations.forms.place import PlaceField, bind_places
from zhengyou.scoping import Scope
from zhengyou.web.forms import FilterForm, QuestionForm


class OpenRoundForm(QuestionForm):
    """A new round."""

    asks = "round"

    code = forms.CharField(
        label=_("轮次名称"), max_length=30, help_text=_("各地导入时按这个名称选择，例如 2026-4。")
    )
    as_of = DayField(label=_("数据截止日"), help_text=_("台账中没有写明日期的情况，都按这一天计。"))


class CompareFilter(FilterForm):
    """Which two rounds, and for which place. Bound to what the page settled on."""

    earlier = forms.ChoiceField(label=_("从"), required=False)
    later = forms.ChoiceField(label=_("到"), required=False)
    place = PlaceField(label=_("地方"), required=False)

    def __init__(self, *args: Any, scope: Scope, rounds: list[Round], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.code, f"{one.code}（{one.as_of.isoformat()}）") for one in rounds]
        for name in ("earlier", "later"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        bind_places(self, scope)
