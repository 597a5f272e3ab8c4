"""Figures taken away: they say what they are, whose, of when and by whom, and print on pages that can be read."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.world import NOW, World
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.actions.freezing import freeze
from zhengyou.scoping import Scope
from zhengyou.workbooks import fitting

DAY = "2026-11-22"
EXPORTS = {
    "overview": "/overview/411302/export/",
    "numbers": "/figures/org_cover/411302/numbers/",
    "list": "/figures/org_cover/411302/export/?part=missing",
    "snapshot": f"/snapshots/{DAY}/411302/export/?tree=then",
}


@pytest.fixture
def counted(world: World) -> World:
    while follow(at=NOW):
        continue
    freeze(day=date.fromisoformat(DAY), title="年中统计", by=Scope.operator(), at=NOW)
    return world


def book(world: World, name: str) -> Any:
    return load_workbook(io.BytesIO(world.client("county").get(EXPORTS[name]).getvalue()))


def top_of(sheet: Any) -> int:
    return int(sheet.print_title_rows.rpartition("$")[2])


def width_of(sheet: Any, column: int) -> float:
    """Columns of one width are written as one."""
    return next(float(one.width) for one in sheet.column_dimensions.values() if one.min <= column <= one.max)


@pytest.mark.parametrize("name", EXPORTS)
def test_every_sheet_says_whose_it_is_and_prints_across(counted: World, name: str) -> None:
    for sheet in book(counted, name).worksheets:
        top = top_of(sheet)
        assert "宛城区" in str(sheet["A1"].value) or "宛城区" in str(sheet["A2"].value)
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.freeze_panes.endswith(str(top + 1))
        widths = [width_of(sheet, cell.column) for cell in sheet[top]]
        assert sum(widths) <= 265, "too wide for one page across"
        for row in sheet.iter_rows(min_row=top + 1):
            for cell, width in zip(row, widths, strict=True):
                if isinstance(cell.value, str) and not cell.alignment.wrap_text:
                    assert fitting.width(cell.value) <= width, cell.value


@pytest.mark.parametrize("name", EXPORTS)
def test_the_first_sheet_says_of_when_and_by_whom(counted: World, name: str) -> None:
    sheet = book(counted, name).worksheets[0]
    above = "\n".join(str(row[0]) for row in sheet.iter_rows(max_row=top_of(sheet) - 1, values_only=True))
    assert "地方：宛城区（411302）" in above
    assert f"导出：{counted.person['county'].name}，" in above
    if name == "snapshot":
        assert f"年中统计，{DAY}" in above
    elif name != "list":
        assert f"数据截至 {counted.round.as_of.isoformat()}" in above
    if name in {"numbers", "list"}:
        for term in ("定义：", "分子：", "分母：", "不计入的及原因：", "口径出处："):
            assert term in above


@pytest.mark.parametrize("name", ["overview", "snapshot"])
def test_the_place_itself_comes_first_and_every_figure_is_explained(counted: World, name: str) -> None:
    rates, detail, meaning, *_parts = book(counted, name).worksheets
    codes = [row[-1] for row in _places(rates, name)]
    assert codes == ["宛城区", "东关街道", "汉冶街道"]
    shown = [cell.value for cell in rates[top_of(rates)]][3 if name == "snapshot" else 2 :]
    assert [row[0].value for row in meaning.iter_rows(min_row=top_of(meaning) + 1)] == shown
    assert all(row[1].value and row[5].value for row in meaning.iter_rows(min_row=top_of(meaning) + 1))
    figures = [row[0].value for row in detail.iter_rows(min_row=top_of(detail) + 1)]
    assert figures == [one for one in shown for _place in codes]
    numbers = [cell for row in detail.iter_rows(min_row=top_of(detail) + 1) for cell in row[-6:-1]]
    assert {cell.number_format for cell in numbers if cell.value is not None} == {"0.0", "#,##0"}


def _places(sheet: Any, name: str) -> list[tuple[Any, ...]]:
    width = 3 if name == "snapshot" else 2
    return [row[:width] for row in sheet.iter_rows(min_row=top_of(sheet) + 1, values_only=True)]


def test_a_place_that_looks_like_a_formula_stays_text(counted: World) -> None:
    place = counted.place["411302001"]
    type(place).objects.across_all(because="the test names a place").filter(pk=place.pk).update(name="=1+1")
    rates = book(counted, "overview").worksheets[0]
    (cell,) = [row[1] for row in rates.iter_rows() if row[1].value == "=1+1"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
