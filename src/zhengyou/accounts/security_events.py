"""What people do to their own sign-in on the library's pages goes to the audit log. Signing in itself does not."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from django.http import HttpRequest
from django.utils import timezone

from zhengyou.accounts.models import User
from zhengyou.audit import actions as audit
from zhengyou.scoping import Scope


def listen() -> None:
    """Connects once, when the app is ready."""
    password_changed.connect(_password_changed, dispatch_uid="zhengyou-password-changed")
    authenticator_added.connect(_added, dispatch_uid="zhengyou-second-factor-added")
    authenticator_removed.connect(_removed, dispatch_uid="zhengyou-second-factor-removed")
    authenticator_reset.connect(_reset, dispatch_uid="zhengyou-spare-codes-renewed")
    authenticator_used.connect(_forget_when, dispatch_uid="zhengyou-second-factor-used")


def _forget_when(authenticator: Any, **kwargs: Any) -> None:
    """The library notes when a code was last used, which is when somebody signed in: not kept."""
    Authenticator.objects.filter(pk=authenticator.pk).update(last_used_at=None)


def _password_changed(request: HttpRequest, user: User, **kwargs: Any) -> None:
    _record("account.password_changed", request, user)


def _added(request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    _record("account.second_factor_added", request, user, kind=str(authenticator.type))


def _removed(request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    _record("account.second_factor_removed", request, user, kind=str(authenticator.type))


def _reset(request: HttpRequest, user: User, **kwargs: Any) -> None:
    _record("account.spare_codes_renewed", request, user)


def _record(action: str, request: HttpRequest, user: User, **detail: str) -> None:
    audit.record(
        action,
        by=getattr(request, "scope", Scope.nothing(user.pk)),
        at=timezone.now(),
        subject_kind="user",
        subject_id=user.pk,
        subject=user.name,
        path=str(getattr(getattr(request, "appointment", None), "place", "") or ""),
        detail=dict(detail),
    )
