"""What narrows the lists of units and members."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from zhengyou import standards
from zhengyou.census.queries import members, words
from zhengyou.census.queries.units import Wanted
from zhengyou.census.rules import expected
from zhengyou.organisations.forms.organisation_picker import OrganisationField, bind_organisations
from zhengyou.organisations.forms.place import PlaceField, bind_places
from zhengyou.scoping import Reach, Scope
from zhengyou.web.forms import FilterForm

ANY: Final = ("", _("全部"))
UNKNOWN: Final = ("unknown", _("未知"))


def of_enum(name: str) -> list[tuple[Any, Any]]:
    """All, the values of an enumeration, unknown."""
    return [ANY, *((code, words.word(name, code)) for code in standards.load_enums()[name].codes), UNKNOWN]


class UnitFilter(FilterForm):
    """Narrows the list of units; offers nothing that the role does not see."""

    q = forms.CharField(label=_("名称或信用代码"), required=False, max_length=60)
    place = PlaceField(label=_("所在地"), required=False)
    org_kind = forms.ChoiceField(label=_("单位类别"), required=False)
    has_org = forms.ChoiceField(
        label=_("党组织"), required=False, choices=[ANY, ("1", _("已建立")), ("0", _("未建立")), UNKNOWN]
    )
    size_class = forms.ChoiceField(label=_("规模"), required=False)
    condition = forms.ChoiceField(label=_("经营状况"), required=False)
    section = forms.ChoiceField(label=_("行业门类"), required=False)
    reg_status = forms.ChoiceField(label=_("存续状态"), required=False)
    missing = forms.ChoiceField(label=_("缺少必要情况"), required=False)
    closed = forms.ChoiceField(label=_("在册"), required=False, choices=[("", _("在册")), ("1", _("已终止"))])

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, enum, group in (
            ("org_kind", "org_kind", "unit_basic"),
            ("size_class", "size", "unit_business"),
            ("condition", "condition", "unit_business"),
            ("reg_status", "reg_status", "unit_basic"),
        ):
            self._choices(name, of_enum(enum), shown=scope.sees(group))
        sections = standards.load_industries().sections
        self._choices(
            "section", [ANY, *((code, f"{code} {name}") for code, name in sections.items()), UNKNOWN]
        )
        lacking = [(one.key, words.label(one)) for one in expected.expected() if scope.sees(one.access)]
        self._choices("missing", [("", _("不限")), ("any", _("任何一项")), *lacking])
        if not scope.sees("organisation"):
            del self.fields["has_org"]
        bind_places(self, scope)

    def _choices(self, name: str, choices: list[tuple[Any, Any]], *, shown: bool = True) -> None:
        if not shown:
            del self.fields[name]
            return
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What was chosen; what is not valid narrows nothing."""
        chosen = self.chosen()
        return Wanted(**{**chosen, "place": chosen["place"] or None, "closed": bool(chosen["closed"])})


class MemberFilter(FilterForm):
    """Narrows the list of members."""

    q = forms.CharField(label=_("姓名、支部或单位"), required=False, max_length=60)
    place = PlaceField(label=_("所在地"), required=False)
    branch = OrganisationField(label=_("党组织（含下级）"), required=False)
    category = forms.ChoiceField(label=_("人员类别"), required=False)
    relation = forms.ChoiceField(label=_("组织关系"), required=False)
    mobile_status = forms.ChoiceField(label=_("流动党员"), required=False)
    standing = forms.ChoiceField(label=_("党籍状态"), required=False)
    closed = forms.ChoiceField(label=_("在册"), required=False, choices=[("", _("在册")), ("1", _("已转出"))])

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("category", "relation", "mobile_status", "standing"):
            self.fields[name].choices = of_enum(name)  # type: ignore[attr-defined]
        if scope.reach is not Reach.TERRITORY:
            del self.fields["place"]
        bind_places(self, scope)
        bind_organisations(self, scope)

    def wanted(self) -> members.Wanted:
        """What was chosen; what is not valid narrows nothing."""
        chosen = {"place": "", **self.chosen()}
        return members.Wanted(
            **{
                **chosen,
                "place": chosen["place"] or None,
                "branch": chosen["branch"] or None,
                "closed": bool(chosen["closed"]),
            }
        )
