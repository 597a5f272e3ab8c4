"""Bring what people write into a form that can be compared."""

import unicodedata

TICKS = frozenset("√×✓✔✗✘")


def fold(text: str) -> str:
    """Width, case, blanks and punctuation removed: `" 企业（单位）名称： "` becomes `"企业单位名称"`.

    Letters, digits, Chinese characters and ticks (√ ×) stay; full-width forms become half-width (NFKC).
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    if plain.isalnum():
        return text if plain == text else plain  # one text in memory where nothing was to be done
    return "".join(sign for sign in plain if sign.isalnum() or sign in TICKS)
