"""Resident identity numbers: GB 11643-1999."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_SIGNS = "10X98765432"
OLDEST = 130  # years; a date further back is a slip of the pen
# First two digits: provinces, and residence permits of Hong Kong, Macao and Taiwan.
# Regions are renamed and merged, so an unknown one is only a warning.
REGIONS = frozenset(
    f"{region}"
    for region in (
        *range(11, 16),
        21,
        22,
        23,
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        71,
        81,
        82,
        83,
        91,
    )
)
MESSAGES = {
    "": ("", ""),
    "empty": ("没有身份证号。", "There is no number."),
    "length": ("身份证号应为18位，请核对位数。", "The number has 18 characters; count them again."),
    "sign": ("身份证号前17位应为数字，最后一位是数字或X。", "17 digits are followed by a digit or X."),
    "date": ("身份证号第7至14位不是可能的出生日期。", "Digits 7 to 14 are no possible date of birth."),
    "future": ("身份证号中的出生日期晚于今天。", "The date of birth lies in the future."),
    "check_digit": (
        "身份证号的校验位不符，请逐位核对。",
        "The check digit does not fit; compare each digit.",
    ),
    "region": ("身份证号前两位不是已知的省份代码，请核对。", "The first two digits are no known region."),
}


@dataclass(frozen=True, slots=True)
class IdCheck:
    """`ok` when form, date and check sign are right; `number` is then its canonical form, else "".

    `problem` is "" or one of empty, length, sign, date, future, check_digit. An unknown region is only a
    warning: `ok` with `region_known` False and a message.
    No message repeats the number: messages end up in logs and reports.
    """

    ok: bool
    number: str
    birth_date: date | None
    gender: Literal["male", "female"] | None
    region_known: bool
    problem: str
    message_zh: str
    message_en: str


def check(text: str, *, today: date) -> IdCheck:
    """Check one number as somebody wrote it; blanks are removed and x becomes X."""
    number = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    problem = _problem(number, today)
    if problem:
        return IdCheck(False, "", None, None, False, problem, *MESSAGES[problem])
    known = number[:2] in REGIONS
    gender: Literal["male", "female"] = "male" if int(number[16]) % 2 else "female"
    return IdCheck(True, number, _date(number[6:14]), gender, known, "", *MESSAGES["" if known else "region"])


def _problem(number: str, today: date) -> str:
    """The first thing that is wrong, "" when nothing is."""
    if len(number) != 18:
        return "length" if number else "empty"
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return "sign"
    born = _date(number[6:14])
    if born is None or today.year - born.year > OLDEST:
        return "date"
    if born > today:
        return "future"
    return "" if check_sign(number[:17]) == number[17] else "check_digit"


def check_sign(first17: str) -> str:
    """The 18th character that belongs to 17 digits."""
    return CHECK_SIGNS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, first17, strict=True)) % 11]


def _date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
