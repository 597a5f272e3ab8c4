"""What the templates of form widgets need."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import conditional_escape as escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def options(groups: list[tuple[str | None, list[dict[str, Any]], int]]) -> SafeString:
    """The options of a select, as Django's own templates write them.

    Those render two templates for each option; a list page, with hundreds of options in its filters, spent half its time there.
    """
    lines = []
    for name, choices, _index in groups:
        if name:
            lines.append(f'\n  <optgroup label="{escape(name)}">')
        lines += [
            f'\n  <option value="{escape(one["value"])}"{_attributes(one["attrs"])}>{escape(one["label"])}</option>'
            for one in choices
        ]
        if name:
            lines.append("\n  </optgroup>")
    return mark_safe("".join(lines))  # each part is escaped


def _attributes(attributes: dict[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(value)}"'
        for name, value in attributes.items()
        if value is not False
    )
