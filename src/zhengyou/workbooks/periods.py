"""Headings that name the time their figures are of: 2025年营业收入, 三季度, 2026年9月末从业人员数."""

import re
from typing import NamedTuple

from zhengyou.workbooks import cells

_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年|$)年?度?")
_PART = re.compile(
    r"第?([一二三四1-4])季度?(?![\d岁])|[Qq]([1-4])|(上半年|下半年|全年)|(?:(\d{1,2})月?[-—–~至到])?(\d{1,2})月份?(?![\d人])"
)
_EMPTY = re.compile(r"\(\)|\[\]|【】")
_AROUND = re.compile(r"^(?:截至|截止到?|至)|^(?:底|末|初|期末|累计|止)|(?:底|末|期末|累计)$")


class Period(NamedTuple):
    """year: 0 where unsaid. month: the last one it reaches to, 12 for whole years. part: whether it is less than a year."""

    year: int = 0
    month: int = 12
    part: bool = False


def split(heading: str) -> tuple[str, Period | None]:
    """The heading without the time that it names, and that time; None where it names none."""
    text = cells.squeezed(heading)
    year, part = _YEAR.search(text), None
    if year:
        text = text[: year.start()] + text[year.end() :]
    part = _PART.search(text)
    if part:
        text = text[: part.start()] + text[part.end() :]
    if not year and not part:
        return heading, None
    month, whole = _month(part) if part else (12, True)
    plain = _AROUND.sub("", _AROUND.sub("", text))
    plain = _EMPTY.sub("", plain).strip("-—–/、_:的")
    return plain, Period(int(year[0][:4]) if year else 0, month, not whole)


def _month(part: re.Match[str]) -> tuple[int, bool]:
    """(last month, whether it is a whole year)."""
    quarter = part[1] or part[2]
    if quarter:
        return _QUARTERS[quarter], False
    if part[3]:
        return (6 if part[3] == "上半年" else 12), part[3] == "全年"
    return min(int(part[5]), 12), part[4] == "1" and part[5] == "12"


def joined(periods: list[Period]) -> Period | None:
    """The time that a heading and the groups over it name together."""
    if not periods:
        return None
    parts = [one for one in periods if one.part]
    year = max(one.year for one in periods)
    return Period(year, parts[-1].month if parts else 12, bool(parts))
