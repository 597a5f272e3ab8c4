"""Two people correct the same record at the same time: nobody overwrites unseen, nobody types twice."""

from __future__ import annotations

from tests.journeys.conftest import Windows
from tests.journeys.installation import Installation

UNIT = "南阳白河食品有限公司"


def test_two_browsers_correct_the_same_unit(installation: Installation, windows: Windows) -> None:
    number = installation.furnish("numbers")["units"][UNIT]
    county, city = windows("county"), windows("city")
    for one in (county, city):
        one.open(f"/units/{number}/correct/")
    county.fill("从业人员(在岗职工)数", "61")
    county.press("保存").sees("已保存")
    city.fill("从业人员(在岗职工)数", "63").fill("年营业收入(万元)", "2250").press("保存", status=409)
    city.sees("别人改了什么", "孙县办", "58 → 61", "别人刚改成了")
    assert city.page.get_by_label("从业人员(在岗职工)数").input_value() == "63"
    assert city.page.get_by_label("年营业收入(万元)").input_value() == "2250"
    city.walk().press("保存").sees("已保存", "63", "2,250")
    county.open(f"/units/{number}/history/").sees("58 → 61", "61 → 63", "2100 → 2250")


def test_an_edit_of_other_facts_keeps_both(installation: Installation, windows: Windows) -> None:
    number = installation.furnish("numbers")["units"][UNIT]
    county, city = windows("county"), windows("city")
    for one in (county, city):
        one.open(f"/units/{number}/correct/")
    county.fill("资产总额(万元)", "1300").press("保存").sees("已保存")
    city.fill("年营业收入(万元)", "2300").press("保存", status=409).sees("别人改了什么")
    assert city.page.get_by_label("资产总额(万元)").input_value() == "1300"
    city.press("保存").sees("已保存", "1,300", "2,300")


def test_a_step_taken_by_somebody_else_is_said(installation: Installation, windows: Windows) -> None:
    number = installation.furnish("numbers")["units"]["高庙镇宏达包装有限公司"]
    county, city = windows("county"), windows("city")
    for one in (county, city):
        one.open(f"/units/{number}/close/")
        one.choose("终止原因", "已停止经营")
    county.press("终止").sees("终止：已停止经营")
    city.press("终止", status=409).sees("情况已经变化").walk()
