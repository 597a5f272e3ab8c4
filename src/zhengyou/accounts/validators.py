"""The rules for passwords are Django's; what they say to a person is ours."""

from __future__ import annotations

from django.contrib.auth import password_validation as rules
from django.utils.translation import gettext as _


class LongEnough(rules.MinimumLengthValidator):
    """At least so many characters."""

    def get_error_message(self) -> str:
        """Said at the field."""
        return _("密码太短，至少要 %(count)d 个字符。") % {"count": self.min_length}


class NotCommon(rules.CommonPasswordValidator):
    """None of the 20,000 passwords that everybody tries first."""

    def get_error_message(self) -> str:
        """Said at the field."""
        return _("这个密码太常见，容易被猜到，请换一个。")


class NotOnlyDigits(rules.NumericPasswordValidator):
    """Not a date or a telephone number."""

    def get_error_message(self) -> str:
        """Said at the field."""
        return _("密码不能全是数字，请加上字母或汉字。")


class NotLikeTheName(rules.UserAttributeSimilarityValidator):
    """Not the sign-in name or the person's own."""

    DEFAULT_USER_ATTRIBUTES = ("username", "name")

    def get_error_message(self) -> str:
        """Said at the field."""
        return _("密码和登录名或姓名太像，请换一个。")
