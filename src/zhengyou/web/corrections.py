"""Two people correct one record: what each typed stays, what the other changed comes in where this one left it alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, TypeVar, cast

from django.db.models import Model
from django.forms import Field
from django.http import QueryDict
from django.utils.translation import gettext as _

from zhengyou.changes.texts import as_text
from zhengyou.encryption.fields import Sealed
from zhengyou.web.forms import QuestionForm

TOOLS: Final = {
    "version": "tells whether somebody else changed the record in the meantime",
    "seen": "tells which changes this person has seen, so that a conflict shows the others",
}
F = TypeVar("F", bound=QuestionForm)


def shown_again(sent: F, build: Callable[[QueryDict | None], F], before: Mapping[str, str]) -> F:
    """The form after a conflict: a field that only others changed holds theirs, one that both changed is marked.

    sent: the form as it was sent, cleaned. build: makes the form from what is held now and what was sent; its initial
    values carry the present `version` and `seen`. before: what stood in each field that others changed, as the change
    table holds it.
    """
    fresh = build(None)
    data = cast(QueryDict, sent.data).copy()
    both: dict[str, str] = {}
    for name, old in before.items():
        field, now = sent.fields.get(name), fresh.initial.get(name)
        if field is None or isinstance(now, Sealed):  # an encrypted number is neither compared nor shown
            continue
        mine = _recorded(sent.cleaned_data.get(name))
        if mine == old:
            data.setlist(name, _typed(field, now))
        elif mine != _recorded(now):
            both[name] = _told(field, now)
    for name in TOOLS:
        data[name] = str(fresh.initial[name])
    form = build(data)
    for name, shown in both.items():
        form.add_error(name, _("别人刚改成了：%(value)s。保存后以您填的为准。") % {"value": shown})
    return form


def _recorded(value: Any) -> str:
    """As the change table keeps it: a reference by its id."""
    return as_text(value.pk if isinstance(value, Model) else value)


def _typed(field: Field, value: Any) -> list[str]:
    """A held value as it stands in the field."""
    typed = field.prepare_value(value)
    parts = typed if isinstance(typed, list) else [typed]
    return [
        "" if part is None else part.isoformat() if isinstance(part, date) else str(part) for part in parts
    ]


def _told(field: Field, value: Any) -> str:
    """A held value as a person reads it."""
    typed = field.prepare_value(value)
    if isinstance(typed, list):
        return str(value)
    text = _typed(field, value)[0]
    words = {str(code): str(word) for code, word in getattr(field, "choices", ())}
    return words.get(text, text) or _("未知")
