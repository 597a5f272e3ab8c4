"""What writing, approving and issuing an implementation document asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhengyou.campaigns.actions.answers import EXCUSED_HOLDS, TEXT_HOLDS
from zhengyou.campaigns.actions.document_steps import NOTE_HOLDS
from zhengyou.campaigns.actions.documents import FACTS
from zhengyou.campaigns.models import Directive
from zhengyou.organisations.forms.fields import DayField
from zhengyou.web.corrections import TOOLS
from zhengyou.web.forms import QuestionForm


class HeadForm(QuestionForm):
    """Head, first and last paragraph, as proposed or as held."""

    asks = "document"
    prefilled = True
    tools = TOOLS

    title = forms.CharField(label=_("标题"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    issuer = forms.CharField(label=_("发文单位"), max_length=200)
    number = forms.CharField(
        label=_("文号"),
        max_length=80,
        required=False,
        help_text=_("例：宛创组〔2026〕3号。可以到印发时再填。"),
    )
    addressees = forms.CharField(label=_("主送"), max_length=300, required=False)
    dated = DayField(label=_("成文日期"), required=False)
    opening = forms.CharField(
        label=_("开头"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 4})
    )
    closing = forms.CharField(
        label=_("结尾"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 4})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def facts(self) -> dict[str, Any]:
        """{attribute: value} for the action."""
        return {name: self.cleaned_data[name] for name in FACTS}


class AnswerForm(QuestionForm):
    """How a clause is carried out, or why this level need not answer it."""

    asks = "document"
    prefilled = True
    tools = {"version": "tells whether somebody else saved the answer in the meantime"}

    text = forms.CharField(
        label=_("怎样落实"),
        required=False,
        max_length=TEXT_HOLDS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    excused = forms.CharField(label=_("本级不需要答复的原因"), required=False, max_length=EXCUSED_HOLDS)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ExcuseForm(QuestionForm):
    """Why this level need not answer a clause."""

    asks = "document"

    excused = forms.CharField(
        label=_("本级不需要答复的原因"),
        max_length=EXCUSED_HOLDS,
        help_text=_("例：这一条是对各省辖市提的要求。"),
    )


class TakeInForm(QuestionForm):
    """A further directive to answer."""

    asks = "document"

    directive: Any = forms.ModelChoiceField(
        label=_("再答复一份文件"), queryset=None, empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["directive"].queryset = offered  # type: ignore[attr-defined]
        self.fields["directive"].label_from_instance = _named  # type: ignore[attr-defined]


class NoteForm(QuestionForm):
    """A word with a step; `needed` where it must say why."""

    asks = "document"

    note = forms.CharField(
        label=_("说明"), required=False, max_length=NOTE_HOLDS, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, needed: bool = False, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = needed
        self.fields["note"].help_text = help_text


class IssueForm(QuestionForm):
    """Number and date, as held."""

    asks = "document"
    prefilled = True

    number = forms.CharField(label=_("文号"), max_length=80, help_text=_("例：宛创组〔2026〕3号"))
    dated = DayField(label=_("成文日期"))


class KeepForm(QuestionForm):
    """A word by which an edition is found again."""

    asks = "edition"

    note = forms.CharField(
        label=_("这一版的说明"), required=False, max_length=100, help_text=_("例：征求各部门意见前")
    )


def _named(row: Directive) -> str:
    return f"{row.title} · {row.territory.name}"
