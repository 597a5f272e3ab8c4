"""A second round: what changed since the first, a number opened, the list taken away, and where the missing units went."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import openpyxl

from tests.journeys import sheets
from tests.journeys.conftest import ROUND, Windows
from tests.journeys.installation import Installation
from tests.journeys.window import Window

NEXT = "2027-1"
TODAY = date.today()


def test_a_county_compares_two_rounds_and_asks_after_what_is_missing(
    installation: Installation, windows: Windows, tmp_path: Path
) -> None:
    second_round(installation, tmp_path)
    desk, phone = windows("county"), windows("county", phone=True)
    desk.open("/").sees("家单位上轮见到、本轮未见")
    desk.open("/rounds/").misses("开启一轮摸底").follow(re.compile(f"变化.*{NEXT}"))
    assert desk.heading == "宛城区 · 两轮之间的变化"
    desk.sees("还没有比对过").walk()
    desk.press("开始比对")
    counted(desk)
    desk.sees("计算于", "新登记", "本轮未见", "从业人员(在岗职工)数").walk().picture(
        "rounds-compare", height=1500
    )
    phone.open(desk.path)

    desk.open(desk.path).follow("1", within=desk.row("从业人员(在岗职工)数"))
    assert desk.heading == "宛城区 · 从业人员(在岗职工)数"
    desk.sees("豫宛精密铸造有限公司", "120", "150", "宛城区第二轮.xlsx")
    phone.open(desk.path)
    taken = openpyxl.load_workbook(desk.download("导出名单", tmp_path)).active
    assert taken is not None
    assert [str(cell.value) for cell in taken[2]][1:7] == [
        "豫宛精密铸造有限公司", sheets.code("411302", 1), "从业人员(在岗职工)数", "变更", "120", "150"
    ]  # fmt: skip
    desk.open("/rounds/").follow(re.compile(f"未见的单位.*{NEXT}")).walk().picture(
        "rounds-missing", height=1100
    )
    phone.open(desk.path)
    missing_units_find_an_answer(desk, phone)


def missing_units_find_an_answer(desk: Window, phone: Window) -> None:
    """Closed, left out, moved away, to be looked into: each by ticking."""
    last = (TODAY - timedelta(days=20)).isoformat()
    pick(desk, "已终止", "南阳茶庵商贸有限公司", "宛城小吃店")
    desk.choose("终止原因", "已停止经营").fill("终止日期", last).press("勾选的单位已终止")
    desk.sees("已为 2 家答复：已终止").misses("宛城小吃店")
    pick(desk, "仍在经营、本轮漏报", "金华镇金穗种业有限公司")
    desk.fill("怎么知道的", "电话核实").press("勾选的单位仍在经营").misses("金华镇金穗种业有限公司")
    pick(desk, "迁往别处", "高庙镇宏达包装有限公司")
    desk.fill("或者迁到范围以外的哪里", "卧龙区石桥镇").press("勾选的单位迁往别处").sees(
        "已移交上级", "迁往卧龙区石桥镇"
    )
    pick(desk, "待核实", "汉冢乡艾草制品有限公司")
    desk.press("交人核实勾选的单位", status=422).sees("有内容需要改正", "谁去核实").look()
    desk.fill("谁去核实", "李网格").fill("什么时候以前", (TODAY + timedelta(days=7)).isoformat())
    desk.press("交人核实勾选的单位").sees("李网格")
    phone.open(desk.path + "?show=done").sees("电话核实", "孙县办")
    desk.open("/").sees("其中 1 家待核实")


def test_the_city_transfers_what_a_county_handed_up(windows: Windows) -> None:
    office = windows("city")
    office.open("/").follow(re.compile("^办理转移"))
    office.sees("高庙镇宏达包装有限公司", "迁往卧龙区石桥镇").misses("汉冢乡艾草制品有限公司")
    pick(office, "迁往别处", "高庙镇宏达包装有限公司")
    office.choose("迁到您负责范围内的哪里", "卧龙区").settle()
    office.fill("迁移日期", (TODAY - timedelta(days=20)).isoformat()).press("勾选的单位迁往别处")
    office.sees("已为 1 家答复：迁往别处").misses("高庙镇宏达包装有限公司")
    windows("neighbour_county").open(office.path).misses("高庙镇宏达包装有限公司")


def test_two_people_at_the_same_list(windows: Windows) -> None:
    first, second = windows("county"), windows("organisation_dept")
    for desk in (first, second):
        desk.open("/rounds/").follow(re.compile(f"未见的单位.*{NEXT}"))
        pick(desk, "仍在经营、本轮漏报", "官庄镇富民粮油有限公司")
    first.press("勾选的单位仍在经营").sees("已为 1 家答复")
    second.press("勾选的单位仍在经营").sees("已由孙县办", "什么都没有写")


def second_round(installation: Installation, folder: Path) -> None:
    """宛城区 goes round again: twelve units, one of them new, one with other figures, the others as before."""
    installation.run("census", "open-round", NEXT, "--as-of", (TODAY - timedelta(days=1)).isoformat())
    rows = [row | {} for row in sheets.wancheng()[:12]]
    rows[0]["从业人员"] = 150
    rows += [row for row in sheets.second() if row["企业(单位)名称"] == "南阳范蠡跨境电商有限公司"]
    path = sheets.write(folder / "宛城区第二轮.xlsx", rows, title="非公企业和社会组织党建工作摸底表")
    installation.run("census", "import", str(path), "--territory", "411302", "--round", NEXT)
    assert ROUND != NEXT


def counted(desk: Window) -> None:
    """Waits for the numbers, as a person would."""
    desk.page.get_by_role("link", name="查看结果").or_(desk.page.get_by_text("计算于")).first.wait_for()
    if desk.page.get_by_role("link", name="查看结果").count():
        desk.follow("查看结果")


def pick(desk: Window, answer: str, *names: str) -> None:
    """Ticks units and opens the answer for them."""
    for name in names:
        desk.tick(name)
    desk.page.locator("summary", has_text=answer).click()
