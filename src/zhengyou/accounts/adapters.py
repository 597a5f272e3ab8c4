"""allauth, bent to accounts that offices make: no sign-up, no e-mail."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from zhengyou.encryption import decrypt, encrypt


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by offices only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No mail leaves the product: offices hand out slips."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps TOTP secrets and recovery seeds encrypted at rest."""

    def encrypt(self, text: str) -> str:
        """Called before a secret is stored."""
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Called when a secret is read."""
        return decrypt(encrypted_text)
