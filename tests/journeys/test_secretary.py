"""A secretary on a phone: the own branch and nothing else, a fact put right, a member added in spite of a slip."""

from __future__ import annotations

import pytest

from tests.journeys import sheets
from tests.journeys.conftest import Windows
from tests.journeys.installation import Installation
from tests.world import PASSWORD

FOUNDRY, NEIGHBOUR = "豫宛精密铸造有限公司", "中原纺织有限公司"


@pytest.fixture
def numbers(installation: Installation) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = installation.furnish("numbers")
    return found


def test_the_phone_shows_the_own_branch_only(windows: Windows, numbers: dict[str, dict[str, int]]) -> None:
    phone = windows(phone=True)
    phone.sign_in("secretary", PASSWORD)
    assert phone.heading == f"{FOUNDRY}党支部"
    phone.sees("1 家单位", "名册上 3 名党员").misses(NEIGHBOUR).picture("branch-390").walk()
    phone.open("/units/").sees("共 1 家", FOUNDRY).misses(NEIGHBOUR, "南阳白河纺织有限公司")
    phone.open("/members/").sees("共 3 名", "李党员").misses("何邻党")
    for kind, name in (("units", NEIGHBOUR), ("members", "何邻党"), ("organisations", f"{NEIGHBOUR}党支部")):
        phone.open(f"/{kind}/{numbers[kind][name]}/", status=404, look=False)
    phone.open(f"/units/{numbers['units'][NEIGHBOUR]}/correct/", status=404).sees("没有找到这一页")
    phone.open("/imports/", status=403)


def test_a_fact_is_put_right_and_the_history_says_by_whom(windows: Windows) -> None:
    phone = windows("secretary", phone=True)
    phone.open("/").follow(FOUNDRY).look()
    phone.follow("更正情况")
    phone.fill("从业人员(在岗职工)数", "一百三").press("保存").sees("有内容需要改正")
    assert phone.page.get_by_label("从业人员(在岗职工)数").input_value() == "一百三"
    phone.fill("从业人员(在岗职工)数", "130").press("保存").sees("已保存", "130")
    phone.follow("查看全部变更：谁、什么时候、改了什么").sees("120 → 130", "郑书记", "网页登记")


def test_what_is_missing_is_asked_alone(windows: Windows) -> None:
    phone = windows("secretary", phone=True)
    phone.open("/").follow(FOUNDRY).follow("只补充这几项")
    assert phone.heading == "补充情况"
    assert phone.page.locator(f"text={sheets.code('411302', 1)}").count() == 0, "asks for what is held"
    phone.look()


def test_a_member_is_added_after_a_mistyped_number(windows: Windows) -> None:
    phone = windows("secretary", phone=True)
    phone.open("/members/").follow("添加党员").walk()
    right = sheets.id_number("411302", "19930318", 55)
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    phone.fill("姓名", "赵新党").fill("公民身份号码", wrong).choose("人员类别", "预备党员").press("保存")
    phone.sees("有内容需要改正", "公民身份号码").misses(wrong)
    assert phone.page.get_by_label("姓名").input_value() == "赵新党"
    assert "校验" in phone.page.locator(".zy-errors").inner_text()
    phone.fill("公民身份号码", right).press("保存").sees("已登记“赵新党”", "预备党员").misses(right)
    phone.open("/members/").sees("共 4 名", "赵新党").walk()
    phone.follow("添加党员").fill("姓名", "赵新党").fill("公民身份号码", right).press("保存").sees(
        "有内容需要改正"
    )
    phone.follow("打开已有的记录").sees("赵新党")
