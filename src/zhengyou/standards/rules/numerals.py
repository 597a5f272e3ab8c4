"""Chinese numerals, as headings and lists are numbered."""

from __future__ import annotations

_FIGURES = "〇一二三四五六七八九"


def chinese(number: int) -> str:
    """1 to 999 as 一, 十, 二十一, 一百零二; Arabic digits beyond."""
    if not 1 <= number <= 999:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_FIGURES[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _FIGURES[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_FIGURES[ones] if ones else "")
