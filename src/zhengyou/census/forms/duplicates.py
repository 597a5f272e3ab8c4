"""Forms of records that look alike: narrow the list, choose whose value stays, say that they are two, search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhengyou.census.forms.unit_picker import UnitField, bind_units
from zhengyou.census.models import Likeness
from zhengyou.census.queries.comparing_units import Row, SideBySide
from zhengyou.census.rules.choosing import FIRST, SECOND, Side
from zhengyou.organisations.forms.place import PlaceField, bind_places
from zhengyou.organisations.models import Territory
from zhengyou.organisations.queries import territories
from zhengyou.scoping import Scope
from zhengyou.web.forms import FilterForm, QuestionForm

PREFIX = "choice-"
_SIDES = [(FIRST, _("左边")), (SECOND, _("右边"))]


class LikenessFilter(FilterForm):
    """Which pairs, where."""

    q = forms.CharField(label=_("单位名称"), required=False)
    state = forms.ChoiceField(label=_("看哪些"), required=False, choices=Likeness.State.choices)
    place = PlaceField(label=_("地方"), required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bind_places(self, scope)

    def wanted(self) -> dict[str, Any]:
        """For `queries.duplicates.listed`."""
        chosen = self.chosen()
        return {
            "q": chosen["q"],
            "state": chosen["state"] or Likeness.State.OPEN,
            "place": chosen["place"] or None,
        }


class MergeForm(QuestionForm):
    """Whose record goes on, and of each fact on which they differ whose value stays: a choice among what is held."""

    asks = "duplicate"
    tools = {
        "keep": "which of two held records goes on",
        "first_version": "guards against a change in between",
        "second_version": "guards against a change in between",
    }

    keep = forms.ChoiceField(label=_("保留哪一条记录"), choices=_SIDES, widget=forms.RadioSelect)
    first_version = forms.IntegerField(widget=forms.HiddenInput)
    second_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, scope: Scope, beside: SideBySide, **kwargs: Any) -> None:
        super().__init__(*args, scope=scope, **kwargs)
        self._choices = [row for row in beside.differing if not row.settled]
        for row in self._choices:
            self.fields[PREFIX + row.name] = forms.ChoiceField(
                label=row.label, choices=_SIDES, required=False, initial=row.proposed
            )

    def side(self, row: Row) -> str:
        """Whose value is ticked now."""
        name = PREFIX + row.name
        return row.settled or str((self[name].value() if name in self.fields else "") or row.proposed)

    def kept(self) -> Side:
        """Whose record goes on."""
        return cast(Side, self.cleaned_data["keep"])

    def chosen(self) -> dict[str, Side]:
        """{attribute: side} of what was ticked."""
        found = {row.name: self.cleaned_data.get(PREFIX + row.name) for row in self._choices}
        return {name: side for name, side in found.items() if side}

    def sent(self) -> Mapping[str, str]:
        """What was sent, to send it again or to come back with it."""
        return {name: str(self[name].value() or "") for name in self.fields}


class ApartForm(QuestionForm):
    """They are two, and why, if somebody wants to say so."""

    asks = "duplicate"

    note = forms.CharField(
        label=_("不是同一家的理由（可不填）"),
        max_length=200,
        required=False,
        help_text=_("例如：同一个老板的两家企业。以后不再提示这一对，除非又出现新的证据。"),
    )


class TwinForm(QuestionForm):
    """Which other record it should be held against."""

    asks = "duplicate"
    tools = {"other": "picks a held record"}

    other = UnitField(label=_("另一条记录"), help_text=_("写名称或信用代码，从出现的列表中选。"))

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, scope=scope, **kwargs)
        bind_units(self, scope)


class SearchForm(QuestionForm):
    """For which place the units are compared."""

    asks = "duplicate"
    tools = {"place": "which of the own places is searched"}

    place = forms.ChoiceField(label=_("在哪里查找"))

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, scope=scope, **kwargs)
        top = territories.top(scope)
        self._places: dict[str, Territory] = {}
        if top is not None:
            self._places = {place.code: place for place in (top, *territories.children(top))}
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (code, gettext("%(place)s（全部）") % {"place": place.name} if place == top else place.name)
            for code, place in self._places.items()
        ]

    def territory(self) -> Territory:
        """The chosen place."""
        return self._places[self.cleaned_data["place"]]
