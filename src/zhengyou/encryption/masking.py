"""What a screen shows of a personal identifier before it is revealed."""

import re

_NUMBER = re.compile(r"[\d\-－— ]{5,}")
_WORD = re.compile(r"[^\s:：,，;；、/()（）]+")


def mask_name(name: str) -> str:
    """王小明 -> 王**; the family name stays."""
    return name[:1] + "*" * max(len(name) - 1, 0)


def mask_phone(phone: str) -> str:
    """13812345678 -> 138****5678; short numbers keep their last two digits."""
    if len(phone) >= 11:
        return phone[:3] + "*" * (len(phone) - 7) + phone[-4:]
    return "*" * max(len(phone) - 2, 0) + phone[-2:]


def mask_id_number(number: str) -> str:
    """41130219800101234X -> 411302********234X: never shown whole without an audited reveal."""
    if len(number) < 11:
        return "*" * len(number)
    return number[:6] + "*" * (len(number) - 10) + number[-4:]


def mask_contact(text: str) -> str:
    """王小明 13812345678 -> 王** 138****5678: names and numbers that stand in one cell."""
    parts: list[str] = []
    end = 0
    for match in _NUMBER.finditer(text):
        parts.append(_WORD.sub(lambda word: mask_name(word[0]), text[end : match.start()]))
        number = match[0].strip()
        lead, _, tail = match[0].partition(number) if number else (match[0], "", "")
        parts.append(lead + mask_phone(number) + tail)
        end = match.end()
    parts.append(_WORD.sub(lambda word: mask_name(word[0]), text[end:]))
    return "".join(parts)
