"""Forms of signing in and of one's own account."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):  # type: ignore[misc]
    """Name and password; the session ends with the browser or after eight hours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        self.fields["login"].label = _("登录名")
        self.fields["password"].label = _("密码")
