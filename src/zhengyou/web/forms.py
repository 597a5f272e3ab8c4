"""Forms whose every field is a registered question."""

from __future__ import annotations

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms

from zhengyou.scoping import Scope


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
