"""A problem that a level cannot solve goes up, changes hands in the open, and comes back with what came of it."""

from __future__ import annotations

import re

from tests.journeys.conftest import Windows
from tests.journeys.window import Window

TEXT = "流动党员的组织关系迟迟转不进来，外省的支部收到函不回"
SAME = "外省支部收到函不回，流动党员组织关系迟迟转不进来"


def section(window: Window) -> Window:
    """The list of problems, as the person finds it."""
    return window.open("/problems/")


def test_it_goes_up_and_comes_back_answered(windows: Windows) -> None:
    township = windows("township", phone=True)
    section(township).follow("上报问题").sees("宛城区领导小组办公室", "5 个工作日内答复")
    township.press("上报").sees("有内容需要改正", "什么问题解决不了")
    township.fill("什么问题解决不了", TEXT).fill("希望上级怎样帮助", "请区里出面，与对方县委组织部联系")
    township.press("上报").sees("已报给宛城区领导小组办公室", "现在由谁办理", "待答复", "办理经过")

    county = windows("county")
    county.open("/").sees("答复问题").follow(re.compile("^答复")).sees("请区里出面").walk()
    county.picture("problem", height=900)
    county.follow("转办").sees("上一级：南阳市领导小组办公室").walk()
    county.tick("上一级：南阳市领导小组办公室").fill("转去办什么", "对方在外省，要市委组织部发函")
    county.press("转办").sees("已转给南阳市领导小组办公室", "现在由谁办理")
    section(county).follow(re.compile("^经本级转出的")).sees(TEXT, "南阳市领导小组办公室").walk()

    city = windows("city")
    city.open("/").follow(re.compile("^答复")).sees("要市委组织部发函", "答应提出方的期限", "现在的办理期限")
    city.press("答复").sees("有内容需要改正", "办得怎样")
    city.tick("可以解决").fill("答复", "已向对方县委组织部发函，十日内转来。").press("答复")
    city.sees("已答复。提出的一方会看到")

    township.open("/").sees("问题已有答复").follow(re.compile("^确认")).sees("十日内转来", "可以解决")
    township.follow("确认是否解决").tick("已解决").press("确认").sees("已记下", "已解决", "确认已解决")


def test_nobody_asks_twice(windows: Windows) -> None:
    desk, phone = windows("organisation_dept"), windows("county", phone=True)
    for window in (desk, phone):
        section(window).follow("上报问题")
        window.fill("什么问题解决不了", SAME).fill("希望上级怎样帮助", "请市里发函").press("上报")
        window.sees("这些可能是同一件事", TEXT, "十日内转来")
    desk.walk()
    desk.press("仍然上报").sees("已报给南阳市领导小组办公室")
    phone.follow(TEXT).sees("确认已解决")


def test_equal_ones_are_answered_together(windows: Windows) -> None:
    neighbour = windows("neighbour_county")
    section(neighbour).follow("上报问题")
    neighbour.fill("什么问题解决不了", SAME).fill("希望上级怎样帮助", "请市里统一发函").press("上报")
    city = windows("city")
    section(city).follow(SAME).sees("可能相同的问题").press(re.compile("^一并办理")).sees(
        "一并办理的问题"
    ).walk()
    windows("city", phone=True).open(city.path)
    city.tick("解决了一部分").fill("答复", "已统一发函，还差两个省没有回音。").press("答复")
    neighbour.open("/").follow(re.compile("^确认")).sees("还差两个省没有回音", "与相同的问题一并办理")
    neighbour.follow("确认是否解决").walk().tick("没有解决").press("确认").sees("还有什么没有解决")
    neighbour.fill("还有什么没有解决", "这两个省占了一大半").press("确认")
    neighbour.sees("已请河南省领导小组办公室再办", "没有解决，请上一级再办")
    windows("neighbour_county", phone=True).open(neighbour.path)
