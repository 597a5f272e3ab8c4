"""allauth, bent to accounts that offices make: no sign-up, no e-mail."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhengyou.accounts import callers
from zhengyou.accounts.models import User
from zhengyou.encryption import decrypt, encrypt


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by offices only."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("登录名或密码不对。请检查大小写和输入法后再试。"),
        "enter_current_password": _("现在的密码不对，请重新输入。"),
        "incorrect_password": _("密码不对，请重新输入。"),
        "too_many_login_attempts": _("错误次数太多，请稍后再试。"),
        "rate_limited": _("操作太快，请稍等一分钟再试。"),
        "same_as_current": _("新密码要和现在的密码不同。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address by which tries are counted everywhere."""
        return callers.address(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No mail leaves the product: offices hand out slips."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail leaves the product; the audit log tells of the change."""

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """The password was right, but the office has closed the account."""
        return render(request, "accounts/closed.html", status=403)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own page."""
        return reverse("my_data")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps TOTP secrets and recovery seeds encrypted at rest."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("动态口令不对。请核对手机时间，等下一个 6 位数字出现后再输入。"),
        "cannot_delete_authenticator": _("现在不能停用动态口令。"),
        "cannot_generate_recovery_codes": _("请先设置动态口令，再生成备用码。"),
    }

    def get_totp_label(self, user: User) -> str:
        """What the app on the telephone shows: the sign-in name, never the person's own name."""
        return user.username

    def encrypt(self, text: str) -> str:
        """Called before a secret is stored."""
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Called when a secret is read."""
        return decrypt(encrypted_text)
