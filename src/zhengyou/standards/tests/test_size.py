"""Enterprise size: the published examples, and unknown where an input is missing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengyou import standards
from zhengyou.standards.rules import size

TABLE = standards.load_sizes()
INDUSTRIES = standards.load_industries()


def classify(
    code: str | None, employees: int | None, revenue: str | None, assets: str | None
) -> size.Size | None:
    return size.classify(
        code,
        employees=employees,
        revenue=None if revenue is None else Decimal(revenue),
        assets=None if assets is None else Decimal(assets),
        table=TABLE,
    )


@pytest.mark.parametrize(
    ("code", "employees", "revenue", "assets", "expected"),
    [
        ("C13", 1000, "40000", None, "large"),
        ("C13", 1000, "39999", None, "medium"),
        ("B", 299, "90000", None, "small"),
        ("D44", 19, "90000", None, "micro"),
        ("E47", None, "80000", "299", "micro"),
        ("A01", None, "50", None, "small"),
        ("L72", 100, None, "8000", "medium"),
        ("M73", 99, None, None, "small"),
        ("I65", 103, "15735.28", None, "medium"),
        ("F52", 50, None, None, None),
    ],
)
def test_published_examples(
    code: str, employees: int | None, revenue: str | None, assets: str | None, expected: str | None
) -> None:
    assert classify(code, employees, revenue, assets) == expected


@pytest.mark.parametrize(
    "code", ["J66", "P83", "Q84", "S91", "T97", "G53", "K704", "F", "G59", "K70", "K", "Q", "", None, "X"]
)
def test_industries_outside_the_rule_or_too_coarse_are_unknown(code: str | None) -> None:
    assert classify(code, 100, "10000", "10000") is None


@pytest.mark.parametrize(
    "code", ["G591", "G5910", "G592", "K701", "K7010", "K702", "Q85", "C1311", "O81", "N78", "R90"]
)
def test_a_finer_code_finds_its_row(code: str) -> None:
    assert classify(code, 100000, "1000000", "1000000") == "large"


def test_a_missing_input_is_unknown_even_where_the_other_is_tiny() -> None:
    assert classify("F52", 1, None, None) is None
    assert classify("E47", None, None, "1") is None


@given(
    st.sampled_from(sorted(TABLE.by_prefix)),
    st.integers(0, 3000),
    st.integers(0, 250000),
    st.integers(0, 250000),
    st.integers(0, 1000),
)
def test_more_of_anything_never_makes_smaller(
    code: str, people: int, revenue: int, assets: int, more: int
) -> None:
    def height(*given: int) -> int:
        found = classify(code, given[0], str(given[1]), str(given[2]))
        assert found is not None
        return size.ORDER.index(found)

    assert height(people + more, revenue + more, assets + more) >= height(people, revenue, assets)


def test_every_prefix_is_an_industry() -> None:
    for prefix in TABLE.by_prefix:
        digits = prefix[1:]
        assert prefix[0] in INDUSTRIES.sections
        assert not digits or INDUSTRIES.section_of[digits[:2]] == prefix[0]
        assert len(digits) < 3 or digits in INDUSTRIES.groups
