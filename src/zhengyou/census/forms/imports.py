"""Forms of an import: the file, the template, the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhengyou import standards
from zhengyou.census.actions.imports import NEEDS
from zhengyou.census.models import ImportBatch, Round
from zhengyou.census.queries import imports as queries
from zhengyou.organisations.forms.place import PlaceField, bind_places
from zhengyou.scoping import Scope
from zhengyou.web.forms import FilterForm, QuestionForm


def kinds(scope: Scope) -> list[tuple[str, Any]]:
    """The kinds of workbook that the role may import."""
    return [(code, word) for code, word in ImportBatch.Kind.choices if scope.may(NEEDS[code])]


def to_fill_in(scope: Scope) -> list[tuple[str, Any]]:
    """Those that people fill in: nobody fills in a register's export."""
    return [(code, word) for code, word in kinds(scope) if code not in standards.load_registers()]


class RoundChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """An open round with its date."""

    def label_from_instance(self, obj: Any) -> str:
        """2026-4（数据截至 2026-11-20）."""
        return _text("%(code)s（数据截至 %(day)s）") % {"code": obj.code, "day": obj.as_of.isoformat()}


class UploadForm(QuestionForm):
    """The file and what it is about."""

    asks = "import"
    tools = {"workbook": "the file holds the answers to the questions of the fields tables"}

    kind = forms.ChoiceField(label=_("表格的内容"), widget=forms.RadioSelect)
    round = RoundChoice(
        label=_("摸底轮次"),
        queryset=Round.objects.across_all(because="set when the form is made").none(),
        empty_label=None,
    )
    territory = PlaceField(
        label=_("这张表是哪里的"), help_text=_("表中写明别处的行会退回；没有写明地方的行都算这里的。")
    )
    workbook = forms.FileField(
        label=_("台账文件"),
        error_messages={
            "required": _("请选择要上传的文件。"),
            "empty": _("这个文件是空的。请在 Excel 里打开看看，保存后重新选择。"),
        },
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, scope=scope, **kwargs)
        self.fields["kind"].choices = kinds(scope)  # type: ignore[attr-defined]
        self.fields["round"].queryset = queries.open_rounds()  # type: ignore[attr-defined]
        bind_places(self, scope)


class TemplateForm(FilterForm):
    """Which template to download."""

    kind = forms.ChoiceField(label=_("表格的内容"), required=False, choices=ImportBatch.Kind.choices)
    territory = PlaceField(label=_("用在哪里"), required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = to_fill_in(scope)  # type: ignore[attr-defined]
        bind_places(self, scope)


class BatchFilter(FilterForm):
    """Narrows the list of imports."""

    kind = forms.ChoiceField(label=_("表格的内容"), required=False)
    state = forms.ChoiceField(label=_("进度"), required=False)

    def __init__(self, *args: Any, states: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("全部")), *ImportBatch.Kind.choices]  # type: ignore[attr-defined]
        self.fields["state"].choices = [("", _("全部")), *states]  # type: ignore[attr-defined]


class PreviewFilter(FilterForm):
    """Narrows one tab of the preview."""

    q = forms.CharField(label=_("名称"), required=False)
    field = forms.ChoiceField(label=_("改动了"), required=False)

    def __init__(self, *args: Any, fields: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(fields) > 1:
            self.fields["field"].choices = fields  # type: ignore[attr-defined]
        else:
            del self.fields["field"]
