"""A unit entered twice: found, looked at side by side, merged, taken apart again, and remembered as two."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.journeys import sheets
from tests.journeys.conftest import ROUND, Windows
from tests.journeys.installation import Installation
from tests.journeys.window import Window

TWINS = {"南阳宛通物流公司": "南阳宛通物流有限公司", "枣林机械配件有限公司": "南阳枣林机械配件有限公司"}


def again(name: str, known: dict[str, Any], **other: Any) -> dict[str, Any]:
    """The same unit as a street wrote it down a second time: no code, the name short, another count."""
    return known | {"企业(单位)名称": name, "统一社会信用代码": "", **other}


def import_twins(installation: Installation, folder: Path) -> None:
    known = {str(row["企业(单位)名称"]): row for row in sheets.wancheng()}
    rows = [
        again(twin, known[name], 从业人员=90 + number) for number, (twin, name) in enumerate(TWINS.items())
    ]
    workbook = sheets.write(folder / "街道补报.xlsx", rows, title="街道补报")
    installation.run("census", "import", str(workbook), "--territory", "411302", "--round", ROUND)


def finished(window: Window) -> Window:
    """Waits until the search is over and follows to its result."""
    link = window.page.get_by_role("link", name="查看结果")
    expect(link).to_be_visible(timeout=60_000)
    return window.follow("查看结果")


def test_a_clerk_finds_judges_merges_and_takes_back(
    installation: Installation, windows: Windows, tmp_path: Path
) -> None:
    desk = windows("county")
    desk.open("/duplicates/").sees("没有等您判断的重复登记", "导入台账以后，可以查找一次").walk()
    import_twins(installation, tmp_path)
    desk.follow("查找重复登记").sees("不会自动合并").walk()
    desk.press("开始查找")
    finished(desk).sees("2 对单位可能是同一家", "名称只差“有限”", "电话相同")
    phone = windows("county", phone=True)
    phone.open("/duplicates/").sees("很可能")
    windows("neighbour_county").open("/duplicates/").sees("没有等您判断的重复登记")

    desk.open("/").sees("2 对单位可能登记了两次，等您判断").follow(re.compile("去判断"))
    desk.follow(re.compile("南阳宛通物流有限公司")).walk()
    assert desk.heading == "是不是同一家？"
    desk.sees("像同一家", "街道补报.xlsx", "不同").picture("duplicate")
    address = desk.path
    phone.open(address).sees("逐项比对", "保留“南阳宛通物流有限公司”")
    windows("neighbour_county").open(address, status=404)

    desk.press("合并…").sees("把“南阳宛通物流公司”并入“南阳宛通物流有限公司”", "合并可以撤销").walk()
    phone.press("合并…").sees("合并可以撤销")
    desk.follow("返回修改").press("合并…").press("合并").sees("已并入", "并入本单位的记录")
    phone.press("合并", status=409).sees("情况已经变化")

    desk.follow("南阳宛通物流公司").sees("并入", "这里只保留记录").misses("恢复")
    desk.open("/units/?q=宛通物流").sees("共 1 家")
    desk.open("/units/?q=宛通物流").follow("南阳宛通物流有限公司").follow(re.compile("撤销合并")).walk()
    desk.press("撤销合并").sees("恢复为单独一家")
    desk.open("/units/?q=宛通物流").sees("共 2 家")

    desk.open("/duplicates/").sees("2 对单位可能是同一家").follow(re.compile("枣林机械"))
    desk.fill("不是同一家的理由（可不填）", "父子两家").press("不是同一家").sees("已记下：不是同一家")
    desk.open("/duplicates/search/").press("开始查找")
    finished(desk).sees("1 对单位可能是同一家").misses("枣林机械")
    desk.choose("看哪些", "不是同一家").press("筛选").sees("枣林机械配件有限公司", "父子两家")
    desk.follow(re.compile("枣林机械")).sees("判断为不是同一家").follow("重新判断").press("重新判断").sees(
        "等您判断"
    )
