"""Forms of a reorganisation: whereto, from when, by which document, and in a split who goes along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhengyou.organisations.actions.holdings import Node
from zhengyou.organisations.actions.reorganising_line import TOPS
from zhengyou.organisations.forms.fields import DayField
from zhengyou.organisations.forms.organisation_picker import OrganisationField, bind_organisations
from zhengyou.organisations.forms.place import PlaceField, bind_places
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.organisations.rules.reorganising import Plan
from zhengyou.scoping import Scope
from zhengyou.web.forms import QuestionForm

ASKED: Final[dict[tuple[type[Node], str], tuple[str, ...]]] = {
    (Territory, "move"): ("place",),
    (Territory, "merge"): ("place",),
    (Territory, "split"): ("name", "code"),
    (PartyOrganisation, "move"): ("superior", "top"),
    (PartyOrganisation, "merge"): ("taker",),
    (PartyOrganisation, "split"): ("name",),
}
"""What each kind of reorganisation asks besides day, document and reason."""
ALWAYS: Final = ("on", "document", "reason")


class ReorganisationForm(QuestionForm):
    """One form for all kinds; each keeps the fields that it needs."""

    asks = "reorganisation"

    place = PlaceField(label=_("新的上级"), help_text=_("它和它下面的一切都归到这里。"))
    superior = OrganisationField(
        label=_("新的上级党组织"),
        required=False,
        help_text=_("写名称或代码，从出现的列表中选。"),
    )
    top = forms.BooleanField(
        label=_("不再隶属任何上级"),
        required=False,
        help_text=_("它和它下面的党组织从此自成一线。勾选以后请在“说明”里写明原因。"),
    )
    taker = OrganisationField(label=_("并入哪个党组织"))
    name = forms.CharField(label=_("新设的名称"), max_length=120, help_text=_("写全称，与批复文件一致。"))
    code = forms.CharField(label=_("新设地方的代码"), max_length=12)
    on = DayField(label=_("生效日期"), help_text=_("批复文件写的日期；不能晚于今天。"))
    document = forms.CharField(
        label=_("批复文号"),
        max_length=80,
        required=False,
        help_text=_("例如 豫政文〔2026〕9号；没有可不填。"),
    )
    reason = forms.CharField(label=_("说明"), max_length=200, required=False)

    def __init__(self, *args: Any, scope: Scope, node: Node, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, scope=scope, **kwargs)
        self.node, self.kind = node, kind
        kept = (*ASKED[type(node), kind], *ALWAYS)
        for name in set(self.fields) - set(kept):
            del self.fields[name]
        if "place" in kept and kind == "merge":
            self.fields["place"].label = _("并入哪里")
            self.fields["place"].help_text = _("选同一级的地方。合并后原来的地方撤销，记录保留。")
        if "name" in kept and isinstance(node, Territory):
            self.fields["name"].max_length = 60  # type: ignore[attr-defined]
            self.fields["name"].validators.append(MaxLengthValidator(60))
        if "top" in kept and isinstance(node, PartyOrganisation) and node.level not in TOPS:
            del self.fields["top"]
            self.fields["superior"].required = True
        bind_places(self, scope)
        bind_organisations(self, scope)

    def clean(self) -> dict[str, Any]:
        """An organisation loses its superior only when somebody says so and why."""
        held: dict[str, Any] = super().clean() or self.cleaned_data
        if "top" not in self.fields or "superior" in self.errors:
            return held
        if held.get("superior") and held.get("top"):
            self.add_error("top", _("已经选了新的上级。请清空上级，或者不勾选这一项。"))
        elif held.get("top") and not held.get("reason"):
            self.add_error("reason", _("请写明为什么不再隶属任何上级。"))
        elif not held.get("superior") and not held.get("top"):
            self.add_error("superior", _("请选择新的上级党组织；确实不再有上级的，请勾选下面一项。"))
        return held

    def plan(self, chosen: Mapping[str, tuple[int, ...]], appointments: Mapping[int, Any]) -> Plan:
        """What is asked, after the form was found valid."""
        held: dict[str, Any] = self.cleaned_data
        target = held.get("place") or held.get("superior") or held.get("taker")
        return Plan(
            tree="territory" if isinstance(self.node, Territory) else "organisation",
            kind=self.kind,
            subject=self.node.pk,
            on=held["on"],
            target=target.pk if target else None,
            code=held.get("code", ""),
            name=held.get("name", ""),
            document=held["document"],
            reason=held["reason"],
            chosen=chosen,
            appointments=appointments,
        )


def form_for(node: Node, kind: str, data: Any, *, scope: Scope) -> ReorganisationForm:
    """The form of one kind of reorganisation. Raises KeyError for an unknown kind."""
    return ReorganisationForm(data, scope=scope, node=node, kind=kind, initial={"on": timezone.localdate()})
