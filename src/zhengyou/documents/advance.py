"""How wide a text is, in characters (字): full-width signs count one, Latin letters and digits a half."""

from __future__ import annotations

import unicodedata

FULL_QUOTES = "“”‘’…—·"  # of ambiguous width, full in Chinese text


def width(text: str) -> float:
    """In 字. Marks that sit on another character count nothing."""
    return sum(_one(sign) for sign in text)


def _one(sign: str) -> float:
    if unicodedata.combining(sign):
        return 0.0
    return 1.0 if sign in FULL_QUOTES or unicodedata.east_asian_width(sign) in "WF" else 0.5
