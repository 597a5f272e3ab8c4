"""A clause's key in words: opening.c1 is 开头第1条, 3.c2 is 第三部分第2条; 3.1.2, as texts are quoted, stays."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhengyou.standards.rules.numerals import chinese

_OWN: Final = re.compile(r"(?P<passage>opening|closing|\d+)\.c(?P<number>\d+)")


def said(key: str) -> str:
    """The words for a key; a key of any other shape as it is."""
    found = _OWN.fullmatch(key)
    if found is None:
        return key
    passage, number = found["passage"], found["number"]
    if passage == "opening":
        return _("开头第%(number)s条") % {"number": number}
    if passage == "closing":
        return _("结尾第%(number)s条") % {"number": number}
    part = passage if (get_language() or "").startswith("en") else chinese(int(passage))
    return _("第%(part)s部分第%(number)s条") % {"part": part, "number": number}
