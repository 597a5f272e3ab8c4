"""Forms of the list of missing units: what narrows it, and one small form for each answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhengyou.census.models import MissingUnit, Round
from zhengyou.census.queries import missing as queries
from zhengyou.organisations.forms.fields import DayField, EnumField
from zhengyou.organisations.forms.place import PlaceField, bind_places
from zhengyou.scoping import Scope
from zhengyou.web.forms import FilterForm, QuestionForm


class MissingFilter(FilterForm):
    """Narrows the list."""

    show = forms.ChoiceField(label=_("答复"), required=False)
    place = PlaceField(label=_("地方"), required=False)
    earlier = forms.ChoiceField(label=_("对照哪一轮"), required=False)

    def __init__(self, *args: Any, scope: Scope, rounds: list[Round], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["show"].choices = [  # type: ignore[attr-defined]
            (one, queries.named(one)) for one in ("", *queries.SHOWN)
        ]
        self.fields["earlier"].choices = [("", _("上一轮")), *((one.code, one.code) for one in rounds)]  # type: ignore[attr-defined]
        bind_places(self, scope)


class ClosedForm(QuestionForm):
    """They exist no longer."""

    asks = "missing"

    closing_reason = EnumField("closing_reason", label=_("终止原因"), required=True)
    closed_on = DayField(label=_("终止日期"), help_text=_("从这一天起不再计入。"))


class MovedForm(QuestionForm):
    """They went elsewhere: a place inside the scope, or one that is named."""

    asks = "missing"

    territory = PlaceField(label=_("迁到您负责范围内的哪里"), required=False)
    moved_on = DayField(label=_("迁移日期"), required=False)
    where = forms.CharField(
        label=_("或者迁到范围以外的哪里"), required=False, max_length=120,
        help_text=_("写明地方，例如“洛阳市涧西区”。会转到上级办公室的名单，由上级办理转移。"),
    )  # fmt: skip

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, scope=scope, **kwargs)
        bind_places(self, scope)


class OperatingForm(QuestionForm):
    """They were left out."""

    asks = "missing"

    how = forms.CharField(
        label=_("怎么知道的"), required=False, max_length=200, help_text=_("例如：电话核实。")
    )


class AskForm(QuestionForm):
    """Somebody finds out."""

    asks = "missing"

    assigned_to = forms.CharField(label=_("谁去核实"), max_length=60)
    due = DayField(label=_("什么时候以前"))
    note = forms.CharField(label=_("说明"), required=False, max_length=200)


FORMS: dict[str, type[QuestionForm]] = {
    MissingUnit.Answer.CLOSED.value: ClosedForm,
    MissingUnit.Answer.MOVED.value: MovedForm,
    MissingUnit.Answer.OPERATING.value: OperatingForm,
    MissingUnit.Answer.ASK.value: AskForm,
}
