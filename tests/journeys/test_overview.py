"""The dashboard: figures that open, places below, a trend with its table, a sheet of paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import openpyxl

from tests.journeys.conftest import Windows
from tests.journeys.paper import print_out


def test_a_figure_opens_to_its_definition_and_its_units(windows: Windows, tmp_path: Path) -> None:
    desk = windows("county")
    desk.open("/").sees("宛城区总览", "应建组建率", "64.3%", "9 / 14 家").walk()
    desk.follow(re.compile("口径和名单.*应建组建率"))
    assert desk.heading == "宛城区 · 应建组建率 64.3%"
    desk.sees("定义", "分子", "分母", "口径出处", "数字背后的单位", "南阳宛通物流有限公司")
    desk.misses("南阳汉冶耐火材料有限公司").walk()
    desk.choose("看哪部分", "分子").press("筛选").sees("南阳汉冶耐火材料有限公司").misses(
        "南阳宛通物流有限公司"
    )
    table = desk.download("导出", tmp_path)
    above, rows = _exported(table, "所在地")
    assert above[0] == "应建组建率：分子"
    assert "按现在的台账，共 9 家" in above
    assert len(rows) == 9
    assert "南阳汉冶耐火材料有限公司" in [row[1] for row in rows]
    desk.follow("南阳汉冶耐火材料有限公司")
    assert desk.heading == "南阳汉冶耐火材料有限公司"


def test_places_open_level_by_level(windows: Windows) -> None:
    city = windows("city")
    city.open("/").sees("南阳市总览")
    city.page.locator(".zy-tiles").get_by_role("link", name="宛城区").click()
    city.sees("宛城区总览").look()
    city.choose("看哪个数字", "组织覆盖率").press("显示").sees("宛城区总览")
    city.follow("南阳市")
    assert city.heading == "南阳市总览"
    windows("county").open("/overview/411300/", status=404)


def test_the_chart_has_a_table_behind_it(windows: Windows) -> None:
    desk = windows("city")
    desk.open("/")
    desk.choose("看哪个数字", "组织覆盖率").choose("按什么划分", "行业门类").press("显示")
    desk.sees("组织覆盖率，按行业门类", "只有一次可以公布的数字")
    desk.page.get_by_text("数据表").click()
    desk.sees("分子 / 分母").look()
    desk.follow("制造业")
    assert desk.heading.startswith("南阳市 · 组织覆盖率")
    desk.sees("分类看", "数字背后的单位").look()


def test_the_overview_fits_a_phone_and_a_sheet(windows: Windows) -> None:
    phone = windows("county", phone=True)
    phone.open("/")
    phone.page.get_by_role("button", name="菜单").click()
    phone.look().follow("应建未建")
    desk = windows("county")
    desk.open("/")
    print_out(desk, most=3)
    print_out(desk.open("/worklist/"), most=2)


def test_work_list_and_table_agree(windows: Windows, tmp_path: Path) -> None:
    desk = windows("city")
    table = desk.open("/").download("导出", tmp_path)
    above, rows = _exported(table, "区划代码")
    assert above[0] == "南阳市总览"
    assert [row[1] for row in rows[:3]] == ["南阳市", "宛城区", "卧龙区"]
    codes = [str(row[0]) for row in rows]
    assert codes == sorted(codes), "not in code order"


def _exported(table: Path, first: str) -> tuple[list[object], Sequence[Sequence[object]]]:
    """The first sheet: the lines above its heading, and the rows below. first: the heading's first cell."""
    book = openpyxl.load_workbook(table, read_only=True)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    book.close()
    heading = [row[0] for row in rows].index(first)
    return [row[0] for row in rows[:heading]], rows[heading + 1 :]
