"""Filters that turn held values into words for a reader; available in every template."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.scoping import Scope

register = template.Library()


@register.filter
def may(scope: Scope | None, right: str) -> bool:
    """Whether the scope has the right: `{% if scope|may:"units.edit" %}`."""
    return bool(scope) and scope.may(right)  # type: ignore[union-attr]


@register.filter
def sees(scope: Scope | None, group: str) -> bool:
    """Whether the scope reads the field group."""
    return bool(scope) and scope.sees(group)  # type: ignore[union-attr]


@register.filter
def enum(code: str, name: str) -> str:
    """A code in words: `{{ unit.org_kind|enum:"org_kind" }}`; 未知 for ''."""
    if not code:
        return _("未知")
    return standards.load_enums()[name].label(code, "en" if get_language() == "en" else "zh")


@register.filter
def yes_no(value: Any) -> str:
    """是, 否, 未知."""
    return _("未知") if value is None else _("是") if value else _("否")
