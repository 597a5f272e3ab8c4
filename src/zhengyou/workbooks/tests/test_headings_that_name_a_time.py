"""Headings that name a year, a quarter or some months."""

import pytest

from zhengyou.workbooks.mapping import part_of_a_year
from zhengyou.workbooks.periods import Period, split


@pytest.mark.parametrize(
    ("heading", "plain", "period"),
    [
        ("2025年营业收入", "营业收入", Period(2025)),
        ("营业收入（万元）（2025年）", "营业收入(万元)", Period(2025)),
        ("2025年度", "", Period(2025)),
        ("2025", "", Period(2025)),
        ("一季度", "", Period(0, 3, True)),
        ("第三季度从业人员", "从业人员", Period(0, 9, True)),
        ("2026年1-9月营业收入（万元）", "营业收入(万元)", Period(2026, 9, True)),
        ("截至2026年9月底党员总数", "党员总数", Period(2026, 9, True)),
        ("2025年末从业人员数", "从业人员数", Period(2025)),
        ("上半年", "", Period(0, 6, True)),
        ("2025年1-12月", "", Period(2025)),
    ],
)
def test_the_time_is_told_from_the_rest(heading: str, plain: str, period: Period) -> None:
    assert split(heading) == (plain, period)


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "35岁以下职工",
            "近3年新发展党员",
            "大中小微(2017办法)",
            "从业人员50人以上",
            "入党时间",
            "年营业收入",
        ),
        *("上年营业收入", "是否规上", "第1书记", "党员不足3人"),
    ],
)
def test_other_numbers_are_no_time(heading: str) -> None:
    assert split(heading) == (heading, None)


def test_a_group_may_name_the_year_and_the_heading_the_quarter() -> None:
    assert part_of_a_year("一季度", "2026年/营业收入")
    assert not part_of_a_year("营业收入", "2025年")
