"""Accounts: one by one and from a workbook, slips on paper, a lost password. Nobody needs e-mail."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.journeys.conftest import Windows
from tests.journeys.paper import print_out

NEW_PASSWORD = "白河两岸-石榴-1987"


def test_the_office_makes_an_account_and_the_person_gets_in(windows: Windows) -> None:
    desk = windows("county")
    desk.open("/accounts/").follow("添加账号").walk()
    desk.press("建立账号").sees("有内容需要改正")
    desk.fill("姓名", "许指导").fill("登录名", "county").fill("联系电话", "13811112222").tick("党建指导员")
    desk.page.get_by_label("管辖区域").select_option(label="宛城区（本级）")
    desk.settle().press("建立账号").sees("登录名“county”已经有人用了，请换一个。")
    desk.fill("登录名", "xuzhidao").press("建立账号")
    desk.sees("许指导", "登录单只在这一页出现一次", "宛城区 · 党建指导员").picture("slip")
    link = desk.page.locator("code").inner_text()
    print_out(desk, most=1)

    phone = windows(phone=True)
    phone.open(link).sees("许指导，请设置密码").fill("新密码", NEW_PASSWORD).fill(
        "再输入一次新密码", NEW_PASSWORD
    )
    phone.press("设置密码并登录").press("我已看过，继续")
    assert phone.heading == "我联系的单位"

    desk.open("/accounts/").sees("许指导").picture("accounts")
    assert "已启用" in desk.row("许指导").inner_text()


def test_many_accounts_come_from_a_workbook_and_bad_rows_say_why(windows: Windows, tmp_path: Path) -> None:
    desk = windows("county")
    desk.open("/accounts/").follow("用表格批量建立").walk()
    template = desk.download("下载模板", tmp_path)
    book = openpyxl.load_workbook(template)
    sheet = book["人员"]
    heads = [str(cell.value or "") for cell in sheet[1]]
    assert heads[0].startswith("姓名")
    for row, values in enumerate(
        [
            ("白街道", "xinhua", "乡镇（街道、园区）党建办公室", "411302002", "13822223333"),
            ("常书记", "changsj", "党组织书记", "南阳白河纺织有限公司党支部", ""),
            ("丁外地", "dingwd", "乡镇（街道、园区）党建办公室", "411303002", ""),
            ("孙县办", "county", "党建指导员", "411302", ""),
        ],
        start=2,
    ):
        for column, value in enumerate(values, start=1):
            sheet.cell(row, column).value = value
    book.save(template)
    book.close()
    desk.attach(template).press("上传并建立账号")
    desk.sees("登录单 2 张", "2 行没有建立账号", "白街道", "常书记", "丁外地")
    assert "卧龙区" in desk.row("丁外地").inner_text() or "管理范围" in desk.row("丁外地").inner_text()
    assert "已经有人用了" in desk.row("孙县办").inner_text()
    print_out(desk, most=2)
    wrong = tmp_path / "wrong.xlsx"
    wrong.write_text("this is no workbook")
    desk.open("/accounts/import/").attach(wrong).press("上传并建立账号").sees("有内容需要改正")
    desk.open("/accounts/").tick("选择白街道").press("打印登录单").sees("登录单 1 张", "白街道")


def test_a_lost_password_is_renewed_with_a_slip(windows: Windows) -> None:
    lost = windows("instructor")
    lost.open("/me/")
    desk = windows("county")
    desk.open("/accounts/").follow("冯指导").press("忘记密码，重发登录单")
    assert desk.dialogs == ["原来的密码马上失效，要发新的登录单吗？"]
    link = desk.page.locator("code").inner_text()
    lost.open("/me/")
    assert lost.heading == "登录", "the old sign-in must end with the old password"
    lost.open(link).fill("新密码", NEW_PASSWORD).fill("再输入一次新密码", NEW_PASSWORD).press(
        "设置密码并登录"
    )
    assert lost.heading == "我联系的单位"
    desk.open("/accounts/").misses("赵省办", "钱市办", "李邻县")
