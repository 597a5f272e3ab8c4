"""Accounts: made, changed, closed and helped by an office. Nobody signs up."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from axes.utils import reset as forget_failures
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from zhengyou.accounts import notice
from zhengyou.accounts.actions import slips
from zhengyou.accounts.models import Slip, User
from zhengyou.audit import actions as audit
from zhengyou.scoping import Scope
from zhengyou.web.errors import Conflict, Refused

PHONE_LENGTH = 30


@transaction.atomic
def create(*, username: str, name: str, phone: str = "", by: Scope, at: datetime, path: str = "") -> User:
    """An open account without a password: a slip lets the person in. Raises Refused for bad input."""
    user = User(username=username.strip(), name=name.strip(), created_at=at)
    user.phone = phone.strip()
    user.set_unusable_password()
    _check(user)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("登录名“%(name)s”已经有人用了，请换一个。") % {"name": user.username}) from error
    _record("account.created", user, by=by, at=at, path=path)
    return user


@transaction.atomic
def change(
    *, user: User, name: str | None = None, phone: str | None = None, by: Scope, at: datetime, path: str = ""
) -> User:
    """Corrects the name or the telephone number. None leaves a fact as it is."""
    changed = []
    if name is not None and name.strip() != user.name:
        user.name = name.strip()
        changed.append("name")
    if phone is not None and phone.strip() != user.phone_text:
        user.phone = phone.strip()
        changed.append("phone")
    if not changed:
        return user
    _check(user)
    user.save(update_fields=[*changed, *(["phone_index"] if "phone" in changed else [])])
    _record("account.changed", user, by=by, at=at, path=path, detail={"fields": changed})
    return user


@transaction.atomic
def deactivate(*, user: User, by: Scope, at: datetime, path: str = "") -> None:
    """Closes the account: sessions end at once, slips become void. Raises Conflict when it is closed."""
    if by.user_id == user.pk:
        raise Refused(_("不能停用自己的账号。请由另一位管理人员办理。"))
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        raise Conflict(_("这个账号已经停用。"))
    user.is_active = False
    slips_left = Slip.objects.across_all(because="a closed account has no way in")
    slips_left.filter(user=user, used_at=None).update(void=True)
    _end_sessions(user)
    _record("account.deactivated", user, by=by, at=at, path=path)


@transaction.atomic
def reactivate(*, user: User, by: Scope, at: datetime, path: str = "") -> None:
    """Opens a closed account again; the person needs a new slip. Raises Conflict when it is open."""
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        raise Conflict(_("这个账号没有停用。"))
    user.is_active = True
    user.set_unusable_password()
    user.save(update_fields=["password"])
    _record("account.reactivated", user, by=by, at=at, path=path)


@transaction.atomic
def reset_password(*, user: User, by: Scope, at: datetime, path: str = "") -> tuple[Slip, str]:
    """A lost password: the old one dies; returns a new slip and its secret.

    Raises Conflict when the account is closed.
    """
    _must_be_open(user)
    _lock_out(user)
    _record("account.password_reset", user, by=by, at=at, path=path)
    return slips.issue(user=user, purpose=Slip.Purpose.PASSWORD, by=by, at=at, path=path)


@transaction.atomic
def reset_second_factor(*, user: User, by: Scope, at: datetime, path: str = "") -> tuple[Slip, str]:
    """A lost telephone: codes, spare codes and password are removed; returns a new slip and its secret."""
    _must_be_open(user)
    Authenticator.objects.filter(user_id=user.pk).delete()
    _lock_out(user)
    _record("account.second_factor_reset", user, by=by, at=at, path=path)
    return slips.issue(user=user, purpose=Slip.Purpose.SECOND_FACTOR, by=by, at=at, path=path)


@transaction.atomic
def unlock(*, username: str, by: Scope, at: datetime, path: str = "") -> int:
    """Forgets the failed sign-ins of one name; returns how many. Raises Conflict when there are none."""
    count = int(forget_failures(username=username))
    if not count:
        raise Conflict(_("“%(name)s”没有被锁定。") % {"name": username})
    audit.record("account.unlocked", by=by, at=at, subject_kind="user", subject=username, path=path)
    return count


@transaction.atomic
def sign_out_everywhere(*, user: User, by: Scope, at: datetime, path: str = "") -> None:
    """Ends every session of the person, this one too unless the caller renews it."""
    _end_sessions(user)
    _record("account.signed_out_everywhere", user, by=by, at=at, path=path)


@transaction.atomic
def acknowledge_notice(*, user: User, version: str, by: Scope, at: datetime, path: str = "") -> None:
    """The person has seen this version of the notice (PIPL article 17: proof that it was shown)."""
    user.notice_version = version
    user.notice_seen_at = at
    user.save(update_fields=["notice_version", "notice_seen_at"])
    _record("notice.seen", user, by=by, at=at, path=path, detail={"version": version})


def _check(user: User) -> None:
    """Raises Refused with one sentence that names every field that is wrong."""
    wrong = []
    labels = {"username": _("登录名"), "name": _("姓名")}
    try:
        user.clean_fields(exclude={field.name for field in User._meta.fields} - labels.keys())
    except ValidationError as error:
        wrong += [f"{labels[name]}：{''.join(texts)}" for name, texts in error.message_dict.items()]
    if len(user.phone_text) > PHONE_LENGTH:
        wrong.append(_("联系电话：太长，最多 %(count)d 个字符。") % {"count": PHONE_LENGTH})
    if wrong:
        raise Refused(" ".join(wrong))


def make_ready(*, user: User, password: str, at: datetime) -> None:
    """An account as if its slip had been used and the notice seen: for the demonstration and for tests."""
    user.set_password(password)
    user.notice_version = notice.VERSION
    user.notice_seen_at = at
    user.save(update_fields=["password", "notice_version", "notice_seen_at"])


def _must_be_open(user: User) -> None:
    if not user.is_active:
        raise Conflict(_("这个账号已经停用。请先重新启用。"))


def _lock_out(user: User) -> None:
    """No old password and no open session gets in any more."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    _end_sessions(user)


def _end_sessions(user: User) -> None:
    user.session_stamp = get_random_string(32)
    user.save(update_fields=["session_stamp"])


def _record(
    action: str, user: User, *, by: Scope, at: datetime, path: str, detail: dict[str, object] | None = None
) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        subject_kind="user",
        subject_id=user.pk,
        subject=user.name,
        path=path,
        detail=detail,
    )
