"""Forms of the work-list."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhengyou import standards
from zhengyou.web.forms import FilterForm, QuestionForm


class WorklistFilter(FilterForm):
    """Which of the units that are due."""

    show = forms.ChoiceField(
        label=_("看哪些"),
        required=False,
        choices=[
            ("", _("全部应建未建")),
            ("unset", _("还没有下一步")),
            ("late", _("已过期限")),
            ("unknown", _("人数或是否建立不明")),
        ],
    )
    q = forms.CharField(label=_("单位名称"), required=False, max_length=60)


class StepForm(QuestionForm):
    """The next step for the ticked units."""

    asks = "founding_step"
    prefilled = True  # a single unit's step is shown and corrected

    step = forms.ChoiceField(label=_("下一步"))
    person = forms.CharField(label=_("责任人"), max_length=60)
    due_on = forms.DateField(label=_("期限"), widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label=_("说明（可不填）"), max_length=200, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = "en" if get_language() == "en" else "zh"
        choices = [
            (value.code, getattr(value, language)) for value in standards.load_enums()["next_step"].values
        ]
        self.fields["step"].choices = [("", _("请选择")), *choices]  # type: ignore[attr-defined]
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()
