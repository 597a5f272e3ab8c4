"""A place, chosen level by level inside the scope: city, then county, then township."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhengyou.organisations.models import Territory
from zhengyou.organisations.queries import territories
from zhengyou.scoping import Scope, is_below

LEVELS = ("province", "city", "county", "township")


class PlaceWidget(forms.Widget):
    """One drop-down a level down to the chosen place, and one more below it. The last one chosen counts."""

    template_name = "organisations/widgets/place.html"
    scope: Scope | None = None
    deepest = "township"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """The codes of all drop-downs, in order."""
        return list(data.getlist(name)) if hasattr(data, "getlist") else _codes(data.get(name))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether no drop-down was sent."""
        return name not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The drop-downs as they stand for the value."""
        context = super().get_context(name, "", attrs)
        context["widget"] |= {
            "selects": self._selects(walk(self.scope, _codes(value))),
            "deepest": self.deepest,
        }
        return context

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The label belongs to the first drop-down."""
        return id_

    def _selects(self, chosen: Territory | None) -> list[dict[str, Any]]:
        own = territories.top(self.scope) if self.scope else None
        if own is None:
            return [{"label": _("所在地"), "options": [("", _("没有可选的地方"), True)]}]
        line = [row for row in territories.trail(chosen) if is_below(row.path, own.path)] if chosen else []
        first = _options(own, line[1] if len(line) > 1 else None, self.deepest)
        only_own = [("", _("请选择"), not line), (own.code, own_label(own), len(line) == 1)]
        selects = [{"label": _("所在地"), "options": only_own + first}]
        for depth, above in enumerate(line[1:], start=2):
            below = line[depth] if len(line) > depth else None
            options = _options(above, below, self.deepest)
            if options:
                blank = ("", own_label(above), below is None)
                selects.append(
                    {"label": _("%(place)s下的地方") % {"place": above.name}, "options": [blank, *options]}
                )
        return selects


class PlaceField(forms.Field):
    """A place inside the form's scope; the value is a Territory or None. Bind it with `bind_places(form)`."""

    widget = PlaceWidget

    def __init__(self, *, deepest: str = "township", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.deepest = deepest

    def bind(self, scope: Scope) -> None:
        """Gives field and drop-downs their scope."""
        self.scope = scope
        self.widget.scope = scope
        self.widget.deepest = self.deepest

    def prepare_value(self, value: Any) -> Any:
        """A held territory by its code."""
        return [value.code] if isinstance(value, Territory) else value

    def clean(self, value: Any) -> Territory | None:
        """The deepest place chosen. Raises ValidationError when it is not inside the scope."""
        codes = [code for code in _codes(value) if code]
        place = walk(self.scope, _codes(value))
        if codes and place is None:
            raise ValidationError(_("这个地方不在您的管理范围内，请从列表中选择。"))
        if place is None and self.required:
            raise ValidationError(_("请选择所在地。"))
        return place

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another place was chosen."""
        held = initial.code if isinstance(initial, Territory) else (initial or "")
        place = walk(self.scope, _codes(data))
        return (place.code if place else "") != held


def bind_places(form: forms.BaseForm, scope: Scope) -> None:
    """Gives every place field of the form its scope."""
    for field in form.fields.values():
        if isinstance(field, PlaceField):
            field.bind(scope)


def walk(scope: Scope | None, codes: Sequence[str]) -> Territory | None:
    """The place at the end of the codes. A code not below the one before it belongs to an earlier choice."""
    wanted = [code for code in codes if code.isalnum()]
    if scope is None or not wanted:
        return None
    known = {row.code: row for row in territories.below_scope(scope).filter(code__in=wanted)}
    place: Territory | None = None
    for code in codes:
        found = known.get(code)
        if found is None or (place is not None and found.parent_id != place.pk):
            break
        place = found
    return place


def own_label(place: Territory) -> str:
    """How the place itself is called beside the places below it."""
    return _("%(place)s（本级）") % {"place": place.name}


def _options(above: Territory, chosen: Territory | None, deepest: str) -> list[tuple[str, str, bool]]:
    """(code, name, chosen) of the open places below, in code order; a closed one only while it is held."""
    below = [
        row
        for row in territories.children(above)
        if (row.valid_to is None or row == chosen) and LEVELS.index(row.level) <= LEVELS.index(deepest)
    ]
    return [(row.code, row.name, row == chosen) for row in below]


def _codes(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(code) for code in value] if isinstance(value, list | tuple) else [str(value)]
