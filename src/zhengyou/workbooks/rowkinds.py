"""What a row below the heading is: data, or something that people write between and under data."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Literal

from zhengyou.workbooks import cells
from zhengyou.workbooks.cells import Cell

Kind = Literal["data", "total", "remark", "blank", "numbering", "header", "example", "section", "other"]
"""section: names the place of the rows below. other: belongs to another table further down in the sheet."""

_LONGEST_MARK = 400
_LONGEST_TOTAL = 20
_LEAST_HEADINGS = 3
_LONGEST_HEADING = 30
_TOTAL = re.compile(r".{0,16}(?:合计|总计|小计|共计|累计)(?:\(.*\))?:?(?:\d+[家户个名人]?)?")
_REMARK = re.compile(r"(?:备注|说明|附注|注|填表说明|填报说明|填写说明|注意事项|注意|特此说明)\d*(?::|$)")
_SIGNED = (
    r"(?:(?:单位|部门|统计|填报|党组织|主要|企业)?(?:负责人|责任人)|分管领导|(?:填表|填报|制表|审核|复核|审批|经办|打印|录入|报送)人"
    r"|制表|审核|复核|审批|(?:填报|填表|报送)单位|(?:党?支部|党组织|党委)书记|联系人|联系电话|(?:领导|本人)?(?:签字|签名|签章|盖章))"
    r"(?:签字|签名|签章|盖章)?"
)
_DATED = r"(?:填报|填表|报送|制表|打印|审核|导出|生成)(?:日期|时间)"
_SIGNATURE = re.compile(rf"(?:{_SIGNED}|{_DATED})(?:\(.*?\))?:")
_SIGNATURE_ALONE = re.compile(
    rf"{_SIGNED}(?:\(.*?\))?|{_DATED}[\d年月日./:-]*|(?:单位)?\((?:单位)?(?:盖章|公章|签字|签章|签名)\)(?:{_DATED}?:?.*)?"
)
_EXAMPLE = re.compile(r"(?:填写)?(?:示例|样例|范例|例|例如)\d*(?:[:(].*)?")
_SECTION = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十]{1,3}[)）]、?).{1,40}"
)
_DATE_LINE = re.compile(r"(?:\d{4}年\d{1,2}月(?:\d{1,2}日)?|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})")
_PAGE = re.compile(
    r"(?:第\d{1,4}页(?:[,/]?共\d{1,4}页)?|共\d{1,4}页|(?:共|共计|总共|合计)\d+(?:条|行|项|笔)(?:数据|记录)?|(?:记录|数据)(?:总)?数:?\d+|-\d{1,4}-|续表|接上页|接下页|转下页)"
)
_NUMBERED_NOTE = re.compile(r"\(?\d{1,2}[.、)].{6,}")
MEASURES = {
    "人",
    "家",
    "个",
    "名",
    "户",
    "人次",
    "岁",
    "年",
    "%",
    "元",
    "万元",
    "亿元",
    "千元",
    "百万元",
    "万",
    "亿",
    "平方米",
    "-",
    "/",
    "—",
}
NUMBERS = {"序号", "序", "编号", "顺序号", "行号", "No", "no", "NO"}
"""Headings of running numbers."""
_HINTS = MEASURES | {
    "必填",
    "选填",
    "必填项",
    "选填项",
    "可选",
    "文本",
    "数字",
    "日期",
    "下拉选择",
    "下拉",
    "手工填写",
}
_STEMS = "甲乙丙丁戊己庚辛壬癸"


class Judge:
    """Judges the rows of one table, in order."""

    def __init__(
        self,
        width: int,
        known: Callable[[str], bool] | None = None,
        place: Callable[[str], str | None] | None = None,
    ) -> None:
        """known: whether a heading is expected by the caller; place: the place that a section's title names."""
        self.width = width
        self.known = known
        self.place = place
        self.headings: list[list[str]] = []
        self.under_heading = True
        self.after_data = False
        self.other = False
        self.section = ""
        """The place that the last section's title named."""

    def learn_heading(self, values: list[Cell]) -> None:
        self.headings.append([cells.squeezed(value) for value in values])

    def kind(self, values: list[Cell], band: int) -> Kind:
        """`band` is the number of columns that a merged cell takes in this row."""
        if self.after_data and not self.other and _is_numbered(values):
            return "data"  # as most rows are: nothing that was learned so far changes
        kind = self._kind(values, band)
        if kind == "header":
            self.other = False
        elif kind != "blank":
            if not self.after_data and kind == "data" and self._heads_another(values):
                self.other = True
            kind = "other" if self.other and kind == "data" else kind
        self.after_data = kind == "data" and not _is_alone(values)
        if kind != "blank":
            self.under_heading = kind in {"header", "numbering"}
        return kind

    def _heads_another(self, values: list[Cell]) -> bool:
        """Whether the row is the heading of another table: nothing but words, most of them headings that are known."""
        if self.known is None:
            return False
        words = [value for value in values if not cells.blank(value)]
        if len(words) < _LEAST_HEADINGS or not all(
            isinstance(word, str) and len(word) <= _LONGEST_HEADING for word in words
        ):
            return False
        recognised = sum(1 for word in words if self.known(str(word)))
        return recognised >= _LEAST_HEADINGS and recognised * 2 > len(words)

    def _kind(self, values: list[Cell], band: int) -> Kind:
        place = _first_filled(values)
        if place < 0:
            return "blank"
        if all(value is None or value == cells.UNCALCULATED for value in values):
            filled = sum(value is not None for value in values)
            return (
                "blank" if filled * 2 < self.width or filled == 1 else "data"
            )  # formulas drawn down in advance
        first = values[place]
        if _is_alone(values) and _is_figure(values[place]) and self._numbers_rows(place):
            return "blank"  # numbered in advance, nobody filled it in
        if self.under_heading and (_is_numbering(values) or _are_hints(values)):
            return "numbering"
        if isinstance(first, str) and len(first) <= _LONGEST_MARK:
            kind = self._kind_by_mark(cells.squeezed(first), values, band)
            if kind != "data":
                return kind
        return "total" if _names_a_total(values, place) else "data"

    def _numbers_rows(self, place: int) -> bool:
        """Whether the column holds running numbers."""
        return any(
            place < len(heading) and heading[place].rstrip(".") in NUMBERS for heading in self.headings
        )

    def _kind_by_mark(self, mark: str, values: list[Cell], band: int) -> Kind:
        if _TOTAL.fullmatch(mark):
            return "total"
        if self.place is not None and self.width > 2 and _is_alone(values) and (named := self.place(mark)):
            self.section = named
            return "section"
        if _EXAMPLE.fullmatch(mark):
            return "example"
        if _SIGNATURE.match(mark) or self._is_remark(mark, values, band):
            return "remark"
        if any(mark in heading for heading in self.headings) and self._repeats_heading(values):
            return "header"
        return "data"

    def _is_remark(self, mark: str, values: list[Cell], band: int) -> bool:
        alone = _is_alone(values)
        if _REMARK.match(mark) and (alone or ":" in mark):
            return True
        if alone and (_PAGE.fullmatch(mark) or _SIGNATURE_ALONE.fullmatch(mark)):
            return True
        across = band >= max(3, self.width // 2)
        note = any(pattern.fullmatch(mark) for pattern in (_NUMBERED_NOTE, _SECTION, _DATE_LINE))
        return alone and self.width > 3 and (across or note)

    def _repeats_heading(self, values: list[Cell]) -> bool:
        words = [cells.squeezed(value) for value in values]
        filled = sum(1 for word in words if word)
        for heading in self.headings:
            same = sum(1 for word, known in zip(words, heading, strict=False) if word and word == known)
            if same >= 2 and same == filled:
                return True
        return False


def _is_numbered(values: list[Cell]) -> bool:
    """Whether a row begins with its running number and a word that is no total's."""
    if len(values) < 2 or type(values[0]) is not int:
        return False
    word = values[1]
    return type(word) is str and word[:1].isalpha() and "计" not in word


def _first_filled(values: list[Cell], start: int = 0) -> int:
    for place in range(start, len(values)):
        value = values[place]
        if value is None:
            continue
        if not isinstance(value, str) or value[:1].isalnum() or not cells.blank(value):
            return place
    return -1


def _names_a_total(values: list[Cell], place: int) -> bool:
    """Whether a total is named beside the running number, or first of all words, with figures before it."""
    second = _first_filled(values, place + 1)
    if 0 <= second < 3 and _is_total(values[second]):
        return True
    word = place
    while word >= 0 and _is_figure(values[word]):
        word = _first_filled(values, word + 1)
    return word > place and _is_total(values[word])


def _is_total(value: Cell) -> bool:
    if not isinstance(value, str) or len(value) >= _LONGEST_TOTAL or "计" not in value:
        return False
    return _TOTAL.fullmatch(cells.squeezed(value)) is not None


def _is_figure(value: Cell) -> bool:
    return not isinstance(value, str) or cells.squeezed(value).replace(".", "").isdecimal()


def _is_alone(values: list[Cell]) -> bool:
    return _first_filled(values, _first_filled(values) + 1) < 0


def _is_numbering(values: list[Cell]) -> bool:
    """1 2 3 …, 甲 乙 1 2 …, A B 1 2 …: the columns' numbers that official forms print under the heading."""
    marks = [cells.squeezed(value).strip("()") for value in values if not cells.blank(value)]
    while marks and (marks[0] in _STEMS or re.fullmatch("[A-Za-z]|栏次|序号|编号", marks[0])):
        marks.pop(0)
    if len(marks) < 3 or not all(mark.isdecimal() and len(mark) < 4 for mark in marks):
        return False
    numbers = [int(mark) for mark in marks]
    return numbers[0] < 10 and all(b == a + 1 for a, b in pairwise(numbers))


def _are_hints(values: list[Cell]) -> bool:
    words = {cells.squeezed(value).strip("()") for value in values if not cells.blank(value)}
    return words <= _HINTS
