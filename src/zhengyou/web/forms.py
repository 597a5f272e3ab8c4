"""Forms whose every field is a registered question."""

from __future__ import annotations

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from zhengyou.scoping import Scope

PRIVATE = ("phone", "id_number")
"""Ends of the names of fields whose text the browser does not keep for the person (static/web/zhengyou.js)."""


def _say_how_long(field: forms.Field) -> None:
    """A long text is refused with a sentence and stays as it was typed; the browser would cut it without a word."""
    if not isinstance(field, forms.CharField) or field.max_length is None:
        return
    field.error_messages["max_length"] = _("最多 %(limit_value)d 个字，现在 %(show_value)d 个。")
    if isinstance(field.widget, forms.Textarea):
        field.widget.attrs.pop("maxlength", None)


class QuestionForm(forms.Form):
    """Base of every form that asks a person something.

    asks: prefix of the question ids; field `name` of a form that asks "unit" is the question `unit.name`.
    prefilled: the form shows what is held and lets it be corrected, so it does not ask twice.
    tools: fields that steer the screen and ask for no fact (a filter, a confirmation), each with the reason.
    """

    asks: ClassVar[str] = ""
    prefilled: ClassVar[bool] = False
    tools: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        self.scope = scope
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            _say_how_long(field)
            if name.endswith(PRIVATE):
                field.widget.attrs["data-private"] = ""
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the templates carry the token themselves, once

    @classmethod
    def questions(cls) -> dict[str, str]:
        """{field: question id} of the declared fields, without the tools."""
        return {name: f"{cls.asks}.{name}" for name in cls.base_fields if name not in cls.tools}


class FilterForm(forms.Form):
    """Narrows a list; sent by GET, asks for no fact."""

    use_required_attribute = False

    def chosen(self) -> dict[str, Any]:
        """The cleaned values; what is not valid is ignored, so an old link never breaks."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}
