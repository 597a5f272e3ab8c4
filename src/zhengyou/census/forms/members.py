"""Forms of one member: the facts, and what transfers, takes off the roll or reveals a number."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhengyou import standards
from zhengyou.census.forms.standard import ERASE, SealedField, asks_facts
from zhengyou.census.forms.unit_picker import UnitField, bind_units
from zhengyou.census.forms.units import VERSION, EnteredByField, Groups
from zhengyou.census.models import Member
from zhengyou.census.queries import words
from zhengyou.organisations.forms.fields import DayField, EnumField, PartialDateInput
from zhengyou.organisations.forms.organisation_picker import OrganisationField, bind_organisations
from zhengyou.scoping import Scope
from zhengyou.standards.rules import resident_id
from zhengyou.web.corrections import TOOLS
from zhengyou.web.forms import QuestionForm

BESIDES = {"mobile_where": "mobile_status", "out_of_contact_since": "out_of_contact"}


class IdNumberField(SealedField):
    """A resident identity number: checksum and date are hard, an unknown region is a warning of the form."""

    today: date

    def clean(self, value: Any) -> str:
        """The number as it is held. Raises ValidationError; no message repeats the number."""
        text: str = super().clean(value)
        if not text or text == ERASE:
            return text
        checked = resident_id.check(text, today=self.today)
        if not checked.ok:
            raise forms.ValidationError(
                checked.message_en if words.language() == "en" else checked.message_zh
            )
        return checked.number


@asks_facts(standards.load_member_fields().held, model=Member)
class MemberForm(QuestionForm):
    """All facts of a member that a person can tell, as far as the role may see them."""

    asks = "member"
    tools = {"propose": "asks the branch where the member stands for the member; no fact"}

    id_number = IdNumberField(
        label=_("公民身份号码"),
        max_length=24,
        help_text=_("用来分清同名党员、跟踪关系转接，加密保存；出生日期和性别由它推算。"),
    )
    branch = OrganisationField(
        label=_("所在党支部"),
        required=False,
        help_text=_("写名称或代码，从出现的列表中选。还没有支部的，写明工作单位。"),
    )
    unit = UnitField(label=_("工作单位"), required=False, help_text=_("写名称或信用代码，从出现的列表中选。"))
    voluntary = EnumField(
        "voluntary",
        label=_("年老体弱等自愿参加"),
        help_text=_("只写属于哪一类，不写健康情况。这些党员自愿参加。"),
    )
    mobile_where = forms.CharField(
        label=_("流动去向"), max_length=120, required=False, help_text=_("从哪里来、到哪里去。")
    )
    out_of_contact_since = PartialDateInput(label=_("失联起始"), help_text=_("失联的填写，例如 2024-03。"))
    entered_by = EnteredByField()
    propose = forms.BooleanField(label=_("提出转接，请现在的支部放行"), required=False)

    def __init__(self, *args: Any, scope: Scope, today: date, **kwargs: Any) -> None:
        super().__init__(*args, scope=scope, **kwargs)
        self.today = today
        if "propose" not in self.data:
            self.fields.pop("propose", None)
        self.fields["name"].required = True
        self.fields["id_number"].today = today  # type: ignore[attr-defined]
        groups = {field.key: field.access for field in standards.load_member_fields()}
        groups |= {name: groups[after] for name, after in BESIDES.items()}
        for name in list(self.fields):
            if name in groups and not scope.sees(groups[name]):
                del self.fields[name]
        bind_organisations(self, scope)
        bind_units(self, scope)

    @property
    def groups(self) -> Groups:
        """The fields as the page shows them."""
        return Groups(self, standards.load_member_fields(), BESIDES)

    @property
    def around(self) -> list[BoundField]:
        """What stands outside the groups: the wish for a transfer."""
        return [self["propose"]] if "propose" in self.fields else []

    def offer_transfer(self) -> None:
        """Lets the person ask for a member who stands on a roll elsewhere."""
        self.fields["propose"] = self.base_fields["propose"]

    @property
    def warning(self) -> str:
        """A doubt about the identity number that keeps nobody from saving."""
        number = self.cleaned_data.get("id_number") if self.is_bound and self.is_valid() else ""
        if not number or number == ERASE:
            return ""
        checked = resident_id.check(number, today=self.today)
        return (
            ""
            if checked.region_known
            else (checked.message_en if words.language() == "en" else checked.message_zh)
        )

    def facts(self) -> dict[str, Any]:
        """{attribute: value} for the action; an answer that was not sent at all leaves what is held."""
        found: dict[str, Any] = {}
        for name, field in self.fields.items():
            if name in {"entered_by", "propose", *TOOLS} or field.widget.value_omitted_from_data(
                self.data, self.files, name
            ):
                continue
            value = self.cleaned_data[name]
            if isinstance(field, SealedField):
                value = field.answer(value, words.opened(self.initial.get(name, "")))
            found[name] = value
        if "voluntary" in found:
            kind = found["voluntary"]
            found["voluntary"] = kind != "none" if kind else None
            found["voluntary_reason"] = "" if kind == "none" else kind
        return found


class CorrectMemberForm(MemberForm):
    """Shows what is held. Branch and unit have their own page, because a transfer takes a date."""

    prefilled = True
    tools = TOOLS

    branch = None  # type: ignore[assignment]
    unit = None  # type: ignore[assignment]
    propose = None  # type: ignore[assignment]
    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, SealedField):
                field.show_held(name, words.opened(self.initial.get(name, "")))


class TransferMemberForm(QuestionForm):
    """Another branch or unit from a day on; the present ones are shown."""

    asks = "member"
    prefilled = True
    tools = VERSION

    branch = OrganisationField(
        label=_("所在党支部"),
        required=False,
        help_text=_("写名称或代码，从出现的列表中选。转到您负责的范围以外，请用“转出”。"),
    )
    unit = UnitField(label=_("工作单位"), required=False, help_text=_("写名称或信用代码，从出现的列表中选。"))
    moved_on = DayField(label=_("转接日期"), help_text=_("介绍信上的日期，或换单位的日期。"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, scope=scope, **kwargs)
        bind_organisations(self, scope)
        bind_units(self, scope)


class CloseMemberForm(QuestionForm):
    """Why and from when the member is off the roll."""

    asks = "member"
    tools = VERSION

    leaving_reason = EnumField("leaving_reason", label=_("转出原因"), required=True)
    closed_on = DayField(label=_("转出日期"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReopenMemberForm(QuestionForm):
    """Nothing is asked; the version guards against a second click."""

    asks = "member"
    tools = VERSION

    version = forms.IntegerField(widget=forms.HiddenInput)


class RevealForm(QuestionForm):
    """What a number is looked at for; kept in the log."""

    asks = "member"

    reveal_purpose = forms.CharField(
        label=_("查看的用途"),
        max_length=100,
        help_text=_("例如：办理组织关系转接。用途和查看人会留下记录，审计管理员可以看到。"),
    )

    def clean_reveal_purpose(self) -> str:
        """Blanks are no purpose."""
        text: str = self.cleaned_data["reveal_purpose"].strip()
        if len(text) < 2:
            raise forms.ValidationError(_text("请写明查看的用途。"))
        return text
