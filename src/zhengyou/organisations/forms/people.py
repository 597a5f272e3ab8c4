"""Forms of accounts and appointments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhengyou.organisations.actions.people import Post
from zhengyou.organisations.forms.fields import DayField, language
from zhengyou.organisations.forms.organisation_picker import OrganisationField, bind_organisations
from zhengyou.organisations.forms.place import PlaceField, bind_places
from zhengyou.organisations.models import Body
from zhengyou.organisations.queries import people as queries
from zhengyou.organisations.rules import roles
from zhengyou.scoping import Scope
from zhengyou.web.forms import FilterForm, QuestionForm


def role_options(scope: Scope) -> list[tuple[str, str]]:
    """The roles that the scope may give, in the order of the matrix."""
    return [(code, roles.role_name(code, language())) for code in queries.roles_to_give(scope)]


class AppointForm(QuestionForm):
    """A role over a place or an organisation."""

    asks = "appointment"

    role = forms.ChoiceField(label=_("角色"), widget=forms.RadioSelect)
    territory = PlaceField(
        label=_("管辖区域"),
        required=False,
        help_text=_("领导小组办公室、部门、指导员填写；选到所在的那一级。"),
    )
    organisation = OrganisationField(
        label=_("所在党组织"), required=False, help_text=_("党组织书记填写。写名称或代码，从出现的列表中选。")
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, scope=scope, **kwargs)
        self.fields["role"].choices = role_options(scope)  # type: ignore[attr-defined]
        bind_places(self, scope)
        bind_organisations(self, scope)

    def clean(self) -> dict[str, Any]:
        """The role decides which of the two is needed."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        role = cleaned.get("role")
        if not role:
            return cleaned
        needed = "organisation" if roles.names_organisation(role) else "territory"
        if not cleaned.get(needed) and needed not in self.errors:
            sentence = (
                _text("请写明是哪个党组织。") if needed == "organisation" else _text("请选择管辖的地方。")
            )
            self.add_error(needed, ValidationError(sentence))
        return cleaned

    def post(self) -> Post:
        """What the person shall hold."""
        chosen = self.cleaned_data
        if roles.names_organisation(chosen["role"]):
            return Post(role=chosen["role"], organisation=chosen["organisation"])
        place = chosen["territory"]
        body = (
            Body.objects.within(self.scope)
            .filter(territory=place, kind=roles.body_kind(chosen["role"]))
            .first()
        )
        return Post(role=chosen["role"], territory=place, body=body)


class AccountForm(AppointForm):
    """A new person with a first appointment."""

    asks = "account"

    name = forms.CharField(label=_("姓名"), max_length=60)
    username = forms.CharField(
        label=_("登录名"),
        max_length=60,
        help_text=_("汉字、字母、数字都可以，本人登录时要输入，不分大小写。"),
    )
    phone = forms.CharField(label=_("联系电话"), max_length=30, required=False, help_text=_("没有可不填。"))

    field_order = ("name", "username", "phone", "role", "territory", "organisation")


class CorrectPersonForm(QuestionForm):
    """Name and telephone number as held."""

    asks = "account"
    prefilled = True

    name = forms.CharField(label=_("姓名"), max_length=60)
    phone = forms.CharField(label=_("联系电话"), max_length=30, required=False)


class EndForm(QuestionForm):
    """The last day of an appointment."""

    asks = "appointment"

    ended_on = DayField(label=_("离任日期"))


class AccountsWorkbookForm(QuestionForm):
    """A workbook of people."""

    asks = "account"
    tools = {"workbook": "the file holds the answers to the questions of AccountForm"}

    workbook = forms.FileField(
        label=_("人员表"),
        error_messages={
            "required": _("请选择要上传的文件。"),
            "empty": _("这个文件是空的。请在 Excel 里打开看看，保存后重新选择。"),
        },
    )


class PeopleFilter(FilterForm):
    """Narrows the list of people."""

    q = forms.CharField(label=_("姓名或登录名"), required=False)
    role = forms.ChoiceField(label=_("角色"), required=False)
    place = PlaceField(label=_("所在地"), required=False)
    ended = forms.ChoiceField(label=_("任职"), required=False, choices=[("", _("在任")), ("1", _("已离任"))])

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("全部")), *role_options(scope)]  # type: ignore[attr-defined]
        bind_places(self, scope)
