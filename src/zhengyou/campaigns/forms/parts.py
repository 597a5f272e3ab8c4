"""Who takes part in a task: each body of the level with its part, all offices below in one tick."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhengyou.campaigns.models import TaskBody
from zhengyou.campaigns.queries import bodies
from zhengyou.campaigns.queries.tasks import parts_in_words
from zhengyou.organisations.models import Body, Territory

ALL: Final = "all"


class Parts(dict[int, str]):
    """{body: part}; as text it names the bodies."""

    def __str__(self) -> str:
        held = bodies.held(self)
        return parts_in_words({held[body].name: part for body, part in self.items() if body in held})


class PartsWidget(forms.Widget):
    """One drop-down a body, all of one name; a value is "<body>:<part>". Above the offices below stands one for all."""

    template_name = "campaigns/widgets/parts.html"
    own: Sequence[Body] = ()
    below: Sequence[Body] = ()
    below_word = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """What was chosen, '' for a body without a part."""
        return list(data.getlist(name)) if hasattr(data, "getlist") else list(data.get(name) or [])

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether no drop-down was sent."""
        return name not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The drop-downs as they stand for the value."""
        context = super().get_context(name, "", attrs)
        chosen = dict(text.split(":", 1) for text in value or [] if ":" in text)
        each = {chosen.get(str(body.pk), "") for body in self.below}
        if ALL not in chosen and len(each) == 1:
            chosen[ALL] = each.pop()
        alike = not each - {chosen.get(ALL, ""), ""}
        context["widget"] |= {
            "own": [_select(str(body.pk), body.name, chosen) for body in self.own],
            "all": _select(ALL, self.below_word, chosen) if self.below else None,
            "below": [
                _select(str(body.pk), body.territory.name, {} if alike else chosen) for body in self.below
            ],
            "open": not alike,
        }
        return context

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The label belongs to the first drop-down."""
        return f"{id_}_{self.own[0].pk}" if self.own else id_


class PartsField(forms.Field):
    """The value is {id of a body: a TaskBody.Part}, by id. Bind it with the level's place."""

    widget = PartsWidget

    def bind(self, level: Territory, *, on: date, held: Mapping[int, str]) -> None:
        """Offers the bodies of the level and the offices directly below; and those held, should one have been closed."""
        own, below = bodies.own_level(level, on=on), bodies.offices_below(level, on=on)
        known = {body.pk for body in (*own, *below)}
        self.widget.own = [
            *own,
            *sorted(bodies.held(set(held) - known).values(), key=bodies.order),
        ]
        self.widget.below = below
        self.widget.below_word = bodies.all_below(below[0].territory.level) if below else ""

    def prepare_value(self, value: Any) -> Any:
        """Held parts as they are sent."""
        return [f"{body}:{part}" for body, part in value.items()] if isinstance(value, Mapping) else value

    def clean(self, value: Any) -> Parts:
        """The parts. What is chosen for all holds for each office below that has none of its own."""
        found: dict[str, str] = {}
        for text in value or []:
            body, _colon, part = text.partition(":")
            if part:
                found[body] = part
        everyone = found.pop(ALL, "")
        if everyone:
            found = {str(body.pk): everyone for body in self.widget.below} | found
        offered = {str(body.pk) for body in (*self.widget.own, *self.widget.below)}
        if not set(found) <= offered or not set(found.values()) <= set(TaskBody.Part.values):
            raise ValidationError(_("选的机构里有不属于本级和直接下级的，请重新选择。"))
        return Parts(sorted((int(body), part) for body, part in found.items()))


def _select(key: str, name: str, chosen: Mapping[str, str]) -> dict[str, Any]:
    held = chosen.get(key, "")
    options = [("", "—", not held)]
    options += [(f"{key}:{part}", str(word), part == held) for part, word in TaskBody.Part.choices]
    return {"key": key, "name": name, "options": options}
