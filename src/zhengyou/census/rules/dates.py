"""Reading dates: whole or partial, as people and spreadsheets write them. A missing day stays missing."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from typing import Final

from zhengyou.census.rules.findings import NOTHING, Finding, Reading, error, say, warning
from zhengyou.census.rules.words import Reader, cell_reader, half_width, is_no_answer
from zhengyou.workbooks.cells import Cell

EARLIEST: Final = 1900
_SEPARATED = re.compile(
    r"(\d{4})(?:年|[-./\\])(?:(\d{1,2})(?:(?:月份?|[-./\\])(?:(\d{1,2})日?)?)?)?(?:T?\d{1,2}:\d{2}.*)?"
)
_TOGETHER = re.compile(r"(\d{4})(\d{2})?(\d{2})?年?")
_REMARK = re.compile(r"[(\[【〔].*$|(?:成立|批复|换届|建立|组建|批准|入党|转正|左右|前后|出生|生)+$")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_ENGLISH = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:{_DAY}[-/.,]*)?{_MONTH}[-/.,]*(?P<year>\d{{4}})",
        rf"{_MONTH}[-/.,]*{_DAY}[-/.,]+(?P<year>\d{{4}})",
        rf"(?P<year>\d{{4}})[-/.,]*{_MONTH}(?:[-/.,]*{_DAY})?",
    )
)
_HAN_DIGITS: Final = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_EXCEL_ZERO: Final = date(1899, 12, 30)
_SERIALS: Final = range(7306, 73051)  # 1920 to 2099


def partial_date_reader(label: str, *, today: date, future: bool = False) -> Reader:
    """Reads a date as ISO text of 4, 7 or 10 characters. Dates after `today` are refused unless `future`."""
    wrong = Reading(
        None,
        error(
            "not_a_date", say("“%(label)s”认不出日期，请写成 2010-05-01；不知道日的写 2010-05。", label=label)
        ),
    )
    late = Reading(None, error("future_date", say("“%(label)s”晚于今天，请核对。", label=label)))

    def settled(year: int, month: int | None, day: int | None, finding: Finding | None = None) -> Reading:
        try:
            first = date(year, month or 1, day or 1)
        except ValueError:
            return wrong
        if year < EARLIEST:
            return wrong
        if first > today and not future:
            return late
        parts = [f"{year:04d}"] + [f"{part:02d}" for part in (month, day) if part is not None]
        return Reading("-".join(parts), finding)

    def read(text: str) -> Reading:
        plain = half_width(text).translate(_HAN_DIGITS).replace(" ", "")
        plain = plain.replace("十月", "10月").replace("号", "日")
        trimmed = _REMARK.sub("", plain)
        match = _SEPARATED.fullmatch(trimmed) or _TOGETHER.fullmatch(trimmed)
        if match:
            year, month, day = (int(part) if part else None for part in match.groups())
            return settled(year or 0, month or None, day or None)
        if trimmed.isdecimal() and len(trimmed) < 6 and int(trimmed) in _SERIALS:
            return serial(int(trimmed))
        if found := _in_english(text):
            return settled(*found)
        return NOTHING if is_no_answer(text) else wrong

    def serial(number: int) -> Reading:
        found = _EXCEL_ZERO + timedelta(days=number)
        return settled(found.year, found.month, found.day)

    def other(value: Cell) -> Reading:
        if isinstance(value, bool):
            return wrong
        if isinstance(value, date | datetime):
            return settled(value.year, value.month, value.day)
        if isinstance(value, float):
            return decimal(value) if math.isfinite(value) else wrong
        if isinstance(value, int) and EARLIEST <= value <= 2100:
            return settled(value, None, None)
        if isinstance(value, int) and value in _SERIALS:
            return serial(value)
        return read(str(value))

    def decimal(value: float) -> Reading:
        """2010.05 and 2010.5 are May; 2010.1 may have been 2010.10 before the spreadsheet cut its zero."""
        year, _, month = f"{value:.4f}".rstrip("0").partition(".")
        if not month or len(month) > 2 or not year.isdecimal():
            return serial(int(value)) if int(value) in _SERIALS else wrong
        if month == "1":
            doubt = warning(
                "month_unclear",
                say("“%(label)s”分不清是1月还是10月，只登记了年份，请写成 2010-01 这样。", label=label),
            )
            return settled(int(year), None, None, doubt)
        return settled(int(year), int(month), None)

    return cell_reader(read, other)


def _in_english(text: str) -> tuple[int, int, int | None] | None:
    """Year, month and day of a date with an English month: May 2010, 1-May-2010, May 1st, 2010."""
    plain = "-".join(half_width(text).split())
    for pattern in _ENGLISH:
        if match := pattern.fullmatch(plain):
            day = match.groupdict().get("day")
            month = _MONTHS.index(match["month"].lower()) + 1
            return int(match["year"]), month, int(day) if day else None
    return None


def whole_date_reader(label: str, *, today: date) -> Reader:
    """Reads a date with its day, as a date. A date without a day is not taken, with a warning."""
    partial = partial_date_reader(label, today=today)

    def read(value: Cell) -> Reading:
        found = partial(value)
        if not isinstance(found.value, str):
            return found
        if len(found.value) < 10:
            doubt = warning(
                "day_missing", say("“%(label)s”没有写到日，没有登记；需要时请写成 2010-05-01。", label=label)
            )
            return Reading(None, doubt)
        return Reading(date.fromisoformat(found.value), found.finding)

    return read


def is_after(later: str, earlier: str) -> bool:
    """Whether a partial date is certainly after another: compared as far as both are known."""
    known = min(len(later), len(earlier))
    return later[:known] > earlier[:known]


def agree(one: str, other: str) -> bool:
    """Whether two partial dates can be the same day."""
    known = min(len(one), len(other))
    return one[:known] == other[:known]
