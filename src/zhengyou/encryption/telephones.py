"""The telephone number in a cell that holds a person's name as well, written in one way so that equal ones are found."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_GAP: Final = r"[\s\-–—]*"
_MOBILE: Final = re.compile(rf"(?<!\d)(?:\+?86|0)?{_GAP}(1[3-9]\d){_GAP}(\d{{4}}){_GAP}(\d{{4}})(?!\d)")
_LANDLINE: Final = re.compile(
    rf"(?<![\dA-Za-z])(?:\(?(0\d{{2,3}})\)?{_GAP})?([2-9]\d{{2,3}}){_GAP}(\d{{4}})(?![\dA-Za-z])"
)


def number_in(text: str) -> str:
    """The first mobile number, else the first landline number, digits only; "" where there is none.

    王芳 138-1234-5678 and ０１３８１２３４５６７８ are one; a landline without its area code is another one than with it.
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    found = _MOBILE.search(plain) or _LANDLINE.search(plain)
    return "".join(part for part in found.groups() if part) if found else ""
