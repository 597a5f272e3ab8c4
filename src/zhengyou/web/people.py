"""How a page names whoever did something."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhengyou.scoping import Scope


def named(label: str) -> str:
    """The person's name; whoever worked at the shell is no person of the office."""
    return _("系统管理员（命令行）") if label == Scope.operator().label else label


def short(label: str) -> str:
    """The same without the office: 孙县办（宛城区 · 办公室） -> 孙县办."""
    return named(label).partition("（")[0]
