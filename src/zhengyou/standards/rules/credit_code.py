"""Unified social credit codes: GB 32100-2015."""

import re
import unicodedata
from collections.abc import Iterable
from operator import mul
from typing import Literal, NamedTuple

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z: they look like digits or each other
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)  # 3^(i-1) mod 31
LENGTH = 18
_VALUES = {sign: value for value, sign in enumerate(ALPHABET)}
_MODULUS = 31
_USUAL = re.compile(
    f"[{ALPHABET}]{{{LENGTH}}}"
)  # as printed on the certificate: nothing to mend, nothing to refuse
_WEIGHED = tuple(
    bytes(_VALUES.get(chr(sign), 0) * weight % _MODULUS for sign in range(256)) for weight in (*WEIGHTS, 1)
)
# The first two characters say who registers what: which kinds of unit (enums, org_kind) it can be.
KINDS = {
    "51": ("social_group", "association"),
    "52": ("private_non_enterprise",),
    "53": ("foundation",),
    "91": ("enterprise",),
    "92": ("individual",),
    "93": ("enterprise",),
}


class CodeCheck(NamedTuple):
    """`ok`; `doubtful`: check digit wrong, legal for some early codes, so a person decides; or `refused`.

    `code` is the code without blanks, in capitals. `problem` is "" or one of check_digit, empty, length,
    sign, mangled, old_number. `kinds` are the codes of org_kind that the first two characters allow, () when
    they say nothing.
    """

    code: str
    state: Literal["ok", "doubtful", "refused"]
    problem: str
    message_zh: str
    message_en: str
    kinds: tuple[str, ...]


def check(text: str) -> CodeCheck:
    """Check one code as somebody wrote it. Lettered departments are legal, so only the alphabet binds."""
    code = text
    if not _USUAL.fullmatch(text):
        code = re.sub(r"[\s\-‐–—]", "", unicodedata.normalize("NFKC", text)).upper()
        problem, zh, en = _refusal(code)
        if problem:
            return CodeCheck(code, "refused", problem, zh, en, ())
    kinds = KINDS.get(code[:2], ())
    if check_digit(code[:-1]) == code[-1]:
        return CodeCheck(code, "ok", "", "", "", kinds)
    zh = "校验位不符，请对照证照核对。少数早期代码虽合法也不符，核对无误可说明理由保留。"
    en = "The check digit does not fit. Compare it with the certificate; a few early codes are legal."
    return CodeCheck(code, "doubtful", "check_digit", zh, en, kinds)


def check_digit(first17: str) -> str:
    """The 18th character that belongs to 17 characters of the alphabet."""
    return ALPHABET[-sum(map(mul, WEIGHTS, map(_VALUES.__getitem__, first17))) % _MODULUS]


def fitting(texts: Iterable[str]) -> list[str]:
    """Those of many texts that are codes as printed, with the check digit that belongs to them."""
    codes = [text for text in texts if _USUAL.fullmatch(text)]
    together = "".join(codes).encode("ascii")
    # All first characters at once by what they weigh, then all second ones …: the sums of a code's 18 leave no rest.
    weighed = [together[place::LENGTH].translate(table) for place, table in enumerate(_WEIGHED)]
    return [
        code
        for code, weights in zip(codes, zip(*weighed, strict=True), strict=True)
        if not sum(weights) % _MODULUS
    ]


def _refusal(code: str) -> tuple[str, str, str]:
    if not code:
        return "empty", "没有信用代码。", "There is no code."
    if re.fullmatch(r"\d(\.\d+)?E\+?\d+", code) or re.fullmatch(r"\d+\.0+", code):
        return (
            "mangled",
            "信用代码被表格软件改成了数字，后几位已丢失。请把这一列设为文本后重新填写。",
            "The spreadsheet turned the code into a number. Set the column to text and fill it in again.",
        )
    if len(code) in (9, 15) and code.isascii() and code.isalnum():
        return (
            "old_number",
            f"这是{len(code)}位的旧号码（组织机构代码或注册号），请填写18位统一社会信用代码。",
            f"This is an old number of {len(code)} characters; the unified code has 18.",
        )
    if len(code) != LENGTH:
        return (
            "length",
            f"信用代码应为18位，这里是{len(code)}位。",
            f"The code has 18 characters, this one {len(code)}.",
        )
    for place, sign in enumerate(code, start=1):
        if sign not in ALPHABET:
            return (
                "sign",
                f"第{place}位是“{sign}”，信用代码不用这个字符{_meant(sign)}。",
                f"Character {place} is “{sign}”, which these codes never use.",
            )
    return "", "", ""


def _meant(sign: str) -> str:
    likely = {"O": "0", "I": "1", "Z": "2", "S": "5"}.get(sign)
    return f"，可能是数字{likely}" if likely else ""
