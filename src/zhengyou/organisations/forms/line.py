"""Forms of an organisation: the facts of standards/organisation_fields, and what moves or closes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhengyou.organisations.forms.fields import (
    DayField,
    EnumField,
    PartialDateInput,
    YesNoField,
    enum_choices,
)
from zhengyou.organisations.forms.organisation_picker import OrganisationField, bind_organisations
from zhengyou.organisations.forms.place import PlaceField, bind_places
from zhengyou.scoping import Scope
from zhengyou.web.corrections import TOOLS
from zhengyou.web.forms import FilterForm, QuestionForm

VERSION = {"version": TOOLS["version"]}


class OrganisationForm(QuestionForm):
    """All facts of an organisation that a person can tell."""

    asks = "organisation"

    name = forms.CharField(label=_("党组织名称"), max_length=120, help_text=_("写全称，与批复文件一致。"))
    level = EnumField("org_level", label=_("党组织类别"), required=True)
    territory = PlaceField(label=_("所在地"))
    superior = OrganisationField(
        label=_("上级党组织"),
        required=False,
        help_text=_("写名称或代码，从出现的列表中选。没有登记的可以先不填。"),
    )
    code = forms.CharField(label=_("党组织代码"), max_length=30, required=False, help_text=_("没有可不填。"))
    founded = PartialDateInput(label=_("成立时间"))
    founding_document = forms.CharField(label=_("批复文号"), max_length=80, required=False)
    last_election = PartialDateInput(
        label=_("最近一次换届时间"), help_text=_("还没有换过届的，填成立时选举的日期。")
    )
    term_years = forms.IntegerField(
        label=_("任期（年）"),
        min_value=1,
        max_value=10,
        required=False,
        help_text=_("不填时按类别的规定年限。"),
    )
    term_ends = PartialDateInput(label=_("届满日"), help_text=_("不填时由换届时间和任期推算。"))
    secretary = forms.CharField(label=_("书记姓名"), max_length=60, required=False)
    secretary_source = EnumField("secretary_source", label=_("书记来源"))
    secretary_birth = PartialDateInput(label=_("书记出生年月"))
    secretary_education = EnumField("education", label=_("书记学历"))
    secretary_post = forms.CharField(label=_("书记党内外职务"), max_length=80, required=False)
    secretary_phone = forms.CharField(label=_("书记电话"), max_length=30, required=False)
    deputy = forms.CharField(label=_("副书记姓名"), max_length=60, required=False)
    deputy_full_time = YesNoField(label=_("是否专职副书记"))
    workers_full = forms.IntegerField(
        label=_("专职党务工作者数（人）"), min_value=0, max_value=9999, required=False
    )
    workers_part = forms.IntegerField(
        label=_("兼职党务工作者数（人）"), min_value=0, max_value=9999, required=False
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, scope=scope, **kwargs)
        bind_places(self, scope)
        bind_organisations(self, scope)

    def facts(self) -> dict[str, Any]:
        """{attribute: value} for the action, without the superior."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"superior", *TOOLS}}


class CorrectOrganisationForm(OrganisationForm):
    """Shows what is held. The superior has its own page, because it takes a date."""

    prefilled = True
    tools = TOOLS

    superior = None  # type: ignore[assignment]
    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class CloseForm(QuestionForm):
    """The date of the dissolution."""

    asks = "organisation"
    tools = VERSION

    closed_on = DayField(label=_("撤销日期"), help_text=_("上级批准撤销的日期。"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class RollCompleteForm(QuestionForm):
    """The day as of which the roll of members is complete."""

    asks = "organisation"

    roll_complete_on = DayField(
        label=_("名册完整的日期"), help_text=_("到这一天为止，本组织的党员都已登记在册，没有遗漏。")
    )


class OrganisationFilter(FilterForm):
    """Narrows the list of organisations."""

    q = forms.CharField(label=_("名称或代码"), required=False)
    level = forms.ChoiceField(label=_("类别"), required=False)
    place = PlaceField(label=_("所在地"), required=False)
    due = forms.ChoiceField(
        label=_("换届"),
        required=False,
        choices=[("", _("全部")), ("overdue", _("已届满")), ("soon", _("将届满"))],
    )
    closed = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("现有")), ("1", _("已撤销"))])

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [("", _("全部")), *enum_choices("org_level")()[1:]]  # type: ignore[attr-defined]
        bind_places(self, scope)
