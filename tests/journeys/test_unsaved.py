"""Signed out while writing: nothing typed is lost, and the way leads back to the page it was typed on."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.journeys.conftest import Windows
from tests.journeys.installation import Installation
from tests.journeys.pages import numbers_of
from tests.journeys.window import Window
from tests.world import PASSWORD

KEPT = "上次没有保存的内容已放回"
FIRST, SECOND = "第一条由组织科牵头。", "第二条十二月五日前办成。"


def session_ends(desk: Window) -> None:
    desk.page.context.clear_cookies(name="sessionid")


def signs_in_again(desk: Window) -> None:
    desk.page.wait_for_url(re.compile("/login/[?]next="))
    desk.fill("登录名", "county").fill("密码", PASSWORD).press("登录")


def save(card: Locator) -> None:
    card.get_by_role("button", name="保存", exact=True).click()


def test_an_answer_outlives_the_session(installation: Installation, windows: Windows) -> None:
    desk = windows("county")
    address = f"/documents/{numbers_of(installation)['document']}/compose/"
    desk.open(address)
    one, two = desk.page.locator("article").nth(0), desk.page.locator("article").nth(1)
    one.locator("textarea").fill(FIRST)
    two.locator("textarea").fill(SECOND)
    save(one)
    one.get_by_text("已保存。").wait_for()
    expect(two.locator("textarea")).to_have_value(SECOND)

    session_ends(desk)
    save(two)
    signs_in_again(desk)
    desk.complaints.clear()  # of the 401 that led to the sign-in
    assert desk.path.startswith(address)
    assert desk.dialogs == []
    desk.sees(KEPT)
    expect(one.locator("textarea")).to_have_value(FIRST)
    assert one.locator(".zy-kept").count() == 0
    expect(two.locator("textarea")).to_have_value(SECOND)
    save(two)
    two.get_by_text("已保存。").wait_for()
    desk.open(address).misses(KEPT)
    expect(two.locator("textarea")).to_have_value(SECOND)


def test_a_note_outlives_the_session_and_can_be_dropped(installation: Installation, windows: Windows) -> None:
    desk = windows("county")
    address = f"/tasks/{numbers_of(installation)['task']}/"
    note = desk.open(address).page.get_by_label("写一句进展")
    note.fill("场地已经定了。")
    session_ends(desk)
    note.press("Tab")
    desk.page.locator("form", has=note).get_by_role("button").first.click()
    signs_in_again(desk)
    assert desk.path == address
    desk.sees(KEPT)
    expect(note).to_have_value("场地已经定了。")

    desk.page.get_by_role("button", name="不要了").click()
    expect(note).to_have_value("")
    desk.misses(KEPT)

    note.click()
    note.fill("再写一句。")
    desk.follow("部署")  # asks before it leaves
    assert len(desk.dialogs) == 1
    desk.open(address).sees(KEPT)
    desk.press("不要了")
    note.fill("写好再交。")
    desk.page.locator("form", has=note).get_by_role("button").first.click()
    desk.sees("写好再交。")
    desk.open(address).misses(KEPT)
    expect(note).to_have_value("")
    assert len(desk.dialogs) == 1

    note.fill("没有交的。")
    desk.page.locator("details.zy-user summary").click()
    desk.press("退出")
    assert "退出后就没有了" in desk.dialogs[-1]
    assert desk.page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('zy:'))") == []
