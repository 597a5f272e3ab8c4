"""Resident identity numbers: check sign and date are hard, the region is a warning."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengyou.standards.rules import resident_id

TODAY = date(2026, 11, 23)


def number(region: int, born: date, serial: int) -> str:
    first = f"{region:06d}{born:%Y%m%d}{serial:03d}"
    return first + resident_id.check_sign(first)


numbers = st.builds(
    number, st.integers(410000, 419999), st.dates(date(1920, 1, 1), TODAY), st.integers(0, 999)
)


@given(numbers)
def test_a_number_with_its_check_sign_is_right_and_tells_birth_and_gender(text: str) -> None:
    found = resident_id.check(text.lower(), today=TODAY)
    assert found.ok
    assert found.number == text
    assert found.birth_date is not None
    assert f"{found.birth_date:%Y%m%d}" == text[6:14]
    assert found.gender == ("male" if int(text[16]) % 2 else "female")


@given(numbers, st.integers(0, 16), st.sampled_from("0123456789"))
def test_any_other_digit_in_any_place_is_noticed(text: str, place: int, digit: str) -> None:
    other = text[:place] + digit + text[place + 1 :]
    assert resident_id.check(other, today=TODAY).ok == (other == text)


@given(numbers, st.sampled_from("0123456789X"))
def test_any_other_check_sign_is_noticed(text: str, sign: str) -> None:
    assert resident_id.check(text[:17] + sign, today=TODAY).ok == (sign == text[17])


@given(st.text(max_size=30))
def test_any_text_gets_an_answer(text: str) -> None:
    found = resident_id.check(text, today=TODAY)
    assert found.ok == (not found.problem)
    assert found.ok or found.message_zh


def test_the_published_example_is_right() -> None:
    assert resident_id.check("11010519491231002X", today=TODAY).ok


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ("110105491231002", "length"),
        ("1101051949123100AX", "sign"),
        ("٣10105194912310021", "sign"),
        (number(410102, date(1990, 2, 28), 1)[:12] + "30" + "0011", "date"),
        ("110105180012310020", "date"),
        (number(410102, date(2026, 11, 24), 1), "future"),
        ("110105194912310021", "check_digit"),
    ],
)
def test_what_is_wrong_is_named(text: str, problem: str) -> None:
    assert resident_id.check(text, today=TODAY).problem == problem


def test_an_unknown_region_is_a_warning_only() -> None:
    found = resident_id.check(number(990101, date(1990, 1, 1), 1), today=TODAY)
    assert found.ok
    assert not found.region_known
    assert found.message_zh


def test_a_renamed_region_is_no_matter() -> None:
    found = resident_id.check(number(410381, date(1990, 1, 1), 1), today=TODAY)
    assert found.ok
    assert found.region_known


@given(numbers)
def test_no_message_repeats_the_number(text: str) -> None:
    wrong = text[:17] + ("0" if text[17] != "0" else "1")
    found = resident_id.check(wrong, today=TODAY)
    assert wrong not in repr(found)
