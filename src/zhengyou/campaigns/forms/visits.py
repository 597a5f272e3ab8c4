"""Three lines about a visit: whom (given), what was said, what is promised; and contact points."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from zhengyou.campaigns.actions.tasks import TITLE_HOLDS
from zhengyou.campaigns.actions.visits import Promise
from zhengyou.organisations.forms.fields import DayField
from zhengyou.organisations.models import Body
from zhengyou.web.forms import FilterForm, QuestionForm


class VisitForm(QuestionForm):
    """What was said; day and visitor are filled in."""

    asks = "visit"

    said = forms.CharField(
        label=_("听到了什么"),
        max_length=300,
        help_text=_("一两句话：对方反映的情况、困难、建议。不写与工作无关的个人情况。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    visited_on = DayField(label=_("走访日期"))
    visitor = forms.CharField(label=_("谁去的"), max_length=120, help_text=_("几个人一起去的，用顿号分开。"))


class PromiseForm(QuestionForm):
    """What was promised, by whom, by when."""

    asks = "promise"

    what = forms.CharField(
        label=_("答应了什么"),
        max_length=TITLE_HOLDS,
        required=False,
        help_text=_("没有就空着。答应的事会成为一项任务，到期提醒。"),
    )
    due_on = DayField(label=_("到什么时候"), required=False)
    who = forms.ChoiceField(label=_("谁来办"), required=False)

    def __init__(
        self, *args: Any, bodies: Sequence[Body] = (), own: int | None = None, **kwargs: Any
    ) -> None:
        """bodies: who may take it upon themselves. own: the person's own one, chosen at first."""
        super().__init__(*args, **kwargs)
        who = self.fields["who"]
        who.choices = [("", _("还没有定")), *((str(body.pk), body.name) for body in bodies)]  # type: ignore[attr-defined]
        who.initial = str(own) if own else ""
        if not bodies:
            del self.fields["who"]

    def has_changed(self) -> bool:
        """A line on which nothing but the body was chosen is empty."""
        return bool(set(self.changed_data) - {"who"})

    def clean_what(self) -> str:
        """A line that says something says what."""
        what: str = self.cleaned_data["what"]
        if not what:
            raise ValidationError(_("请写明答应了什么。"))
        return what

    def clean_due_on(self) -> date:
        """A promise has a day."""
        due_on: date | None = self.cleaned_data["due_on"]
        if due_on is None:
            raise ValidationError(_("请填到什么时候。"))
        return due_on

    def promise(self) -> Promise | None:
        """As it was written; None for an empty line."""
        if not self.cleaned_data.get("what"):
            return None
        who = self.cleaned_data.get("who")
        return Promise(self.cleaned_data["what"], int(who) if who else None, self.cleaned_data["due_on"])


Promises = formset_factory(PromiseForm, extra=3, max_num=3)


class VisitFilter(FilterForm):
    """Narrows the list."""

    q = forms.CharField(label=_("查找"), required=False, max_length=60)


class SubjectSearch(FilterForm):
    """Finds whom by name."""

    q = forms.CharField(label=_("单位、党组织或地方的名称"), required=False, max_length=60)


class ContactPointForm(QuestionForm):
    """Which leader, since when; the contact point itself is given."""

    asks = "contact_point"

    leader = forms.CharField(label=_("领导姓名"), max_length=60)
    post = forms.CharField(
        label=_("职务"), max_length=80, required=False, help_text=_("例：县委常委、组织部部长")
    )
    valid_from = DayField(label=_("从哪天起"))


class EndContactPointForm(QuestionForm):
    """The day on which it ends."""

    asks = "contact_point"

    valid_to = DayField(label=_("结束日期"))


class ContactPointFilter(FilterForm):
    """Narrows the list."""

    q = forms.CharField(label=_("领导或联系点"), required=False, max_length=60)
    ended = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("现在的")), ("1", _("已结束"))]
    )
