"""What usually comes takes a shorter way to the same answer."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengyou.standards.rules import credit_code
from zhengyou.standards.rules.text import TICKS, fold

GOOD = "91410100MA44TK3M3C"


@given(st.text(max_size=30))
def test_folding_takes_out_all_but_letters_digits_and_ticks(text: str) -> None:
    plain = unicodedata.normalize("NFKC", text).casefold()
    assert fold(text) == "".join(sign for sign in plain if sign.isalnum() or sign in TICKS)


@given(st.text(alphabet=credit_code.ALPHABET, min_size=17, max_size=17))
def test_a_code_as_printed_is_judged_as_one_with_blanks(base: str) -> None:
    code = base + credit_code.check_digit(base)
    spaced = " " + code[:9].lower() + "－" + code[9:]
    assert credit_code.check(code).state == "ok"
    assert credit_code.check(code) == credit_code.check(code + " ")
    assert credit_code.check(spaced).code in {code, spaced.strip().upper()}


@given(st.text(alphabet=credit_code.ALPHABET, min_size=18, max_size=18))
def test_the_check_digit_is_the_standards_sum(code: str) -> None:
    total = sum(
        weight * credit_code.ALPHABET.index(sign)
        for weight, sign in zip(credit_code.WEIGHTS, code[:17], strict=True)
    )
    fits = credit_code.ALPHABET[-total % 31] == code[17]
    assert credit_code.check(code).state == ("ok" if fits else "doubtful")


@pytest.mark.parametrize("code", [GOOD[:-1], GOOD + "1", GOOD.replace("M", "O"), ""])
def test_other_codes_are_still_refused(code: str) -> None:
    assert credit_code.check(code).state == "refused"
