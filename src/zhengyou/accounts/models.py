"""People who sign in. Nothing here knows what they may see: that is their appointments."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from zhengyou.encryption import EncryptedTextField
from zhengyou.encryption.fields import Sealed
from zhengyou.scoping import PathField, ScopedModel, ScopePaths


class UserManager(BaseUserManager["User"]):
    """Looks people up as the sign-in expects."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Sign-in names are compared without regard to case."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """One person's account. When somebody signed in is not kept: nobody is watched."""

    last_login = None

    username = models.CharField(
        _("登录名"), max_length=60, unique=True, validators=[UnicodeUsernameValidator()]
    )
    name = models.CharField(_("姓名"), max_length=60)
    phone = EncryptedTextField(verbose_name=_("联系电话"), index="phone_index")
    phone_index = models.CharField(max_length=32, blank=True, db_index=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    notice_version = models.CharField(max_length=20, blank=True)
    notice_seen_at = models.DateTimeField(null=True)
    session_stamp = models.CharField(max_length=32, blank=True)  # a new one ends every session of the person

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("username"), name="user_name_once_in_any_case")]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What each session is bound to: the password and the stamp."""
        bound = self.password + self.session_stamp
        return salted_hmac("zhengyou.accounts.session", bound, secret=secret, algorithm="sha256").hexdigest()

    @property
    def phone_text(self) -> str:
        """The telephone number in plain text, whether it was just assigned or read from the database."""
        return self.phone.open() if isinstance(self.phone, Sealed) else self.phone or ""

    def get_full_name(self) -> str:
        """The person's name."""
        return self.name

    def __str__(self) -> str:
        return self.name


class Slip(ScopedModel):
    """A one-time way in, printed or sent: first sign-in, lost password, lost second factor.

    Only the digest of the secret is kept. A new slip makes the older ones of the same person void.
    """

    scope_paths = ScopePaths(owner="user_id")

    class Purpose(models.TextChoices):
        FIRST = "first", _("首次登录")
        PASSWORD = "password", _("重设密码")
        SECOND_FACTOR = "second_factor", _("重设密码和动态口令")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    digest = models.CharField(max_length=64, unique=True)
    place = PathField(
        tree="territory", follows=True, blank=True
    )  # territory path under which the auditor finds what became of it
    issued_by = models.CharField(max_length=120)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    void = models.BooleanField(default=False)

    class Meta(ScopedModel.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="slip_expires_after_issue", condition=models.Q(expires_at__gt=models.F("issued_at"))
            )
        ]
