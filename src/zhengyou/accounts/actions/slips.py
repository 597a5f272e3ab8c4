"""Sign-in slips: issued by an office, redeemed once by the person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from zhengyou.accounts.models import Slip, User
from zhengyou.accounts.queries import usable_slip
from zhengyou.accounts.rules.keeping import SLIP_VALID
from zhengyou.accounts.rules.secrets import digest, new_secret
from zhengyou.audit import actions as audit
from zhengyou.scoping import Reach, Scope
from zhengyou.web.errors import Conflict

_ALL = "the person's own slips, void because a new one is issued"


@transaction.atomic
def issue(*, user: User, purpose: str, by: Scope, at: datetime, path: str = "") -> tuple[Slip, str]:
    """A new slip and its secret, which is shown this once and never kept. Older slips become void.

    purpose: a Slip.Purpose. path: the person's place, under which the auditor finds the event.
    Whoever calls has made sure that `by` may manage this person's account.
    """
    older = Slip.objects.across_all(because=_ALL).filter(user=user, used_at__isnull=True, void=False)
    older.update(void=True)
    secret = new_secret()
    slip = Slip(
        user=user,
        purpose=purpose,
        digest=digest(secret),
        place=path,
        issued_by=by.label[:120] or by.role,
        issued_at=at,
        expires_at=at + SLIP_VALID,
    )
    slip.save(force_insert=True)
    audit.record(
        "slip.issued",
        by=by,
        at=at,
        subject_kind="user",
        subject_id=user.pk,
        subject=user.name,
        path=path,
        detail={"purpose": str(purpose)},
    )
    return slip, secret


@transaction.atomic
def redeem(*, secret: str, password: str, at: datetime) -> User:
    """Sets the password (already validated) and uses the slip up; returns the person, who may now sign in.

    Raises Slip.DoesNotExist for a secret that no slip has, Conflict when somebody was faster or it is spent.
    """
    slip = usable_slip(secret, at=at)
    if slip is None:
        raise Conflict(_("这张登录单已经不能用了。请向发给您登录单的办公室再要一张。"))
    spent = Slip.objects.across_all(because="the secret itself is the right to this one slip").filter(
        pk=slip.pk, used_at__isnull=True, void=False, expires_at__gt=at
    )
    if not spent.update(used_at=at):
        raise Conflict(_("这张登录单刚刚被用过。请直接登录，或者再要一张。"))
    user = slip.user
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(
        "slip.redeemed",
        by=Scope(reach=Reach.NOTHING, user_id=user.pk, label=user.name),
        at=at,
        subject_kind="user",
        subject_id=user.pk,
        subject=user.name,
        path=slip.place,
        detail={"purpose": slip.purpose},
    )
    return user
