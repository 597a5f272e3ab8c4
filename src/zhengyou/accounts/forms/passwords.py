"""Choosing, changing and confirming a password."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, ReauthenticateForm
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zhengyou.accounts.forms.signing_in import say
from zhengyou.accounts.models import User
from zhengyou.web.forms import QuestionForm

RULE = _("至少 10 个字符，不能全是数字，不要用常见的密码，也不要和登录名相近。可以用一句容易记的话。")
AGAIN = _("再输入一次新密码")


class NewPasswordForm(QuestionForm):
    """A new password, twice, for the person whose slip it is."""

    asks = "slip"

    password = forms.CharField(
        label=_("新密码"),
        help_text=RULE,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=AGAIN,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        """The password as the installation's rules want it."""
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password

    def clean_password_again(self) -> str:
        """The same text twice."""
        again: str = self.cleaned_data["password_again"]
        first = self.cleaned_data.get("password")
        if first is not None and first != again:
            raise ValidationError(_("两次输入的密码不一样，请重新输入。"))
        return again


class PasswordChangeForm(ChangePasswordForm):  # type: ignore[misc]
    """The old password once, the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self.fields["oldpassword"], _("现在的密码"))
        say(self.fields["password1"], _("新密码"), RULE)
        say(self.fields["password2"], AGAIN)


class PasswordConfirmForm(ReauthenticateForm):  # type: ignore[misc]
    """The password again, before something that protects the account is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self.fields["password"], _("密码"))
