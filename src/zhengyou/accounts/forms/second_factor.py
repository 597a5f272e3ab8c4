"""One-time codes. Wrong ones count like wrong passwords, so that six digits cannot be tried out."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zhengyou.accounts.forms.signing_in import say

CODE = _("动态口令")
CODE_HELP = _("手机动态口令应用上显示的 6 位数字；手机不在身边时，可以用一个备用码。")


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self.fields["code"], CODE, CODE_HELP)
        self.fields["code"].widget.attrs.update(autofocus=True, inputmode="numeric")

    def clean_code(self) -> str:
        """The code, if the name is not locked; a wrong one counts towards the lock."""
        credentials = {"username": self.user.get_username()}
        request = context.request
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out = True  # the middleware answers with the lock-out page
            raise ValidationError(_("错误次数太多，请稍后再试。"))
        try:
            return str(super().clean_code())
        except ValidationError:
            user_login_failed.send(sender=type(self), credentials=credentials, request=request)
            raise


class CodeConfirmForm(ReauthenticateForm):  # type: ignore[misc]
    """A code again, before something that protects the account is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self.fields["code"], CODE, CODE_HELP)


class SetUpForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code proves that the telephone has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self.fields["code"], CODE, _("扫码后手机上显示的 6 位数字。"))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
