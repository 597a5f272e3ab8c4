"""A glance at usual cells says what the reader says that looks at each closely."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengyou.census.importing import targets
from zhengyou.census.importing.readers import reader_for
from zhengyou.census.models import Unit
from zhengyou.census.rules.usual import Glancing
from zhengyou.standards.rules import credit_code
from zhengyou.workbooks.cells import Cell, Shared

ASKED = (
    "name",
    "uscc",
    "op_address",
    "revenue",
    "venue_area",
    "owner_name",
    "org_name",
    "zone_name",
    "secretary",
)
WORDS = (
    *(
        "无",
        "有",
        "√",
        "清空",
        "王*",
        "王**",
        "王 芳",
        "暂无",
        "不详",
        "#N/A",
        "未填",
        "筹建中",
        "单独建立",
        "没有",
    ),
    *(
        "河南省某某有限公司",
        "河南省某某有限公司 ",
        "a  bcdefghijkl",
        "王芳 13812345678",
        "王芳，13812345678",
        "x x x x x x",
    ),
    *(
        "应建尚未建立党组织",
        "某某公司党支部\n第二行文字",
        "１２３４５６７８９０",
        "＝１＋１某某有限公司",
        "字" * 130,
    ),
    *("91410000MA0000001X", "91410000ma0000001x", "9141000012345678", "91410000MA40000001"),
)


def code(digits: str) -> str:
    first = "91" + digits
    return first + credit_code.check_digit(first)


CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.sampled_from(WORDS),
    st.text("中国公司党支部无有清空()（） \n\tab12，*", max_size=16),
    st.text(max_size=12),
    st.integers(-5, 10**16),
    st.integers(0, 20_000_000),
    st.floats(),
    st.floats(0, 2e7).map(lambda number: round(number, 4)),
    st.floats(0, 2e7).map(lambda number: round(number, 6)),
    st.text("0123456789ABCDEFGHJ", min_size=15, max_size=15).map(code),
    st.text("0123456789ABCDEFGHJ", min_size=18, max_size=18),
    st.sampled_from(["12", "120人", "某某有限公司某某"]).map(Shared),
    st.none(),
    st.dates(),
)


def reader(key: str) -> Any:
    columns = {one.name: one for one in Unit._meta.concrete_fields}
    one = targets.fields("units")[key]
    return reader_for(one, column=columns.get(key), kind="units", today=date(2026, 6, 30), heading_unit=None)


@pytest.mark.parametrize("key", ASKED)
@settings(max_examples=150, deadline=None)
@given(cells=st.lists(CELLS, max_size=12))
def test_a_glance_reads_nothing_otherwise(key: str, cells: list[Cell]) -> None:
    read = reader(key)
    if not isinstance(read, Glancing):
        assert key == "venue_area"
        return
    for cell, value in read.glance(set(cells)).items():
        assert (repr(value), None) == (repr(read(cell).value), read(cell).finding)


@pytest.mark.parametrize(
    ("key", "cells"),
    [
        ("name", ["河南省某某有限公司", "河南 某某（集团）有限公司"]),
        ("uscc", [code("410000MA4000001"), code("410000MA4000002")]),
        ("revenue", [12.34, 0, 7, 9_999_999.9999]),
        ("owner_name", ["王芳", "欧阳明华"]),
        ("org_name", ["某某公司联合党支部3"]),
    ],
)
def test_usual_cells_are_taken_at_a_glance(key: str, cells: list[Cell]) -> None:
    """Else the rule above would hold of a glance that sees nothing."""
    assert list(reader(key).glance(dict.fromkeys(cells))) == cells


@pytest.mark.parametrize(
    "odd",
    ["王芳", "河南  某某有限公司", " 河南省某某有限公司", "第一行文字\n第二行文字", "约一百二十万元整左右，"],
)
def test_one_odd_text_hides_none_of_the_others(odd: str) -> None:
    usual = ["河南省某某有限公司", "河南省其他有限公司"]
    assert sorted(reader("name").glance({*usual, odd})) == sorted(usual)


def test_a_reason_is_no_organisations_name_however_long() -> None:
    assert reader("org_name").glance({"应建尚未建立党组织", "上级党组织未及时指导"}) == {}
