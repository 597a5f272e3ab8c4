"""Sets of numbers survive their packing, and a province takes little room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zhengyou.census.rules.packing import pack, unpack


@given(st.sets(st.integers(min_value=0, max_value=2**62)))
def test_packed_and_unpacked_it_is_the_same_set(numbers: set[int]) -> None:
    assert unpack(pack(numbers)) == numbers


def test_a_province_takes_some_kilobytes() -> None:
    assert len(pack(range(1000, 121_000))) < 2_000
