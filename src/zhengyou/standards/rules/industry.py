"""Bring what counties write about an industry to one code of GB/T 4754-2017."""

import re
import unicodedata
from dataclasses import dataclass

from zhengyou.standards.industries import IndustryTable
from zhengyou.standards.rules.text import fold

CODE = re.compile(r"([A-T])?(\d{0,4})")
# Between code and name, and between a name and the next: punctuation, or the change from letters to Chinese.
BREAK = re.compile(r"[\s/\\|>:_\-—()\[\]【】]+|(?<=[0-9A-Ta-t])(?=[一-鿿])|(?<=[一-鿿])(?=[A-T0-9])")


@dataclass(frozen=True, slots=True)
class Industry:
    """`code` is the section letter and as many digits as were given (`C`, `C13`, `K701`, `C1311`)."""

    code: str
    section: str
    division: str | None
    name: str


def parse(text: str, table: IndustryTable) -> Industry | None:
    """The industry that a text means, else None.

    Read are codes with or without their section letter (`A05`, `05`, `C`, `1311`), names, and both together
    (`C13 农副食品加工业`, `制造业/农副食品加工业`; the most detailed part counts). A letter that does not
    belong to its division, or parts that contradict each other, mean nothing: None, never a guess.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    whole = _read(plain, table)
    if whole is not None:
        return whole
    parts = [part for part in BREAK.split(plain) if part]
    read = [found for found in (_read(part, table) for part in parts) if found is not None]
    if len(parts) < 2 or not read:
        return None
    finest = max(read, key=lambda one: len(one.code))
    return finest if all(finest.code.startswith(one.code) for one in read) else None


def _read(text: str, table: IndustryTable) -> Industry | None:
    return _of_code(text, table) or _of_name(text, table)


def _of_code(text: str, table: IndustryTable) -> Industry | None:
    match = CODE.fullmatch(text.upper().removesuffix(".0"))
    if match is None or not text:
        return None
    letter, digits = match.group(1), match.group(2)
    if not digits:
        return Industry(letter, letter, None, table.sections[letter]) if letter else None
    if len(digits) == 1:
        digits = "0" + digits  # a spreadsheet that took 05 for a number
    section = table.section_of.get(digits[:2])
    if section is None or letter not in (None, section):
        return None
    return _named(section + digits, table)


def _of_name(text: str, table: IndustryTable) -> Industry | None:
    code = table.names.get(fold(text))
    return None if code is None else _named(code, table)


def _named(code: str, table: IndustryTable) -> Industry:
    return Industry(code, code[0], code[1:3] or None, table.name(code) or "")
