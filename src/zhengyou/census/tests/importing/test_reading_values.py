"""Cells as people write them become values; what is doubtful is told, what cannot be read is refused."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from zhengyou import standards
from zhengyou.census.rules import codes, dates, member_row, numbers, words
from zhengyou.census.rules.findings import ERASE
from zhengyou.census.rules.words import Reader
from zhengyou.census.tests.importing.lab import code, id_number

TODAY = date(2026, 11, 23)
COUNT = numbers.count_reader("从业人员数")
AMOUNT = numbers.amount_reader("年营业收入")
YES_NO = words.yes_no_reader("是否建立党组织", standards.load_enums()["yes_no"])
DAY = dates.partial_date_reader("成立时间", today=TODAY)
CODE = codes.credit_code_reader("统一社会信用代码")


def severity(reader: Reader, cell: Any) -> str:
    finding = reader(cell).finding
    return finding.severity if finding else ""


@pytest.mark.parametrize("reader", [COUNT, AMOUNT, YES_NO, DAY, CODE, words.text_reader("备注", 10)])
@pytest.mark.parametrize("cell", [None, "", "  ", "\u3000", "\u200b", "/", "-", "——"])
def test_an_empty_cell_says_nothing(reader: Reader, cell: Any) -> None:
    assert reader(cell) == (None, None)


@pytest.mark.parametrize("reader", [COUNT, AMOUNT, YES_NO, DAY, CODE, words.text_reader("备注", 10)])
def test_the_word_for_erasing_erases(reader: Reader) -> None:
    assert reader(" 清空 ").value is ERASE


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (120, 120),
        (120.0, 120),
        ("120", 120),
        ("120人", 120),
        ("1,200", 1200),
        ("１２０", 120),
        (" 0 ", 0),
        ("12 名", 12),
        (0, 0),
    ],
)
def test_counts_are_read(cell: Any, number: int) -> None:
    assert COUNT(cell) == (number, None)


@pytest.mark.parametrize("cell", ["约120", "120左右", "120余人", "近120人"])
def test_about_is_taken_with_a_doubt(cell: str) -> None:
    reading = COUNT(cell)
    assert reading.value == 120
    assert severity(COUNT, cell) == "warning"


@pytest.mark.parametrize(
    "cell", [-3, "-3", "12.5", 12.5, "abc", "一百二十", "50-100", "1,20", True, date(2020, 1, 1), 10**12]
)
def test_what_is_no_count_is_refused(cell: Any) -> None:
    assert COUNT(cell).value is None
    assert severity(COUNT, cell) == "error"


def test_none_written_for_a_count_is_unknown_and_told() -> None:
    assert COUNT("无").value is None
    assert severity(COUNT, "无") == "warning"


@pytest.mark.parametrize(
    ("cell", "wan"),
    [
        (1200.5, "1200.5"), ("1,200.50", "1200.5"), ("1200.5万元", "1200.5"), ("1.2亿元", "12000"), ("3000元", "0.3"),
        ("2亿", "20000"), (".5", "0.5"), ("人民币120万元", "120"),
    ],
)  # fmt: skip
def test_amounts_come_out_in_ten_thousands(cell: Any, wan: str) -> None:
    assert AMOUNT(cell) == (Decimal(wan), None)


@pytest.mark.parametrize("cell", ["1.23456", 1.23456, "12345.67元", "0.00001", "1234.56785万元"])
def test_an_amount_finer_than_a_yuan_is_rounded_and_told(cell: Any) -> None:
    reading = AMOUNT(cell)
    assert reading.finding is not None
    assert (reading.finding.code, reading.finding.severity) == ("rounded", "warning")
    assert reading.value == reading.value.quantize(Decimal("0.0001"))


@pytest.mark.parametrize("cell", [0.1 + 0.2, 1.1 * 3, "1.23450000", 1234.5678, "12345元", 0])
def test_what_a_calculation_is_off_by_is_not_told(cell: Any) -> None:
    assert AMOUNT(cell).finding is None


def test_a_floor_space_is_rounded_without_a_word() -> None:
    assert numbers.decimal_reader("活动场所面积", places=2)(12.345).finding is None


def test_the_heading_names_the_unit_unless_the_cell_does() -> None:
    yuan = numbers.amount_reader("年营业收入", heading="元")
    assert yuan(12345678).value == Decimal("1234.5678")
    assert yuan("3万元").value == Decimal(3)
    assert numbers.amount_reader("年营业收入", heading="亿元")(1.5).value == Decimal(15000)


@pytest.mark.parametrize("cell", ["100万美元", "$300", "-5", "abc", "1,2,3"])
def test_foreign_or_unreadable_money_is_refused(cell: str) -> None:
    assert AMOUNT(cell).value is None
    assert severity(AMOUNT, cell) == "error"


def test_a_heading_in_foreign_money_refuses_every_amount() -> None:
    assert severity(numbers.amount_reader("年营业收入", heading="其他"), 5) == "error"


def test_an_amount_too_large_to_be_true_is_doubted() -> None:
    assert severity(AMOUNT, 123456789) == "warning"


@pytest.mark.parametrize("cell", ["是", "有", "√", "Y", "1", 1, True, "已建立", "是（2015年）"])
def test_yes_has_many_forms(cell: Any) -> None:
    assert YES_NO(cell) == (True, None)


@pytest.mark.parametrize("cell", ["否", "无", "×", "N", "0", 0, False, "未建"])
def test_no_has_many_forms(cell: Any) -> None:
    assert YES_NO(cell) == (False, None)


@pytest.mark.parametrize("cell", ["也许", 3, "两个", 2.5])
def test_neither_yes_nor_no_is_refused(cell: Any) -> None:
    assert severity(YES_NO, cell) == "error"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("2010年5月1日", "2010-05-01"), ("2010年5月", "2010-05"), ("2010.5.1", "2010-05-01"), ("2010-05", "2010-05"),
        ("20100501", "2010-05-01"), (20100501, "2010-05-01"), ("2010/5/1", "2010-05-01"), ("2010年", "2010"),
        (40299, "2010-05-01"), ("40299", "2010-05-01"), (datetime(2010, 5, 1, 8, 30), "2010-05-01"), (2010, "2010"),
        ("２０１０年５月", "2010-05"), ("二〇一〇年五月", "2010-05"), ("2010-05-01 00:00:00", "2010-05-01"),
        ("2010年5月（宛组〔2010〕12号）", "2010-05"), (2010.05, "2010-05"), (2010.5, "2010-05"), (2010.12, "2010-12"),
        (date(2010, 5, 1), "2010-05-01"), ("201005", "2010-05"), ("2010年5月成立", "2010-05"),
    ],
)  # fmt: skip
def test_dates_keep_what_is_known(cell: Any, text: str) -> None:
    assert DAY(cell) == (text, None)


def test_a_month_that_the_spreadsheet_cut_is_not_guessed() -> None:
    assert DAY(2010.1).value == "2010"
    assert severity(DAY, 2010.1) == "warning"


@pytest.mark.parametrize(
    "cell", ["2010-13-01", "2010-02-30", "昨天", "10.5.1", "1810-01-01", "2030-01-01", True, 123]
)
def test_what_is_no_possible_date_is_refused(cell: Any) -> None:
    assert DAY(cell).value is None
    assert severity(DAY, cell) == "error"


def test_a_date_that_must_be_whole_is_left_out_when_it_is_not() -> None:
    whole = dates.whole_date_reader("采集日期", today=TODAY)
    assert whole("2026-05-01").value == date(2026, 5, 1)
    assert whole("2026-05").value is None
    assert severity(whole, "2026-05") == "warning"


def test_a_code_is_read_with_blanks_and_full_width_signs() -> None:
    given = code(7)
    assert CODE(f" {given[:8]} {given[8:].lower()} ").value == given
    assert CODE("".join(chr(ord(sign) + 0xFEE0) for sign in given)).value == given


def test_a_code_that_fails_its_digit_is_taken_with_a_doubt() -> None:
    given = code(7)
    wrong = given[:-1] + ("1" if given[-1] != "1" else "2")
    assert CODE(wrong).value == wrong
    assert severity(CODE, wrong) == "warning"


@pytest.mark.parametrize("cell", ["123", 914113020000000000, 9.14113e17, "9.14113E+17", "91411302MA000000IO"])
def test_a_broken_code_is_refused(cell: Any) -> None:
    assert CODE(cell).value is None
    assert severity(CODE, cell) == "error"


def test_an_identity_number_must_hold_its_sum_and_date() -> None:
    reader = codes.id_number_reader("公民身份号码", today=TODAY)
    good = id_number(1)
    assert reader(good.lower()).value == good
    assert severity(reader, good[:-1] + ("0" if good[-1] != "0" else "1")) == "error"
    assert severity(reader, 411302198001010000) == "error"


def test_a_choice_is_read_by_any_usual_word() -> None:
    reader = words.choice_reader("单位类别", standards.load_enums()["org_kind"])
    assert reader("非公有制企业").value == "enterprise"
    assert reader("1.非公企业").value == "enterprise"
    assert reader("行业商会").value == "association"
    assert severity(reader, "国有企业") == "error"


def test_a_choice_that_is_called_none_is_no_missing_answer() -> None:
    reader = words.choice_reader("党内职务", standards.load_enums()["position"])
    assert reader("无").value == "none"


def test_text_too_long_is_refused_without_repeating_it() -> None:
    reading = words.text_reader("备注", 5)("一二三四五六")
    assert reading.value is None
    assert reading.finding is not None
    assert "一二三四五六" not in reading.finding.message


def test_blanks_inside_a_persons_name_are_taken_out() -> None:
    assert words.text_reader("书记姓名", 60, person=True)("张  三").value == "张三"
    assert words.text_reader("备注", 60)("甲 乙").value == "甲 乙"


def test_where_a_mobile_member_went_stands_in_the_same_cell() -> None:
    reader = member_row.mobile_reader("流动党员", standards.load_enums()["mobile_status"])
    assert reader("流出（深圳）").value == ("out", "深圳")
    assert reader("流入").value == ("in", "")
    assert reader("否").value == ("none", "")
    assert severity(reader, "也许") == "error"


def test_out_of_contact_is_yes_no_or_since_when() -> None:
    reader = member_row.out_of_contact_reader(YES_NO, DAY)
    assert reader("否").value == (False, "")
    assert reader("2024年3月").value == (True, "2024-03")
    assert reader("是").value == (True, "")
    assert severity(reader, "也许") == "error"
