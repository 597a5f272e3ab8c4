"""Forms of one unit: its facts, and what transfers, closes or hands it on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhengyou import standards
from zhengyou.accounts.models import User
from zhengyou.census.forms.standard import SealedField, asks_facts
from zhengyou.census.models import Unit
from zhengyou.census.queries import words
from zhengyou.census.rules import expected, unit_row
from zhengyou.organisations.forms.fields import DayField, EnumField
from zhengyou.organisations.forms.organisation_picker import OrganisationField, bind_organisations
from zhengyou.organisations.forms.place import PlaceField, bind_places
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.scoping import Reach, Scope
from zhengyou.standards.rules import credit_code
from zhengyou.web.corrections import TOOLS
from zhengyou.web.forms import QuestionForm

VERSION: Final = {"version": TOOLS["version"]}
BESIDES: Final = {  # questions beside the fields table: the field of the table they follow
    "uscc_override": "uscc",
    "owner_politics_consent": "owner_politics",
    "organisation": "form",
}
ENTERED_BY: Final = ("self", "helped_by_other", "paper")


def entered_by_choices() -> list[tuple[str, str]]:
    """How the facts came to be written on a screen."""
    return [(code, words.word("entered_by", code)) for code in ENTERED_BY]


class EnteredByField(forms.ChoiceField):
    """Asked once for a whole form; kept with every fact that it changes."""

    def __init__(self) -> None:
        super().__init__(
            label=_("由谁填写"),
            help_text=_("代填、根据纸质表录入也可以，记录里会写明。"),
            choices=entered_by_choices,
            widget=forms.RadioSelect,
            initial="self",
        )


class Groups:
    """The fields of a form in the groups of the fields table, the optional ones apart."""

    def __init__(self, form: QuestionForm, table: standards.FieldTable, besides: dict[str, str]) -> None:
        self._form, self._table, self._besides = form, table, besides

    def __iter__(self) -> Any:
        """(group, core fields, optional fields, whether an optional one has an error)."""
        found: dict[str, tuple[list[BoundField], list[BoundField]]] = {}
        by_name = {expected.attribute(one): one for one in self._table}
        for name in self._ordered(by_name):
            one = by_name[self._besides.get(name, name).rstrip("_")]
            place = found.setdefault(one.group, ([], []))
            place[one.tier != "core" and name not in self._besides].append(self._form[name])
        for group, (core, optional) in found.items():
            yield words.group(group), core, optional, any(field.errors for field in optional)

    def _ordered(self, by_name: dict[str, standards.Field]) -> Iterable[str]:
        names = [name for name in by_name if name in self._form.fields]
        for name, after in self._besides.items():
            if name in self._form.fields:
                names.insert(names.index(after) + 1 if after in names else 0, name)
        return names


@asks_facts(
    [one for one in standards.load_unit_fields().held if one.owner == "unit"],
    model=Unit,
)
class UnitForm(QuestionForm):
    """All facts of a unit that a person can tell, as far as the role may see them."""

    asks = "unit"
    tools = {"another": "confirms that a unit of the same name is another one; no fact"}

    territory = PlaceField(label=_("所在地"), help_text=_("以实际经营地为准，选到乡镇（街道、园区）。"))
    uscc_override = forms.CharField(
        label=_("代码校验不符的说明"),
        max_length=200,
        required=False,
        help_text=_("已对照证照核对无误的，写明理由，例如：2015 年首批赋码，证照原件如此。"),
    )
    owner_politics_consent = DayField(
        label=_("本人同意登记政治面貌的日期"),
        required=False,
        help_text=_("须先征得本人单独同意；没有同意的，上一项留空。"),
    )
    organisation = OrganisationField(
        label=_("所属党组织"),
        required=False,
        help_text=_("已建立的，写名称或代码，从列表中选；没有登记的先到“党组织”中添加。"),
    )
    entered_by = EnteredByField()
    another = forms.BooleanField(label=_("已经核对，是同名的另一家单位"), required=False)

    def __init__(self, *args: Any, scope: Scope, spared: Collection[str] = (), **kwargs: Any) -> None:
        """spared: fields that a register holds; they are shown and not asked."""
        super().__init__(*args, scope=scope, **kwargs)
        self.fields["name"].required = True
        if "another" not in self.data:
            self.fields.pop("another", None)
        self._drop_what_the_role_does_not_see()
        if not self._code_is_doubtful():
            self.fields.pop("uscc_override", None)
        for name in (*spared, *(aside for aside, after in BESIDES.items() if after in spared)):
            self.fields.pop(name, None)
        bind_places(self, scope)
        bind_organisations(self, scope)

    def _drop_what_the_role_does_not_see(self) -> None:
        table = standards.load_unit_fields()
        groups = {expected.attribute(one): one.access for one in table}
        groups |= {name: groups[after] for name, after in BESIDES.items()}
        for name in list(self.fields):
            if name in groups and not self.scope.sees(groups[name]):
                del self.fields[name]

    def _code_is_doubtful(self) -> bool:
        text = self.data.get("uscc") if self.is_bound else self.initial.get("uscc")
        return bool(text) and credit_code.check(str(text)).state == "doubtful"

    def offer_another(self) -> None:
        """Lets the person say that it is another unit of the same name."""
        self.fields["another"] = self.base_fields["another"]

    def _was_sent(self, name: str) -> bool:
        """An answer that was not sent at all leaves what is held."""
        return not self.fields[name].widget.value_omitted_from_data(
            self.data, self.files, self.add_prefix(name)
        )

    @property
    def groups(self) -> Groups:
        """The fields as the page shows them."""
        return Groups(self, standards.load_unit_fields(), BESIDES)

    @property
    def around(self) -> list[BoundField]:
        """What stands outside the groups: the place, the confirmation of a namesake."""
        return [self[name] for name in ("territory", "another") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """What cannot be true together stands at its field."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        said = {**self.initial, **{name: value for name, value in cleaned.items() if self._was_sent(name)}}
        known = {
            one.key: said[expected.attribute(one)]
            for one in standards.load_unit_fields().held
            if said.get(expected.attribute(one)) not in (None, "")
        }
        for finding in unit_row.contradictions(known):
            name = finding.field.rstrip("_")
            if finding.severity == "error":
                self.add_error(name if name in self.fields else None, finding.message)
        new_code = bool(cleaned.get("uscc")) and cleaned["uscc"] != self.initial.get("uscc")
        if "uscc_override" in self.fields and new_code and not cleaned.get("uscc_override"):
            self.add_error(
                "uscc_override", _text("信用代码的校验位不符。请对照证照核对；核对无误的，写明理由。")
            )
        if cleaned.get("owner_politics") and not said.get("owner_politics_consent"):
            self.add_error(
                "owner_politics_consent", _text("请填写本人同意的日期；没有征得同意的，政治面貌留空。")
            )
        return cleaned

    def facts(self) -> dict[str, Any]:
        """{attribute: value} for the action."""
        aside = {"territory", "entered_by", "another", *TOOLS}
        found = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in aside and self._was_sent(name)
        }
        for name, field in self.fields.items():
            if isinstance(field, SealedField) and name in found:
                found[name] = field.answer(found[name], words.opened(self.initial.get(name, "")))
        if isinstance(found.get("organisation"), PartyOrganisation) and found.get("has_org") is None:
            found["has_org"] = True
        return found


class CorrectUnitForm(UnitForm):
    """Shows what is held. The place has its own page, because it takes a date."""

    prefilled = True
    tools = TOOLS

    territory = None  # type: ignore[assignment]
    another = None  # type: ignore[assignment]
    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, unit: Unit, only: Iterable[str] = (), **kwargs: Any) -> None:
        self.unit = unit
        super().__init__(*args, **kwargs)
        if self.scope.reach not in {Reach.TERRITORY, Reach.EVERYTHING}:
            self.fields.pop(
                "organisation", None
            )  # a secretary cannot hand the own unit to another organisation
        wanted = set(only)
        if wanted:
            keep = {
                *wanted,
                *(name for name, after in BESIDES.items() if after in wanted),
                "version",
                "seen",
                "entered_by",
            }
            for name in [name for name in self.fields if name not in keep]:
                del self.fields[name]
        for name, field in self.fields.items():
            if isinstance(field, SealedField):
                field.show_held(name, words.opened(self.initial.get(name, "")))


class TransferUnitForm(QuestionForm):
    """Another place from a day on; the present one is shown."""

    asks = "unit"
    prefilled = True
    tools = VERSION

    territory = PlaceField(
        label=_("新的所在地"), help_text=_("以实际经营地为准。转到您负责的范围以外，请联系上级办理。")
    )
    moved_on = DayField(label=_("转移日期"), help_text=_("实际迁到新址的日期。"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, scope=scope, **kwargs)
        bind_places(self, scope)


class CloseUnitForm(QuestionForm):
    """Why and from when the unit no longer counts."""

    asks = "unit"
    tools = VERSION

    closing_reason = EnumField("closing_reason", label=_("终止原因"), required=True)
    closed_on = DayField(label=_("终止日期"), help_text=_("从这一天起不再计入。"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReopenUnitForm(QuestionForm):
    """Nothing is asked; the version guards against a second click."""

    asks = "unit"
    tools = VERSION

    version = forms.IntegerField(widget=forms.HiddenInput)


class InstructorChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """Instructors whose place covers the unit."""

    def label_from_instance(self, obj: Any) -> str:
        """The person's name and sign-in name, which tells namesakes apart."""
        return f"{obj.name} · {obj.username}"


class InstructorForm(QuestionForm):
    """Which instructor's account the unit belongs to; the present one is shown."""

    asks = "unit"
    prefilled = True
    tools = VERSION

    instructor_account = InstructorChoice(
        label=_("党建指导员"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("没有指导员"),
        help_text=_("指导员登录后只看到自己联系的单位。名单中没有的，请先在“账号”中添加。"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, instructors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instructor_account"].queryset = instructors  # type: ignore[attr-defined]
