"""Forms of a reorganisation: whereto, from when, by which document, and in a split who goes along."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhengyou.organisations.actions.holdings import Node
from zhengyou.organisations.forms.fields import DayField
from zhengyou.organisations.forms.organisation_picker import OrganisationField, bind_organisations
from zhengyou.organisations.forms.place import PlaceField, bind_places
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.organisations.rules.reorganising import Plan
from zhengyou.scoping import Scope
from zhengyou.web.forms import QuestionForm


class ReorganisationForm(QuestionForm):
    """What every reorganisation is asked."""

    asks = "reorganisation"
    kind: ClassVar[str] = ""

    on = DayField(label=_("生效日期"), help_text=_("批复文件写的日期；不能晚于今天。"))
    document = forms.CharField(
        label=_("批复文号"),
        max_length=80,
        required=False,
        help_text=_("例如 豫政文〔2026〕9号；没有可不填。"),
    )
    reason = forms.CharField(label=_("说明"), max_length=200, required=False)

    def __init__(self, *args: Any, scope: Scope, node: Node, **kwargs: Any) -> None:
        super().__init__(*args, scope=scope, **kwargs)
        self.node = node
        bind_places(self, scope)
        bind_organisations(self, scope)

    def plan(self, chosen: Mapping[str, tuple[int, ...]], appointments: Mapping[int, Any]) -> Plan:
        """What is asked, after the form was found valid."""
        held: dict[str, Any] = self.cleaned_data
        target = held.get("place") or held.get("superior") or held.get("taker")
        on: date = held["on"]
        return Plan(
            tree="territory" if isinstance(self.node, Territory) else "organisation",
            kind=self.kind,
            subject=self.node.pk,
            on=on,
            target=target.pk if target else None,
            code=held.get("code", ""),
            name=held.get("name", ""),
            document=held["document"],
            reason=held["reason"],
            chosen=chosen,
            appointments=appointments,
        )


class MovePlaceForm(ReorganisationForm):
    """Another superior for a place."""

    kind = "move"
    place = PlaceField(label=_("新的上级"), deepest="county", help_text=_("它和它下面的一切都归到这里。"))
    field_order = ("place", "on", "document", "reason")


class MergePlaceForm(ReorganisationForm):
    """Into which place it is merged."""

    kind = "merge"
    place = PlaceField(label=_("并入哪里"), help_text=_("选同一级的地方。合并后原来的地方撤销，记录保留。"))
    field_order = ("place", "on", "document", "reason")


class SplitPlaceForm(ReorganisationForm):
    """The new place; who goes along is chosen beside."""

    kind = "split"
    name = forms.CharField(label=_("新设地方的名称"), max_length=60)
    code = forms.CharField(label=_("新设地方的代码"), max_length=12)
    field_order = ("name", "code", "on", "document", "reason")


class MoveLineForm(ReorganisationForm):
    """Another superior for an organisation."""

    kind = "move"
    superior = OrganisationField(
        label=_("新的上级党组织"),
        required=False,
        help_text=_("写名称或代码，从出现的列表中选。留空表示不再有上级。"),
    )
    field_order = ("superior", "on", "document", "reason")


class MergeLineForm(ReorganisationForm):
    """Into which organisation it is merged."""

    kind = "merge"
    taker = OrganisationField(label=_("并入哪个党组织"))
    field_order = ("taker", "on", "document", "reason")


class SplitLineForm(ReorganisationForm):
    """The new organisation; who goes along is chosen beside."""

    kind = "split"
    name = forms.CharField(
        label=_("新设党组织的名称"), max_length=120, help_text=_("写全称，与批复文件一致。")
    )
    field_order = ("name", "on", "document", "reason")


FORMS: dict[tuple[type[Node], str], type[ReorganisationForm]] = {
    (Territory, "move"): MovePlaceForm,
    (Territory, "merge"): MergePlaceForm,
    (Territory, "split"): SplitPlaceForm,
    (PartyOrganisation, "move"): MoveLineForm,
    (PartyOrganisation, "merge"): MergeLineForm,
    (PartyOrganisation, "split"): SplitLineForm,
}


def form_for(node: Node, kind: str, data: Any, *, scope: Scope) -> ReorganisationForm:
    """The form of one kind of reorganisation. Raises KeyError for an unknown kind."""
    return FORMS[type(node), kind](data, scope=scope, node=node, initial={"on": timezone.localdate()})
