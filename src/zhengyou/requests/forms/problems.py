"""A problem, its way, its answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhengyou.organisations.models import Body
from zhengyou.requests.models import PROBLEM_OUTCOMES
from zhengyou.requests.queries import problems as queries
from zhengyou.web.forms import FilterForm, QuestionForm

UP = "up"
OFFICE = "office"


class ProblemForm(QuestionForm):
    """What cannot be solved here and what would help. departments: of the level to which it goes."""

    asks = "problem"
    tools = {"seen": "keeps which similar problems were shown before it is sent"}

    text = forms.CharField(
        label=_("什么问题解决不了"),
        help_text=_("写清事情和难在哪里。不要写身份证号。"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    wanted = forms.CharField(
        label=_("希望上级怎样帮助"),
        help_text=_("一两句话，例：请市里协调税务局提供名单。"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    department = forms.ChoiceField(
        label=_("归哪个部门"), help_text=_("不清楚就不选，由办公室分办。"), required=False
    )
    seen = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)

    def __init__(self, *args: Any, departments: list[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.departments = {str(one.pk): one for one in departments}
        if departments:
            choices = [(key, one.name) for key, one in self.departments.items()]
            self.fields["department"].choices = [("", _("不清楚")), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields["department"]

    @property
    def department_chosen(self) -> Body | None:
        """The department, or None for the office."""
        return self.departments.get(self.cleaned_data.get("department") or "")

    def seen_before(self) -> set[str]:
        """Keys of the similar problems that were on the page when it was sent."""
        return set((self.cleaned_data.get("seen") or "").split(","))


class ProblemAnswerForm(QuestionForm):
    """What came of it."""

    asks = "problem_answer"

    outcome = forms.ChoiceField(
        label=_("办得怎样"), choices=list(PROBLEM_OUTCOMES.items()), widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("答复"),
        help_text=_("写办了什么；只解决了一部分的，写还缺什么；不能解决的，写为什么。"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class HandOnForm(QuestionForm):
    """To whom it goes, and why. to: "up", "office" or the key of a department."""

    asks = "problem_hand_on"

    to = forms.ChoiceField(label=_("转给谁"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("转去办什么"),
        help_text=_("一句话，接手的人看得懂。"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = choices  # type: ignore[attr-defined]


class SettleForm(QuestionForm):
    """Whether the answer helped."""

    asks = "problem_settle"

    solved = forms.ChoiceField(
        label=_("解决了吗"), choices=[("yes", _("已解决")), ("no", _("没有解决"))], widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("还有什么没有解决"),
        help_text=_("没有解决的请写明，上一级据此再办一次。"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ProblemFilter(FilterForm):
    """Narrows the list."""

    view = forms.ChoiceField(
        required=False,
        choices=[(one, one) for one in (queries.HELD, queries.RAISED, queries.PASSED, queries.ALL)],
        widget=forms.HiddenInput,
    )
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[
            ("", _("全部")),
            ("open", _("待答复")),
            ("late", _("超期")),
            ("answered", _("已答复、待确认")),
            ("settled", _("已确认")),
        ],
    )
    q = forms.CharField(label=_("查找"), required=False, max_length=60)
