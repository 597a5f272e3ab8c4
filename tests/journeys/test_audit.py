"""The auditor: sets up one-time codes, then reads who looked at whose number, and whether the log is whole."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from tests.journeys import sheets
from tests.journeys.conftest import Windows
from tests.journeys.installation import Installation
from tests.world import CODE_SECRET, PASSWORD
from zhengyou.accounts.rules.one_time_codes import code_at


def test_the_auditor_reads_who_revealed_what(installation: Installation, windows: Windows) -> None:
    number = sheets.id_number("411302", "19800101", 11)
    clerk = windows("county")
    clerk.open("/members/").sees("李党员").misses(number)
    clerk.follow("李党员").misses(number).walk()
    clerk.follow(re.compile("查看.*公民身份号码")).press("查看").sees("有内容需要改正")
    clerk.fill("查看的用途", "办理组织关系转接").press("查看").sees(number, "这次查看和用途已留下记录")
    clerk.page.reload()
    member = installation.furnish("numbers")["members"]["李党员"]
    clerk.open(f"/members/{member}/").misses(number)

    auditor = windows()
    auditor.sign_in("audit_admin", PASSWORD)
    assert auditor.heading == "请先设置动态口令"
    auditor.open("/audit/").sees("请先设置动态口令").follow("设置动态口令")
    if auditor.heading != "设置动态口令":  # what protects the account asks for the password once more
        auditor.fill("密码", PASSWORD).press("确认")
    secret = auditor.page.locator("code").first.inner_text()
    auditor.walk().fill("动态口令", "000000").press("启用动态口令").sees("有内容需要改正")
    auditor.fill("动态口令", code_at(secret, datetime.now(UTC))).press("启用动态口令")
    auditor.look().open("/audit/")
    assert auditor.heading == "审计记录"
    row = auditor.row("办理组织关系转接").inner_text()
    assert "孙县办" in row
    assert "李**" in row
    auditor.misses(number, "李党员").picture("audit").walk()
    auditor.sees("完整")
    auditor.fill("办理人", "孙县办").press("筛选").sees("李**")
    assert auditor.page.locator("tbody tr", has_text="开通账号").count() == 0
    auditor.open("/members/", status=403)
    auditor.open(f"/members/{member}/", status=403)
    windows("county").open("/audit/", status=403)


def test_whoever_lost_the_phone_gets_in_with_a_spare_code(
    installation: Installation, windows: Windows
) -> None:
    installation.furnish("codes", key="security_admin", secret=CODE_SECRET)
    admin = windows()
    admin.sign_in("security_admin", PASSWORD)
    assert admin.heading == "输入动态口令"
    admin.walk().fill("动态口令", "123456").press("登录").sees("有内容需要改正")
    admin.enter_code(CODE_SECRET)
    assert admin.path != "/login/code/"
    admin.open("/security/").sees("登录安全")


def test_a_phone_number_of_a_unit_leaves_a_trace(installation: Installation, windows: Windows) -> None:
    clerk = windows("county")
    number = installation.furnish("numbers")["units"]["豫宛精密铸造有限公司"]
    clerk.open(f"/units/{number}/").misses("13800001001")
    clerk.press(re.compile("查看.*联系人及电话")).sees("13800001001", "这次查看已留下记录")
    assert clerk.dialogs == ["查看会留下记录。要查看吗？"]
    installation.furnish("codes", key="audit_admin", secret=CODE_SECRET)
    auditor = windows()
    auditor.sign_in("audit_admin", PASSWORD, secret=CODE_SECRET).open("/audit/")
    assert "孙县办" in auditor.row("豫宛精密铸造有限公司").inner_text()
