"""Forms of signing in and of one's own account."""

from zhengyou.accounts.forms.passwords import NewPasswordForm, PasswordChangeForm, PasswordConfirmForm
from zhengyou.accounts.forms.second_factor import CodeConfirmForm, CodeForm, SetUpForm
from zhengyou.accounts.forms.signing_in import SignInForm

__all__ = [
    "CodeConfirmForm",
    "CodeForm",
    "NewPasswordForm",
    "PasswordChangeForm",
    "PasswordConfirmForm",
    "SetUpForm",
    "SignInForm",
]
