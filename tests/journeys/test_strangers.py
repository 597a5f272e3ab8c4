"""Doors that stay shut: strangers learn not even that a page exists, colleagues are told that it is not theirs."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Windows
from tests.journeys.installation import Installation

FOUNDRY, NEIGHBOUR = "豫宛精密铸造有限公司", "中原纺织有限公司"


@pytest.fixture(scope="module")
def numbers(installation: Installation) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = installation.furnish("numbers")
    return found


def addresses(numbers: dict[str, dict[str, int]]) -> list[str]:
    unit, organisation, member = (
        numbers["units"][FOUNDRY],
        numbers["organisations"][f"{FOUNDRY}党支部"],
        numbers["members"]["李党员"],
    )
    return [
        "/overview/", "/overview/411302/", "/figures/due_rate/411302/", "/worklist/", "/units/", f"/units/{unit}/",
        f"/units/{unit}/correct/", f"/units/{unit}/history/", "/units/add/", "/members/", f"/members/{member}/",
        f"/members/{member}/correct/", "/organisations/", f"/organisations/{organisation}/", "/imports/",
        "/imports/upload/", "/accounts/", "/accounts/add/", "/territories/", "/territories/411302/", "/security/",
        "/system/", "/audit/",
    ]  # fmt: skip


def test_a_person_without_an_appointment_finds_nothing(
    windows: Windows, numbers: dict[str, dict[str, int]]
) -> None:
    stranger = windows("stranger")
    stranger.open("/").sees("您目前没有任职", "请联系给您开通账号的单位").walk()
    assert stranger.page.get_by_role("link", name="我的信息").count() > 0
    stranger.open("/me/").sees("蒋陌生")
    for address in addresses(numbers):
        stranger.open(address, status=404, look=False).sees("没有找到这一页").misses(FOUNDRY, "李党员")
    stranger.look()


def test_the_neighbour_county_finds_nothing_by_address(
    windows: Windows, numbers: dict[str, dict[str, int]]
) -> None:
    neighbour = windows("neighbour_county")
    neighbour.open("/units/").sees(NEIGHBOUR).misses(FOUNDRY)
    theirs = [address for address in addresses(numbers) if "/units/" in address or "/members/" in address]
    for address in [
        *theirs,
        "/organisations/",
        "/overview/411302/",
        "/figures/due_rate/411302/",
        "/territories/411302/",
    ]:
        if address.strip("/").isalpha() or address.endswith("/add/"):
            continue  # the list itself and the empty form are open to both
        neighbour.open(address, status=404, look=False).misses(FOUNDRY, "李党员")
    foundry = numbers["organisations"][f"{FOUNDRY}党支部"]
    neighbour.open(f"/organisations/{foundry}/", status=404)
    neighbour.open(f"/units/?q={FOUNDRY}").misses(f"{FOUNDRY}党支部")


def test_a_department_sees_units_but_no_members(windows: Windows, numbers: dict[str, dict[str, int]]) -> None:
    department = windows("department")
    department.open("/units/").sees(FOUNDRY)
    member = numbers["members"]["李党员"]
    for address in ("/members/", f"/members/{member}/", "/members/add/", "/imports/", "/accounts/"):
        department.open(address, status=403, look=False).sees("没有权限办理").misses("李党员")
    department.look()
    unit = numbers["units"][FOUNDRY]
    department.open(f"/units/{unit}/").misses("李党员", "张党员", "郑书记")
    department.open(f"/units/{unit}/correct/", status=403)


def test_pages_that_are_not_there_look_like_the_rest(windows: Windows) -> None:
    for phone in (False, True):
        visitor = windows("county", phone=phone)
        visitor.open("/nowhere/", status=404).sees("没有找到这一页", "回到首页").walk()
        visitor.open("/units/999999/", status=404)
        visitor.open("/audit/", status=403).sees("没有权限办理", "请联系本级领导小组办公室").walk()
        visitor.follow("回到首页")
        assert visitor.heading == "宛城区总览"
