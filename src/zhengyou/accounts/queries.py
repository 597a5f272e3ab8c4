"""Reading accounts and slips."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from axes.conf import settings as axes_settings
from axes.models import AccessAttempt
from django.db.models import Max, QuerySet, Sum

from zhengyou.accounts.models import Slip, User
from zhengyou.accounts.rules.secrets import digest


@dataclass(frozen=True, slots=True)
class Lockout:
    """One locked sign-in: the name that was typed, from where, wrong tries, and when it opens by itself."""

    username: str
    address: str
    failures: int
    until: datetime


_BY_SECRET = "the secret itself is the right to this one slip"


def slip_of(secret: str) -> Slip | None:
    """The slip with this secret, whatever its state, its person loaded."""
    rows = Slip.objects.across_all(because=_BY_SECRET).select_related("user")
    return rows.filter(digest=digest(secret)).first()


def is_usable(slip: Slip, *, at: datetime) -> bool:
    """Not used, not void, not expired, and the account is open."""
    return slip.used_at is None and not slip.void and slip.expires_at > at and slip.user.is_active


def usable_slip(secret: str, *, at: datetime) -> Slip | None:
    """The slip if it can be redeemed now, else None. Raises Slip.DoesNotExist for an unknown secret."""
    slip = slip_of(secret)
    if slip is None:
        raise Slip.DoesNotExist
    return slip if is_usable(slip, at=at) else None


def open_slip(user: User) -> Slip | None:
    """The slip of the person that waits to be used, expired or not."""
    rows = Slip.objects.across_all(because="asked for one person whom the caller may see")
    return rows.filter(user=user, used_at=None, void=False).order_by("-id").first()


def has_second_factor(user: User) -> bool:
    """Whether the person signs in with a one-time code besides the password."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists())


def without_second_factor(users: QuerySet[User]) -> QuerySet[User]:
    """Those of the people who have none set up."""
    having = Authenticator.objects.filter(type=Authenticator.Type.TOTP).values("user_id")
    return users.exclude(pk__in=having)


def lockouts(*, at: datetime) -> list[Lockout]:
    """Sign-ins that are locked now, by name and network address, in the order of names."""
    cooloff = timedelta(hours=axes_settings.AXES_COOLOFF_TIME)
    rows = (
        AccessAttempt.objects.filter(attempt_time__gt=at - cooloff)
        .values("username", "ip_address")
        .annotate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
        .filter(failures__gte=axes_settings.AXES_FAILURE_LIMIT)
        .order_by("username", "ip_address")
    )
    return [
        Lockout(row["username"] or "", row["ip_address"] or "", row["failures"], row["last"] + cooloff)
        for row in rows
    ]
