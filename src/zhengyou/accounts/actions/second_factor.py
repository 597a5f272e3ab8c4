"""One-time codes set up without the page: for the demonstration and for tests."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from zhengyou.accounts.models import User
from zhengyou.audit import actions as audit
from zhengyou.scoping import Scope


@transaction.atomic
def enrol(*, user: User, secret: str, by: Scope, at: datetime, path: str = "") -> None:
    """Gives the person one-time codes from this secret (Base32, 32 letters), in place of older ones."""
    Authenticator.objects.filter(user_id=user.pk).delete()
    TOTP.activate(user, secret)
    audit.record(
        "account.second_factor_added",
        by=by,
        at=at,
        subject_kind="user",
        subject_id=user.pk,
        subject=user.name,
        path=path,
    )
