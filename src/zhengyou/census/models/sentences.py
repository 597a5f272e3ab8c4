"""What was wrong with a row, in the language of whoever reads it: findings are made and kept in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import get_language, gettext

from zhengyou import standards


def in_language(message: str, template: str, values: Mapping[str, Any] | None) -> str:
    """A finding's message in the language in use.

    template: what the catalogue knows it by, "" for the message itself. values: what the template's places take, or the
    sentence itself under `english`.
    """
    if not (get_language() or "").startswith("en"):
        return message
    if not values:
        return gettext(template or message)
    if english := values.get("english"):
        return str(english)
    return gettext(template) % {name: _in_english(name, value) for name, value in values.items()}


def _in_english(name: str, value: Any) -> Any:
    if isinstance(value, dict):  # a sentence within the sentence
        return in_language(value["template"], value["template"], value["values"])
    return _english_labels().get(value, value) if name == "label" else value


@cache
def _english_labels() -> dict[str, str]:
    tables = (
        standards.load_unit_fields(),
        standards.load_organisation_fields(),
        standards.load_member_fields(),
    )
    return {one.label_zh: one.label_en for table in tables for one in table.fields}
