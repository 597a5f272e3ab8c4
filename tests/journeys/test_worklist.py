"""The work-list: next step, person and date for many units at once; what is overdue is plain to see."""

from __future__ import annotations

from datetime import date, timedelta

from tests.journeys.conftest import Windows
from tests.journeys.installation import Installation

DUE = ("宛城新材料有限公司", "南阳白河食品有限公司", "官庄镇富民粮油有限公司")


def test_several_units_get_a_next_step_at_once(windows: Windows, tmp_path: object) -> None:
    desk = windows("county")
    desk.open("/").sees("应建未建 7 家", "7 家应建未建单位还没有定下一步").follow("查看全部并安排下一步")
    assert desk.heading == "宛城区 · 应建未建"
    desk.misses("南阳武侯电子有限公司")  # the neighbour's
    for name in DUE:
        desk.tick(name)
    desk.sees("已选 3 家")
    in_two_weeks = (date.today() + timedelta(days=14)).isoformat()
    desk.choose("下一步", "约见业主").fill("期限", in_two_weeks)
    desk.press("给勾选的单位定下一步", status=422).sees("有内容需要改正", "责任人")
    assert desk.page.get_by_label(DUE[0]).is_checked(), "what was ticked is lost"
    desk.fill("责任人", "孙县办").walk()
    desk.fill("说明（可不填）", "带上章程范本").press("给勾选的单位定下一步")
    desk.sees("已为 3 家单位定下一步")
    for name in DUE:
        row = desk.row(name).inner_text()
        assert "约见业主" in row
        assert in_two_weeks in row
        assert "孙县办" in row
    desk.choose("看哪些", "还没有下一步").press("筛选").misses(*DUE).sees("南阳宛通物流有限公司")


def test_what_is_overdue_is_said_in_words(installation: Installation, windows: Windows) -> None:
    yesterday = date.today() - timedelta(days=1)
    installation.furnish(
        "step",
        unit="南阳宛通物流有限公司",
        step="ask_approval",
        person="孙县办",
        due_on=yesterday.isoformat(),
    )
    phone = windows("county", phone=True)
    phone.open("/").sees("1 家应建未建单位的下一步已过期限")
    phone.open("/worklist/?show=late").sees("南阳宛通物流有限公司", f"{yesterday} 已过期").misses(
        "官庄镇富民粮油有限公司"
    )


def test_a_secretary_sets_no_step_for_others(windows: Windows) -> None:
    secretary = windows("secretary")
    secretary.open("/worklist/").sees("没有符合条件的单位").misses(*DUE, "给勾选的单位定下一步")
