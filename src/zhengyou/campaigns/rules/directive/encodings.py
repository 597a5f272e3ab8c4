"""Turns the bytes of a plain text into characters, told by the bytes themselves."""

from __future__ import annotations

import codecs
import unicodedata

from zhengyou.campaigns.rules.directive.unreadable import UnreadableFile

_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4000
_PLAUSIBLE = 0.85


def decode(content: bytes) -> str:
    """The text. Raises UnreadableFile when the bytes are no text in UTF-8, GB18030 or UTF-16."""
    for mark, name in _MARKED:
        if content.startswith(mark):
            text = _try(content, name)
            if text is None:
                raise _no_text()
            return _whole(text)
    best, value = "", 0.0
    for name in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"):
        text = _try(content, name)
        if text is None:
            continue
        likely = plausibility(text)
        if name == "utf-8" and likely > _PLAUSIBLE:
            return _whole(text)
        if likely > value:
            best, value = text, likely
    if value < _PLAUSIBLE:
        raise _no_text()
    return _whole(best)


def _try(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name)
    except (UnicodeDecodeError, UnicodeError):
        return None


def _whole(text: str) -> str:
    if "\0" in text or plausibility(text) < _PLAUSIBLE:
        raise _no_text()
    return text


def plausibility(text: str) -> float:
    """How much of the text, 0 to 1, is such as Chinese and English are written with."""
    step = max(1, len(text) // _SAMPLE)
    sample = text[::step]
    if not sample:
        return 0.0
    return sum(_usual(one) for one in sample) / len(sample)


def _usual(one: str) -> bool:
    if one in "\t\n\r\v\f" or " " <= one <= "~":
        return True
    if "\u4e00" <= one <= "\u9fff" or "\u3000" <= one <= "\u303f" or "\uff01" <= one <= "\uff65":
        return True
    return unicodedata.category(one) in (
        "Po",
        "Ps",
        "Pe",
        "Pd",
        "Pi",
        "Pf",
        "No",
        "Nl",
        "So",
        "Sm",
        "Zs",
        "Cf",
    )


def _no_text() -> UnreadableFile:
    return UnreadableFile(
        "文件里有认不出的内容，不是 UTF-8、GB18030 或 UTF-16 编码的文字。请用记事本或 WPS 打开，另存为 UTF-8 文本或 docx 再导入。"
    )
