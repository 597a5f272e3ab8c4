"""Reading counts and amounts. An empty cell is unknown, never 0."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from zhengyou.census.rules import usual
from zhengyou.census.rules.findings import NOTHING, Finding, Reading, error, say, warning
from zhengyou.census.rules.words import Reader, cell_reader, half_width, is_no_answer
from zhengyou.workbooks import cells
from zhengyou.workbooks.cells import Cell

_COUNTERS: Final = "人次|人|名|个|家|户|位|件|项|年"
_COUNT = re.compile(
    rf"(约|大约|近|约为)?([+-]?[\d,]+(?:\.\d+)?)(余|多|左右|以上)?(?:{_COUNTERS})?(余|多|左右|以上)?"
)
_AMOUNT = re.compile(
    r"(约|大约|近|约为)?(?:人民币|¥|￥|rmb)?([+-]?[\d,]*\.?\d+(?:e[+-]?\d{1,3})?)(余|多)?"
    r"(元|千元|万元|百万元|千万元|亿元|万|亿|万人民币|平方米|平米|m2|㎡|平方)?(余|多|左右|以上)?",
    re.IGNORECASE,
)
_FOREIGN = re.compile(r"美元|美金|港元|港币|欧元|日元|英镑|澳元|usd|hkd|eur|\$|€|£", re.IGNORECASE)
_THOUSANDS = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_IN_WAN: Final = {
    "元": Decimal("0.0001"),
    "千元": Decimal("0.1"),
    "万元": Decimal(1),
    "万": Decimal(1),
    "万人民币": Decimal(1),
    "百万元": Decimal(100),
    "千万元": Decimal(1000),
    "亿元": Decimal(10_000),
    "亿": Decimal(10_000),
}
_PLACES: Final = 4
_LARGEST_COUNT: Final = 2_147_483_647
_LARGEST: Final = Decimal(10) ** 12
_MOST_DIGITS: Final = 20
_NOISE: Final = Decimal("1e-14")  # what a calculated cell is off by (0.1+0.2), beside what somebody wrote
_DOUBTFUL_WAN: Final = Decimal(
    10_000_000
)  # 1,000 亿元: hardly a county's enterprise, likely yuan under a wrong heading


def count_reader(label: str) -> Reader:
    """Reads a whole number that is not negative: 120, 120人, 1,200, １２０; 约120 with a warning."""
    wrong = Reading(
        None, error("not_a_count", say("“%(label)s”应填整数（例如 120），不清楚就空着。", label=label))
    )
    negative = Reading(None, error("negative", say("“%(label)s”不能是负数，请核对。", label=label)))

    def whole(number: Decimal, approximate: bool) -> Reading:
        if number < 0:
            return negative
        if number != number.to_integral_value() or number > _LARGEST_COUNT:
            return wrong
        return Reading(int(number), _approximate(label) if approximate else None)

    def read(text: str) -> Reading:
        plain = half_width(text).replace(" ", "")
        match = _COUNT.fullmatch(plain)
        if match is None or not _THOUSANDS.fullmatch(match[2]):
            if not is_no_answer(text):
                return wrong
            return Reading(None, _none_written(label)) if any(sign.isalnum() for sign in text) else NOTHING
        return whole(Decimal(match[2].replace(",", "")), bool(match[1] or match[3] or match[4]))

    def other(value: Cell) -> Reading:
        return whole(Decimal(str(value)), False) if _is_number(value) else wrong

    return cell_reader(read, other, _shared(label))


def amount_reader(label: str, *, heading: str | None = None) -> Reader:
    """Reads an amount of money in 万元, to four places.

    heading: unit that the column's heading or the line above the table names (元, 千元, 万元, 百万元, 亿元); None: 万元.
    A unit in the cell goes before both. Foreign money is refused: no rate is guessed.
    """
    factor = _IN_WAN.get(heading or "万元")
    foreign = Reading(None, error("foreign_money", say("“%(label)s”请折算成人民币万元后填写。", label=label)))
    read = _decimal_reader(label, places=_PLACES, factor=factor, foreign=foreign, money=True)
    return usual.Glancing(read, usual.amounts(_PLACES, _DOUBTFUL_WAN)) if factor == 1 else read


def decimal_reader(label: str, *, places: int) -> Reader:
    """Reads a number that is not negative, such as a floor space."""
    return _decimal_reader(label, places=places, factor=Decimal(1), foreign=None, money=False)


def _decimal_reader(
    label: str, *, places: int, factor: Decimal | None, foreign: Reading | None, money: bool
) -> Reader:
    wrong = Reading(
        None, error("not_a_number", say("“%(label)s”应填数字（例如 1200.5），不清楚就空着。", label=label))
    )
    negative = Reading(None, error("negative", say("“%(label)s”不能是负数，请核对。", label=label)))
    large = Reading(None, error("too_large", say("“%(label)s”太大了，请核对数字和单位。", label=label)))
    step = Decimal(1).scaleb(-places)
    rounded = warning(
        "rounded", say("“%(label)s”的小数太多，已按万元四位小数登记（精确到 1 元）。", label=label)
    )

    def settled(number: Decimal, by: Decimal | None, approximate: bool) -> Reading:
        if by is None:
            return foreign or wrong
        if number < 0:
            return negative
        if number.adjusted() > _MOST_DIGITS or (amount := number * by) >= _LARGEST:
            return large
        value = amount.quantize(step, ROUND_HALF_UP)
        finding = _approximate(label) if approximate else None
        if money and value != amount and finding is None and abs(value - amount) > amount * _NOISE:
            finding = rounded
        if money and value >= _DOUBTFUL_WAN:
            finding = warning(
                "doubtful_amount", say("“%(label)s”大得不寻常，请核对单位是不是万元。", label=label)
            )
        return Reading(value, finding)

    def read(text: str) -> Reading:
        plain = half_width(text).replace(" ", "")
        if foreign is not None and _FOREIGN.search(plain):
            return foreign
        match = _AMOUNT.fullmatch(plain)
        if match is None or ("," in match[2] and not _THOUSANDS.fullmatch(match[2])):
            if not is_no_answer(text):
                return wrong
            return Reading(None, _none_written(label)) if any(sign.isalnum() for sign in text) else NOTHING
        unit = match[4]
        if unit and (unit in _IN_WAN) != money:
            return wrong
        by = _IN_WAN[unit] if unit and money else factor
        return settled(Decimal(match[2].replace(",", "")), by, bool(match[1] or match[3] or match[5]))

    def other(value: Cell) -> Reading:
        return settled(Decimal(str(value)), factor, False) if _is_number(value) else wrong

    return cell_reader(read, other, _shared(label))


def _is_number(value: Cell) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return not cells.lost_precision(value) and math.isfinite(value)


def _approximate(label: str) -> Finding:
    return warning("approximate", say("“%(label)s”是约数，已按写明的数字登记，请核实后改准。", label=label))


def _shared(label: str) -> Reading:
    doubt = say(
        "“%(label)s”是几行合并的一个数，分不清是每家的还是合计，没有登记。请取消合并，逐家填写。", label=label
    )
    return Reading(None, warning("shared_number", doubt))


def _none_written(label: str) -> Finding:
    return warning(
        "none_written", say("“%(label)s”写的是文字，按不清楚处理；确实一个也没有时请填 0。", label=label)
    )
