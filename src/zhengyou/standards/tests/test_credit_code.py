"""Social credit codes: one wrong sign is always noticed, early legal codes are not refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengyou.standards.rules import credit_code
from zhengyou.standards.rules.credit_code import ALPHABET

codes = st.text(ALPHABET, min_size=17, max_size=17).map(lambda first: first + credit_code.check_digit(first))


@given(codes)
def test_a_code_with_its_check_digit_is_right(code: str) -> None:
    assert credit_code.check(code).state == "ok"


@given(codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_other_sign_in_any_place_is_noticed(code: str, place: int, sign: str) -> None:
    other = code[:place] + sign + code[place + 1 :]
    assert (credit_code.check(other).state == "ok") == (other == code)


@given(codes)
def test_blanks_small_letters_and_full_width_signs_do_not_matter(code: str) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code.lower())
    spaced = f" {code[:8]} {code[8:]}\n"
    assert credit_code.check(wide).code == credit_code.check(spaced).code == code


@given(st.text(max_size=40))
def test_any_text_gets_an_answer_with_a_reason(text: str) -> None:
    found = credit_code.check(text)
    assert (found.state == "ok") == (not found.problem) == (not found.message_zh)


@pytest.mark.parametrize("code", ["91350100M0001TGQXM", "91350211M0000XUF46"])
def test_early_pilot_codes_are_doubtful_not_refused(code: str) -> None:
    assert credit_code.check(code).state == "doubtful"


@pytest.mark.parametrize("first", ["N2410100MA40ABCD1", "Y1410100MA40ABCD1", "A1410100MA40ABCD1"])
def test_lettered_departments_are_legal(first: str) -> None:
    assert credit_code.check(first + credit_code.check_digit(first)).state == "ok"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("9141010012345", "length"),
        ("91410100MA40ABCD1XX", "length"),
        ("91410100MA4OABCD1X", "sign"),
        ("9.1410100E+17", "mangled"),
        ("914101000000000000.0", "mangled"),
        ("410100000012345", "old_number"),
        ("MA40ABCD1", "old_number"),
    ],
)
def test_what_is_no_code_is_refused_with_its_reason(text: str, problem: str) -> None:
    found = credit_code.check(text)
    assert (found.state, found.problem) == ("refused", problem)
    assert found.message_zh.endswith("。")


def test_a_letter_that_looks_like_a_digit_is_pointed_out() -> None:
    assert "第11位是“O”" in credit_code.check("91410100MAOABCD1X1").message_zh
    assert "可能是数字0" in credit_code.check("91410100MAOABCD1X1").message_zh


@pytest.mark.parametrize(
    ("start", "kind"), [("91", "enterprise"), ("92", "individual"), ("51", "association")]
)
def test_the_first_signs_say_what_kind_of_unit_it_can_be(start: str, kind: str) -> None:
    first = start + "410100MA40ABCD1"
    assert kind in credit_code.check(first + credit_code.check_digit(first)).kinds
