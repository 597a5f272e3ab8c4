"""Forms of transfers between branches, of differences, and of a member's own record."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhengyou.census.queries import differences
from zhengyou.organisations.forms.fields import EnumField
from zhengyou.organisations.forms.place import PlaceField, bind_places
from zhengyou.scoping import Scope
from zhengyou.standards.rules import resident_id
from zhengyou.web.forms import FilterForm, QuestionForm

LONGEST = 200


class TransferFilter(FilterForm):
    """Narrows the list of transfers."""

    show = forms.ChoiceField(
        label=_("进度"),
        required=False,
        choices=[
            ("", _("待放行")),
            ("released", _("已转接")),
            ("refused", _("未放行")),
            ("withdrawn", _("已撤回")),
        ],
    )


class RefuseTransferForm(QuestionForm):
    """Why the branch keeps the member."""

    asks = "transfer"

    reason = forms.CharField(
        label=_("不放行的原因"), max_length=LONGEST, help_text=_("对方会看到。例如：还在我支部，没有调动。")
    )


class DifferenceFilter(FilterForm):
    """Narrows the list of differences."""

    place = PlaceField(label=_("地方"), required=False)
    kind = forms.ChoiceField(label=_("差异"), required=False)
    show = forms.ChoiceField(
        label=_("显示"), required=False, choices=[("", _("待说明")), ("explained", _("已说明"))]
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("全部")), *differences.KINDS.items()]  # type: ignore[attr-defined]
        bind_places(self, scope)


class ExplainForm(QuestionForm):
    """Why the figures differ."""

    asks = "difference"
    prefilled = True

    reason = EnumField("difference_reason", label=_("差异的原因"), required=True)
    note = forms.CharField(
        label=_("说明"), max_length=LONGEST, required=False, help_text=_("可不填。不写个人号码。")
    )


class FindOwnForm(QuestionForm):
    """The number by which a person finds the own record."""

    asks = "own_record"

    id_number = forms.CharField(
        label=_("公民身份号码"),
        max_length=24,
        help_text=_("只用来找到您自己的记录，不另外保存。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_id_number(self) -> str:
        """The number as it is held; no message repeats it."""
        checked = resident_id.check(self.cleaned_data["id_number"], today=self.today)
        if not checked.ok:
            raise forms.ValidationError(_text("公民身份号码不对，请核对。"))
        return checked.number


class OwnAnswerForm(QuestionForm):
    """Whether the own record is right."""

    asks = "own_record"
    prefilled = True
    tools = {"version": "guards against an answer about a record that changed meanwhile"}

    answer = forms.ChoiceField(
        label=_("上面的信息对吗？"),
        choices=[("right", _("对")), ("wrong", _("有不对的"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("哪里不对"),
        max_length=LONGEST,
        required=False,
        help_text=_("例如：支部写错了，现在在某某支部。"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
