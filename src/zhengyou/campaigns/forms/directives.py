"""Forms of those who bring a directive in, look it through and send it down."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhengyou.campaigns.models import Directive, Overlap
from zhengyou.campaigns.rules.directive import Source
from zhengyou.campaigns.rules.directive.files import MOST_CHARACTERS, read_bytes
from zhengyou.campaigns.rules.directive.unreadable import UnreadableFile
from zhengyou.organisations.forms.fields import DayField
from zhengyou.web.forms import FilterForm, QuestionForm

_VERSION = {"version": "tells whether somebody else changed the directive in the meantime"}


class UploadForm(QuestionForm):
    """A file or pasted text. After `is_valid`, `source` is what was read and `file_name` where from."""

    asks = "directive"
    tools = {
        "document": "the file is the directive itself",
        "text": "the pasted text is the directive itself",
    }

    document = forms.FileField(
        label=gettext_lazy("文件"),
        required=False,
        error_messages={"empty": gettext_lazy("文件是空的，没有文字。请检查是否选错了文件。")},
    )
    text = forms.CharField(
        label=gettext_lazy("或者把文字粘贴在这里"), required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    source: Source
    file_name = ""

    def clean(self) -> dict[str, Any]:
        """Reads what was sent; what is wrong is said in one sentence at the place where it was sent."""
        found: dict[str, Any] = super().clean() or {}
        file, text = found.get("document"), (found.get("text") or "").replace("\r\n", "\n")
        if self.errors:
            return found
        if file and text.strip():
            self.add_error("text", _("文件和粘贴的文字只用一样。请清空文字，或者不选文件。"))
        elif file:
            self.file_name = file.name
            try:
                self.source = read_bytes(file.read())
            except UnreadableFile as refusal:
                self.add_error("document", refusal.sentence)
        elif not text.strip():
            self.add_error("document", _("请选择一个文件，或者把文字粘贴在下面。"))
        elif len(text) > MOST_CHARACTERS:
            limit = MOST_CHARACTERS // 10_000
            self.add_error(
                "text", _("文字超过 %(limit)s 万字，不像一份文稿。请拆成几份。") % {"limit": limit}
            )
        else:
            self.source = Source(text)
        return found


class FactsForm(QuestionForm):
    """What the text says of itself, as read and corrected."""

    asks = "directive"
    prefilled = True
    tools = _VERSION

    kind = forms.ChoiceField(label=gettext_lazy("种类"), choices=Directive.Kind.choices)
    title = forms.CharField(label=gettext_lazy("标题"), max_length=200)
    issuer = forms.CharField(label=gettext_lazy("发文单位"), max_length=200, required=False)
    number = forms.CharField(
        label=gettext_lazy("文号"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("例如：宛组发〔2026〕12号。讲话一般没有文号，空着。"),
    )
    dated = DayField(label=gettext_lazy("成文日期"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class IssueForm(QuestionForm):
    """The days by which the levels below answer."""

    asks = "directive"
    tools = _VERSION

    acknowledge_by = DayField(label=gettext_lazy("请下级在哪天以前签收"), required=False)
    convey_by = DayField(label=gettext_lazy("请下级在哪天以前传达学习"), required=False)
    brief_by = DayField(
        label=gettext_lazy("请下级在哪天以前报送简要报告"),
        required=False,
        help_text=gettext_lazy("只报一次，几句话。不需要报告就空着。"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class WithdrawForm(QuestionForm):
    """Why a directive is given up."""

    asks = "directive"
    tools = _VERSION

    withdrawn_because = forms.CharField(label=gettext_lazy("撤回的原因"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)


class MendForm(QuestionForm):
    """One step of mending, as the buttons beside the text send it."""

    asks = "directive"
    tools = _VERSION | {
        "step": "which button was pressed",
        "clause": "which clause is meant",
        "place": "where a clause is split",
        "span": "which sentence is marked",
        "seen": "tells whether somebody else changed these very clauses",
    }

    step = forms.ChoiceField(choices=[(verb, verb) for verb in ("split", "join", "unmark", "mark")])
    clause = forms.CharField(max_length=30, required=False)
    place = forms.IntegerField(min_value=0, required=False)
    span = forms.RegexField(r"^\d{1,9}-\d{1,9}$", required=False)
    seen = forms.CharField(max_length=120, required=False)
    version = forms.IntegerField()


class DecideForm(QuestionForm):
    """What a person says of two clauses, as the buttons send it."""

    asks = "overlap"
    tools = {"state": "which button was pressed", "was": "tells whether somebody else decided meanwhile"}

    state = forms.ChoiceField(choices=Overlap.State.choices)
    was = forms.ChoiceField(choices=Overlap.State.choices)


class OverlapFilter(FilterForm):
    """Narrows the pairs."""

    state = forms.ChoiceField(
        label=gettext_lazy("状态"),
        required=False,
        choices=[("", gettext_lazy("待核对")), *Overlap.State.choices[1:]],
    )
