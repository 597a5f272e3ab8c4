"""One field to ask, two to answer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from zhengyou.requests.models import Request
from zhengyou.web.forms import FilterForm, QuestionForm

_ASKED_HERE = [one for one in Request.Kind.choices if one[0] != Request.Kind.PROBLEM]


class CorrectionForm(QuestionForm):
    """What is wrong and what is right."""

    asks = "correction"

    text = forms.CharField(
        label=_("哪里不对，应该是什么"),
        help_text=_("例：职工人数写成了 120 人，应为 102 人。不要写身份证号。"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class TooMuchForm(QuestionForm):
    """What makes a form a burden."""

    asks = "too_much"

    text = forms.CharField(
        label=_("哪里麻烦"),
        help_text=_("一句话就行。例：这几项税务局已经有了，不该再填。"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(QuestionForm):
    """What became of it, and why."""

    asks = "answer"

    outcome = forms.ChoiceField(
        label=_("处理结果"), choices=Request.Outcome.choices, widget=forms.RadioSelect, initial=None
    )
    text = forms.CharField(
        label=_("答复"),
        help_text=_("已采纳的写改了什么；没有采纳的写明理由。提出人会看到。"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RequestFilter(FilterForm):
    """Narrows the list."""

    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("全部")), ("open", _("待答复")), ("answered", _("已答复"))],
    )
    kind = forms.ChoiceField(label=_("种类"), required=False, choices=[("", _("全部")), *_ASKED_HERE])
    q = forms.CharField(label=_("查找"), required=False, max_length=60)
