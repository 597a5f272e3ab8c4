"""Forms of an export in somebody's own table, and the name of a kept layout."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhengyou.census.queries import exports as queries
from zhengyou.organisations.forms.place import PlaceField, bind_places
from zhengyou.scoping import Scope
from zhengyou.web.forms import QuestionForm


class ExportForm(QuestionForm):
    """Which place's facts go into which table."""

    asks = "layout_export"
    tools = {
        "kind": "says what is taken away; asks for no fact",
        "territory": "says of where; asks for no fact",
        "layout": "chooses among the tables that are known",
        "form": "an empty table to be filled by the system",
    }

    kind = forms.ChoiceField(label=_("表格的内容"), widget=forms.RadioSelect)
    territory = PlaceField(label=_("导出哪里的"))
    layout = forms.CharField(required=False, widget=forms.HiddenInput)
    form = forms.FileField(
        label=_("对方发来的空表"),
        required=False,
        error_messages={"empty": _("这个文件是空的。请在 Excel 里打开看看，保存后重新选择。")},
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, scope=scope, **kwargs)
        self.fields["kind"].choices = queries.kinds(scope)  # type: ignore[attr-defined]
        bind_places(self, scope)


class LayoutNameForm(QuestionForm):
    """What the office calls a layout."""

    asks = "layout"
    prefilled = True

    name = forms.CharField(
        label=_("表样名称"), max_length=80, required=False, help_text=_("空着就用文件名。")
    )
