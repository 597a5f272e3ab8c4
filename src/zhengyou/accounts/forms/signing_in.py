"""Name and password."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _


def say(field: forms.Field, label: Any, help_text: Any = "") -> None:
    """Our own words instead of the library's; a placeholder is no label."""
    field.label = label
    field.help_text = help_text
    field.widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):  # type: ignore[misc]
    """The session ends with the browser or after eight hours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self.fields["login"], _("登录名"))
        say(self.fields["password"], _("密码"))
