"""After a conflict: what a person typed stays, what others changed meanwhile comes in where the person left it alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django.db.models import Model
from django.http import QueryDict
from django.utils.translation import gettext as _

from zhengyou.census.forms.standard import SealedField
from zhengyou.census.queries import words
from zhengyou.changes.actions import as_text
from zhengyou.web.forms import QuestionForm


def reconciled(
    form: QuestionForm, present: Mapping[str, Any], before: Mapping[str, str]
) -> tuple[QueryDict, dict[str, str]]:
    """What the form holds on its second showing, and by field what stands there now where both changed it.

    form: as it was sent, cleaned. present: what is held now, by field. before: what stood in each field that others changed,
    as the change table holds it.
    """
    data = cast(QueryDict, form.data).copy()
    both: dict[str, str] = {}
    for name, old in before.items():
        field = form.fields.get(name)
        if field is None or isinstance(field, SealedField):
            continue
        mine = _as_text(form.cleaned_data.get(name))
        if mine == old:
            data[name] = _typed(field.prepare_value(present[name]))
        elif mine != _as_text(present[name]):
            shown = field.prepare_value(present[name])
            choices = {str(value): str(word) for value, word in getattr(field, "choices", ())}
            both[name] = choices.get(_typed(shown), _typed(shown)) or _("未知")
    return data, both


def _as_text(value: Any) -> str:
    return as_text(
        value.pk if isinstance(value, Model) else words.opened(value) if isinstance(value, str) else value
    )


def _typed(value: Any) -> str:
    """A value as it stands in the field."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
