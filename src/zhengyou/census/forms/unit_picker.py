"""A unit, written by name or credit code, with suggestions from inside the scope."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from zhengyou.census.models import Unit
from zhengyou.scoping import Scope

_NUMBERED = re.compile(r".*〔(\d{1,18})〕\s*")


def written(unit: Unit) -> str:
    """How a suggestion stands in the field: the name with the number that tells equal names apart."""
    return f"{unit.name}〔{unit.pk}〕"


class UnitWidget(forms.TextInput):
    """A text field with suggestions that htmx fetches while one types."""

    template_name = "census/widgets/unit.html"


class UnitField(forms.CharField):
    """An open unit inside the form's scope; the value is a Unit or None. Bind it with `bind_units(form, scope)`."""

    widget = UnitWidget
    scope: Scope | None = None

    def prepare_value(self, value: Any) -> Any:
        """A held unit as it is written."""
        return written(value) if isinstance(value, Unit) else value

    def clean(self, value: Any) -> Unit | None:
        """The unit that the text names. Raises ValidationError when none or several fit."""
        text = str(super().clean(value) or "").strip()
        if not text or self.scope is None:
            return None
        found = _find(self.scope, text)
        if not found:
            raise ValidationError(_("没有找到“%(text)s”。请核对名称，或从列表中选。") % {"text": text})
        if len(found) > 1:
            raise ValidationError(_("有不止一家单位叫“%(text)s”，请从列表中选一家。") % {"text": text})
        return found[0]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another unit was written."""
        return (self.prepare_value(initial) or "") != (data or "")


def _find(scope: Scope, text: str) -> list[Unit]:
    rows = Unit.objects.within(scope).filter(closed_on__isnull=True)
    numbered = _NUMBERED.fullmatch(text)
    named = Q(pk=int(numbered[1])) if numbered else Q(name=text) | Q(uscc=text.upper())
    return list(rows.filter(named)[:2])


def offered(scope: Scope, text: str, *, limit: int = 20) -> list[Unit]:
    """Open units whose name holds the text, or whose code begins with it: what the picker offers."""
    rows = Unit.objects.within(scope).filter(closed_on__isnull=True)
    return list(
        rows.filter(Q(name__icontains=text) | Q(uscc__istartswith=text)).order_by("path", "name")[:limit]
    )


def bind_units(form: forms.BaseForm, scope: Scope) -> None:
    """Gives every unit field of the form its scope."""
    for field in form.fields.values():
        if isinstance(field, UnitField):
            field.scope = scope
