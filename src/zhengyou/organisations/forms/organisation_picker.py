"""An organisation, written by name or code, with suggestions from inside the scope."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhengyou.organisations.models import PartyOrganisation
from zhengyou.organisations.queries import organisations
from zhengyou.scoping import Scope

_NUMBERED = re.compile(r".*〔(\d{1,18})〕\s*")


def written(organisation: PartyOrganisation) -> str:
    """How a suggestion stands in the field: the name with the number that tells equal names apart."""
    return f"{organisation.name}〔{organisation.pk}〕"


class OrganisationWidget(forms.TextInput):
    """A text field with suggestions that htmx fetches while one types."""

    template_name = "organisations/widgets/organisation.html"


class OrganisationField(forms.CharField):
    """An open organisation inside the form's scope; the value is a PartyOrganisation or None."""

    widget = OrganisationWidget
    scope: Scope | None = None

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("写名称或代码，从出现的列表中选。"))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A held organisation as it is written."""
        return written(value) if isinstance(value, PartyOrganisation) else value

    def clean(self, value: Any) -> PartyOrganisation | None:
        """The organisation that the text names. Raises ValidationError when none or several fit."""
        text = str(super().clean(value) or "").strip()
        if not text or self.scope is None:
            return None
        found = find(self.scope, text)
        if not found:
            raise ValidationError(_("没有找到“%(text)s”。请核对名称，或从列表中选。") % {"text": text})
        if len(found) > 1:
            raise ValidationError(_("有不止一个党组织叫“%(text)s”，请从列表中选一个。") % {"text": text})
        return found[0]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another organisation was written."""
        return (self.prepare_value(initial) or "") != (data or "")


def find(scope: Scope, text: str) -> list[PartyOrganisation]:
    """The organisations a text names: by the number of a suggestion, else by exact name or code."""
    numbered = _NUMBERED.fullmatch(text)
    if numbered:
        rows = PartyOrganisation.objects.within(scope).filter(valid_to__isnull=True)
        return list(rows.filter(pk=int(numbered[1])))
    return organisations.named(scope, text)


def bind_organisations(form: forms.BaseForm, scope: Scope) -> None:
    """Gives every organisation field of the form its scope."""
    for field in form.fields.values():
        if isinstance(field, OrganisationField):
            field.scope = scope
