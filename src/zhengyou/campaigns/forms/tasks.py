"""What a task asks a person for: its facts, its end, how it is getting on; and what narrows the matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhengyou.campaigns import clause_words
from zhengyou.campaigns.actions.tasks import DONE_WHEN_HOLDS, FACTS, TITLE_HOLDS
from zhengyou.campaigns.forms.parts import PartsField
from zhengyou.campaigns.models import Clause
from zhengyou.campaigns.queries.matrix_lines import LATE, NOBODYS, Wanted
from zhengyou.organisations.forms.fields import DayField
from zhengyou.organisations.models import Body, Territory
from zhengyou.web.corrections import TOOLS
from zhengyou.web.forms import FilterForm, QuestionForm


class ClauseKeys(list[int]):
    """Ids of clauses; as text it gives the number of them, for the texts are long."""

    def __str__(self) -> str:
        return str(len(self))


class TaskForm(QuestionForm):
    """What is to be done, by whom, by when, and when it counts as done."""

    asks = "task"

    title = forms.CharField(
        label=_("要做什么"), max_length=TITLE_HOLDS, widget=forms.Textarea(attrs={"rows": 2})
    )
    clauses = forms.TypedMultipleChoiceField(
        label=_("落实文件的哪几条"),
        coerce=int,
        empty_value=[],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    bodies = PartsField(
        label=_("谁来做"),
        required=False,
        help_text=_("几个部门一起牵头，就都选“牵头”。还没有定的可以先空着，它会排在责任表最前面。"),
    )
    starts_on = DayField(label=_("开始"), required=False)
    due_on = DayField(label=_("完成时限"), required=False)
    done_when = forms.CharField(
        label=_("怎样算办成"),
        max_length=DONE_WHEN_HOLDS,
        required=False,
        help_text=_("看得见、数得清的结果，例：18 个省辖市的名册全部报齐。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        level: Territory,
        today: date,
        offered: Sequence[Clause] = (),
        held: Mapping[int, str] | None = None,
        **kwargs: Any,
    ) -> None:
        """level: whose task it is. offered: clauses to tick. held: the parts as they are."""
        super().__init__(*args, **kwargs)
        self.fields["bodies"].bind(level, on=today, held=held or {})  # type: ignore[attr-defined]
        choices = [
            (one.pk, f"{one.directive.title} {clause_words.said(one.key)} {one.text}") for one in offered
        ]
        self.fields["clauses"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["clauses"]

    def facts(self) -> dict[str, Any]:
        """{attribute: value} for the action."""
        return {name: self.cleaned_data[name] for name in FACTS}

    def chosen(self) -> list[int]:
        """The clauses ticked."""
        return sorted(self.cleaned_data.get("clauses") or [])

    def clean_clauses(self) -> ClauseKeys:
        """In order, as the history keeps them."""
        return ClauseKeys(self.chosen())


class CorrectTaskForm(TaskForm):
    """Shows what is held."""

    prefilled = True
    tools = TOOLS

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class FinishForm(QuestionForm):
    """The day, and what came of it."""

    asks = "task"

    ended_on = DayField(label=_("办成的日期"))
    outcome = forms.CharField(
        label=_("办理结果"),
        max_length=500,
        help_text=_("一两句话说清办成了什么。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DropForm(QuestionForm):
    """Why it is not to be done."""

    asks = "task"

    reason = forms.CharField(
        label=_("为什么不再办"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReopenForm(QuestionForm):
    """Nothing is asked; sending it says yes."""

    asks = "task"


class IssueTasksForm(QuestionForm):
    """Nothing is asked; sending it says yes."""

    asks = "task"


class NoteForm(QuestionForm):
    """How it is getting on."""

    asks = "task"

    text = forms.CharField(label=_("写一句进展"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class MatrixFilter(FilterForm):
    """Whose matrix, and what of it."""

    level = forms.ChoiceField(label=_("哪一级"), required=False)
    body = forms.ChoiceField(label=_("机构"), required=False)
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[
            ("", _("全部")),
            (NOBODYS, _("没有人牵头的")),
            ("open", _("办理中")),
            (LATE, _("已过期")),
            ("done", _("已办成")),
            ("dropped", _("不再办")),
        ],
    )
    q = forms.CharField(label=_("查找"), required=False, max_length=60)
    by = forms.CharField(required=False, widget=forms.HiddenInput)
    pick = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, levels: Sequence[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.levels = {row.code: row for row in levels}
        self.fields["level"].choices = [  # type: ignore[attr-defined]
            ("" if place == 0 else row.code, row.name) for place, row in enumerate(levels)
        ]

    def offer(self, rows: Sequence[Body]) -> None:
        """The bodies of the chosen level."""
        self.fields["body"].choices = [  # type: ignore[attr-defined]
            ("", _("全部")),
            *((str(row.pk), row.name) for row in rows),
        ]

    def chosen_level(self) -> Territory | None:
        """The level whose matrix is shown: the own one unless another was chosen."""
        first = next(iter(self.levels.values()), None)
        return self.levels.get(str(self.data.get("level", "")), first)

    def wanted(self) -> Wanted:
        """What narrows the matrix; what is not valid is ignored."""
        chosen = self.chosen()
        return Wanted(q=chosen["q"], state=chosen["state"], body=int(chosen["body"] or 0))
