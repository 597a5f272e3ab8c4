"""How a title ends."""

from __future__ import annotations

import re

from zhengyou.campaigns.rules.directive import words

_DRAFT = re.compile(r"（[^（）]{1,12}(?:行|稿|案|订|要|发)）|（[一二三四五六七八九十上中下]）")


def without_draft(text: str) -> str:
    """实施方案（试行） without （试行）."""
    return _DRAFT.sub("", text.rstrip("》”"))


def is_title_end(text: str) -> bool:
    """…的通知, …实施方案（试行）."""
    plain = without_draft(text)
    return any(plain.endswith(kind) for kind in words.lists().role("document_kind"))
