"""Getting in: with a slip, with a password, by keyboard alone; locked out; the doors that stay shut."""

from __future__ import annotations

from tests.journeys.conftest import Windows
from tests.journeys.installation import Installation
from tests.world import PASSWORD


def test_a_newcomer_gets_in_with_a_slip_and_reads_the_notice(
    installation: Installation, windows: Windows
) -> None:
    secret = installation.furnish("newcomer", key="township")
    phone = windows(phone=True)
    phone.open(f"/slip/{secret}/").sees("田街道，请设置密码", "township").walk()
    phone.fill("新密码", "1234567890").fill("再输入一次新密码", "1234567890").press("设置密码并登录")
    phone.sees("不能全是数字")
    phone.fill("新密码", PASSWORD).fill("再输入一次新密码", PASSWORD + "x").press("设置密码并登录")
    phone.sees("两次输入的密码不一样")
    phone.fill("新密码", PASSWORD).fill("再输入一次新密码", PASSWORD).press("设置密码并登录")
    assert phone.heading == "系统里存了您的什么，为什么"
    phone.walk().press("我已看过，继续")
    assert phone.heading == "东关街道总览"
    phone.open("/me/").sees("田街道", "再看一遍告知书")
    windows().open(f"/slip/{secret}/", status=410).sees("登录单不能用")


def test_the_keyboard_alone_is_enough_to_sign_in(windows: Windows) -> None:
    desk = windows()
    desk.open("/login/").walk()
    page = desk.page
    page.reload()
    page.get_by_label("登录名").focus()
    page.keyboard.type("county")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    desk.key("Enter")
    assert desk.heading == "宛城区总览"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    desk.walk()


def test_five_wrong_passwords_lock_the_door_and_say_for_how_long(windows: Windows) -> None:
    desk = windows()
    for _ in range(4):
        desk.sign_in("instructor", "not-the-password").sees("登录名或密码不对")
    desk.open("/login/").fill("登录名", "instructor").fill("密码", "not-the-password").press(
        "登录", status=429
    )
    desk.sees("暂时不能登录", "请过 15 分钟再试", "向给您开通账号的办公室要一张新的登录单")
    desk.open("/login/").fill("登录名", "instructor").fill("密码", PASSWORD).press("登录", status=429)
    windows(phone=True).sign_in("secretary", PASSWORD).sees("豫宛精密铸造有限公司党支部")


def test_whoever_is_not_signed_in_is_led_to_the_door(windows: Windows) -> None:
    desk = windows()
    desk.open("/units/")
    assert desk.heading == "登录"
    desk.fill("登录名", "county").fill("密码", PASSWORD).press("登录")
    assert desk.path == "/units/"
